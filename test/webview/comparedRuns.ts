// Runs for the tests of the compare page: made up, but of real configurations.
import { parseRunFile, type RunConfig } from '../../src/core/config/runFile';
import type { ScalarView } from '../../src/protocol/buckets';
import type { ComparedRun } from '../../src/protocol/compare';
import { labelled } from '../../src/protocol/labelled';
import type { RunState } from '../../src/protocol/runState';

const rates = [0.005, 0.01, 0.02, 0.05];
const declaredPrivate = { path: 'notes.csv', text: 'text', label: 'label', labels: ['no', 'yes'], declared: 'private', testShare: 0.2, maxTokens: 64 };

function config(index: number): RunConfig {
  return parseRunFile(
    {
      name: `sweep ${index}`,
      data: declaredPrivate,
      model: { preset: index % 3 === 0 ? 'dense' : 'default' },
      privacy: {
        unit: 'record',
        neighbouringRelation: 'addOrRemoveOne',
        epsilon: 1 + (index % 8),
        delta: 1e-5,
        clipNorm: 1,
        publicSize: 50_000,
        expectedBatchSize: 512,
        steps: 1000,
      },
      training: { optimizer: { name: 'adam' }, learningRate: rates[index % rates.length] },
    },
    'test',
  );
}

/** 32 configurations repeat, so that ten thousand runs are made quickly. */
const configs = Array.from({ length: 24 }, (_, i) => config(i));

/** Run number `index` of a sweep; accuracy rises with ε and depends on the learning rate. Every seventh still trains. */
export function comparedRun(index: number, changes: Partial<ComparedRun> = {}): ComparedRun {
  const epsilon = 1 + (index % 8) - 0.02;
  const state: RunState = index % 7 === 3 ? { status: 'running' } : index % 11 === 5 ? { status: 'failed', message: 'The disk is full.' } : { status: 'finished' };
  const finished = state.status === 'finished';
  const accuracy = 0.7 + 0.25 * (1 - Math.exp(-epsilon / 3)) - 0.03 * (index % 4);
  return {
    id: `run-${index}`,
    name: `sweep ${index}`,
    state,
    step: finished ? 1000 : 400,
    steps: 1000,
    createdAt: Date.UTC(2026, 10, 20) - index * 3_600_000,
    config: configs[index % configs.length],
    dataSet: { name: 'notes.csv', digest: 'a1', declared: 'private' },
    noiseMultiplier: 4 / epsilon,
    samplingRate: 512 / 50_000,
    spent: { epsilon: { pld: epsilon, rdp: epsilon * 1.1, rdpOrder: 8 }, delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' },
    metrics: finished ? labelled('sensitive', { accuracy, loss: 1 - accuracy, testRecords: 10_000 }) : undefined,
    ...changes,
  };
}

export const comparedRuns = (count: number): ComparedRun[] => Array.from({ length: count }, (_, i) => comparedRun(i));

/** Loss, ε and elapsed seconds of a run, in buckets of 4 steps. */
export function curvesOfRun(index: number, points = 250): ScalarView[] {
  const steps = Int32Array.from({ length: points }, (_, i) => i * 4);
  const loss = Float64Array.from(steps, (step) => 0.3 + 0.4 * Math.exp(-step / (200 + 40 * index)) + 0.02 * Math.sin(step * (index + 1)));
  const epsilon = Float64Array.from(steps, (step) => (1 + (index % 8)) * Math.sqrt(step / (points * 4)));
  const seconds = Float64Array.from(steps, (step) => step * (0.05 + 0.01 * index));
  const view = (name: string, sensitivity: ScalarView['sensitivity'], values: Float64Array): ScalarView => ({
    name,
    sensitivity,
    width: 4,
    buckets: labelled(sensitivity, { steps, min: values.map((v) => v * 0.97), max: values.map((v) => v * 1.03), last: values }),
  });
  return [view('loss', 'sensitive', loss), view('epsilon', 'public', epsilon), view('elapsedSeconds', 'sensitive', seconds)];
}
