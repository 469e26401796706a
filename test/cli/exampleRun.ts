// A run as the store hands it out, for tests of what is made of it.
import { parseRunFile } from '../../src/core/config/runFile';
import { planRun } from '../../src/core/plan';
import type { Run } from '../../src/protocol/run';

const config = parseRunFile(
  {
    name: 'example',
    data: { path: 'notes.jsonl', text: 'text', label: 'label', labels: ['a', 'b'], declared: 'private', testShare: 0.2, maxTokens: 16 },
    model: { preset: 'tiny' },
    privacy: {
      unit: 'record',
      neighbouringRelation: 'addOrRemoveOne',
      noiseMultiplier: 2,
      delta: 1e-4,
      clipNorm: 1,
      publicSize: 1000,
      expectedBatchSize: 100,
      steps: 40,
    },
    training: { optimizer: { name: 'adam' }, learningRate: 0.01 },
  },
  'the example',
);

export const examplePlan = planRun(config.privacy);

export interface Changes extends Partial<Pick<Run, 'state' | 'step' | 'attempt' | 'result' | 'name'>> {
  readonly declared?: Run['data']['declared'];
}

/** A running run of 40 steps on private data, unless something else is wanted. */
export function exampleRun({ declared = 'private', ...changes }: Changes = {}): Run {
  return {
    id: 'a-run',
    name: 'example',
    state: { status: 'running' },
    config,
    plan: examplePlan,
    data: { name: 'notes.jsonl', digest: 'd'.repeat(64), declared, baseDirectory: '/data' },
    environment: { versions: { node: '20.18.0' }, platform: 'linux', cpu: 'a processor', cores: 2, memory: 2 ** 34, source: null },
    createdAt: 1_000_000,
    startedAt: 1_000_000,
    endedAt: undefined,
    process: undefined,
    heartbeatAt: undefined,
    step: 0,
    attempt: 1,
    trainer: undefined,
    result: undefined,
    ...changes,
  };
}
