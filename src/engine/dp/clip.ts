// Exact clipping by unit of privacy, such as a record: the sum over a micro-batch of every unit's gradient, each scaled to at most the clip norm.
import { add, tensor1d, tidy, type Tensor1D } from '@tensorflow/tfjs-core';
import { selectUnits, unitCount, unitStarts, type EncodedRecords } from '../../core/records';
import type { Kernels } from '../kernels/kernels';
import type { ParameterGradient } from '../layers/layer';
import { toBatch, type ForwardPass, type Model } from '../model/model';
import type { ParameterTensors } from '../parameters';
import { addReleasedTerms } from './release';
import type { SumTask } from './step';
import { addTelemetry, passTelemetry, type BatchTelemetry } from './telemetry';

export interface GradientTask extends SumTask {
  readonly model: Model;
  readonly kernels: Kernels;
  readonly parameters: ParameterTensors;
}

/**
 * float32 norms are off by at most a few 1e-7; this much is taken off the factor, so that no clipped gradient is longer
 * than the clip norm.
 */
const NORM_MARGIN = 1e-6;

/**
 * Adds Σ_u min(1, C / ‖g_u‖) · g_u over the units of a micro-batch to `sum`; never a mean. A unit's gradient g_u is the sum of those
 * of its records, and its norm is that of the sum, over all parameters together (flat clipping, Abadi et al. 2016).
 *
 * Guarantees
 * - A unit changes `sum` by at most the clip norm C, whatever the other units are and however many records it has; with terms of a
 *   joint release behind the gradient, by at most the joint sensitivity.
 * - A unit with gradient 0 adds 0.
 * - A unit whose gradient is not finite adds 0 and is counted in the telemetry; the others are as if it were absent.
 *   Without clipping no norm is worked out, and the losses of the unit's records decide.
 *
 * @param sum flat float64 accumulator (model.layout.size + releasedSize)
 */
export function addClippedGradients(task: GradientTask, records: EncodedRecords, sum: Float64Array, telemetry: BatchTelemetry): void {
  if (records.labels.length === 0) return;
  const broken = tidy(() => addFiniteGradients(task, records, sum, telemetry));
  if (broken.length === 0) return;
  const excluded = new Set(broken);
  const rest = Array.from({ length: unitCount(records) }, (_, u) => u).filter((u) => !excluded.has(u));
  telemetry.nonFiniteUnits += broken.length;
  addClippedGradients(task, selectUnits(records, rest), sum, telemetry);
}

/** Does all of the work, unless some units are not finite: then it adds nothing and returns their indices. */
function addFiniteGradients(task: GradientTask, records: EncodedRecords, sum: Float64Array, telemetry: BatchTelemetry): number[] {
  const pass = task.model.forward(task.kernels, task.parameters, toBatch(records), task.balancingLoad);
  const gradients = pass.backward();
  const norms = task.clipNorm === null ? null : squaredNorms(gradients).map(Math.sqrt); // (U)
  const broken = notFinite(norms ?? unitLosses(pass, records));
  if (broken.length > 0) return broken;

  const weights = norms === null || task.clipNorm === null ? null : tensor1d(clipFactors(norms, task.clipNorm)); // (U)
  for (const gradient of gradients) {
    const part = gradient.sum(weights).dataSync<'float32'>();
    const target = task.model.layout.view(sum, gradient.parameter);
    for (let i = 0; i < part.length; i++) target[i] += part[i];
  }
  if (task.release !== undefined) {
    const facts = { routings: pass.routings, starts: unitStarts(records), norms };
    addReleasedTerms(task.release, task.clipNorm, facts, sum.subarray(task.model.layout.size));
  }
  addTelemetry(telemetry, passTelemetry(pass, records, norms, task.clipNorm));
  return [];
}

/** Sum of the cross entropies of each unit's records. (U) */
function unitLosses({ crossEntropy }: ForwardPass, { units }: EncodedRecords): Float32Array {
  const losses = crossEntropy.dataSync<'float32'>(); // (B)
  if (units === undefined) return losses;
  return Float32Array.from({ length: units.length - 1 }, (_, u) => losses.subarray(units[u], units[u + 1]).reduce((sum, loss) => sum + loss, 0));
}

const notFinite = (values: ArrayLike<number>): number[] => Array.from(values, (_, b) => b).filter((b) => !Number.isFinite(values[b]));

/** ‖g_u‖² of each unit over all parameters. (U) */
function squaredNorms(gradients: readonly ParameterGradient[]): Float32Array {
  const total = gradients.map((gradient) => gradient.squaredNorms()).reduce((a, b) => add<Tensor1D>(a, b));
  return total.dataSync<'float32'>();
}

/** min(1, C / ‖g_u‖), rounded down by {@link NORM_MARGIN}. norms (U) → (U) */
export const clipFactors = (norms: Float32Array, clipNorm: number): Float32Array =>
  norms.map((norm) => Math.min(1, (clipNorm * (1 - NORM_MARGIN)) / norm));
