// Small runs and claims to put into stores.
import { parseRunFile, type RunConfig } from '../../src/core/config/runFile';
import { planRun } from '../../src/core/plan';
import { poissonSampledGaussian } from '../../src/core/privacy/mechanism';
import type { RunDraft } from '../../src/store/runs/runs';
import type { ClaimDraft } from '../../src/store/ledger/claims';

export const exampleConfig: RunConfig = parseRunFile(
  {
    name: 'example',
    data: { path: 'mails.jsonl', text: 'text', label: 'label', labels: ['ham', 'spam'], declared: 'private', testShare: 0.2, maxTokens: 64 },
    model: { preset: 'tiny' },
    privacy: {
      unit: 'record',
      neighbouringRelation: 'addOrRemoveOne',
      noiseMultiplier: 1,
      delta: 1e-5,
      clipNorm: 1,
      publicSize: 10_000,
      expectedBatchSize: 100,
      steps: 1000,
    },
    training: { optimizer: { name: 'adam' }, learningRate: 0.01 },
  },
  'example.run.json',
);

export const exampleRun: RunDraft = {
  name: 'example',
  config: exampleConfig,
  plan: planRun(exampleConfig.privacy),
  data: { name: 'mails', digest: 'digest-1', declared: 'private', baseDirectory: '/data' },
  environment: { versions: { node: '20' }, platform: 'linux x64', cpu: 'a CPU', cores: 2, memory: 8e9, source: null },
};

/** 1,000 steps at noise multiplier 1.0 and rate 0.01: the example of the ledger's design. */
export const exampleClaim = (runId: string, changes: Partial<ClaimDraft> = {}): ClaimDraft => ({
  runId,
  digest: 'digest-1',
  stepMechanism: poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }),
  delta: 1e-5,
  grantSteps: 10,
  reservedSteps: 1000,
  epsilon: { pld: 1.8283, rdp: 2.1014 },
  ...changes,
});
