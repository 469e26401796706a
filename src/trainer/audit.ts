// A one-run audit inside its trainer: puts canaries into the training records, and guesses afterwards which they were.
import type { RunConfig } from '../core/config/runFile';
import type { AuditDesign } from '../core/privacy/audit/design';
import { countGuesses } from '../core/privacy/audit/guesses';
import { auditLowerBound } from '../core/privacy/audit/oneRun';
import { appendRecords, selectRecords, type EncodedRecords } from '../core/records';
import { makeCanaries } from '../data/canaries';
import type { Kernels } from '../engine/kernels/kernels';
import type { Model } from '../engine/model/model';
import { recordConfidence } from '../engine/recordConfidence';
import type { AuditResult } from '../protocol/run';
import { createSecureRandom } from './secureRandom';

export interface Audit {
  /** Training records and those canaries whose coin said so. */
  readonly train: EncodedRecords;
  /** Guesses by the parameters before and after training alone. Both (parameters) */
  conclude(model: Model, kernels: Kernels, initial: Float32Array, final: Float32Array): AuditResult;
}

/**
 * Draws the canaries of an audit and their coins, from the operating system's generator. Both stay in the memory of this process,
 * so an audit that is stopped has no result and cannot be resumed.
 *
 * The score of a canary is how much surer of its label training has made the model. The audit sees the model before and after all
 * steps only, as whoever is given the model does.
 */
export function beginAudit(design: AuditDesign, { data, privacy: { delta } }: RunConfig, classes: number, records: EncodedRecords): Audit {
  const { records: canaries, included } = makeCanaries(design.canaries, classes, data.maxTokens, createSecureRandom());
  const chosen = Array.from(included.keys()).filter((i) => included[i] === 1);
  return {
    train: appendRecords(records, selectRecords(canaries, chosen)),
    conclude(model, kernels, initial, final) {
      const [before, after] = [initial, final].map((parameters) => recordConfidence(model, kernels, parameters, canaries));
      const count = countGuesses(design, after.map((confidence, i) => confidence - before[i]), included);
      return { ...design, correct: count.correct, delta, lowerBound: auditLowerBound(count, delta, design.confidence) };
    },
  };
}
