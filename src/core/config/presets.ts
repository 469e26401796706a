// Named model configurations: a run file says `"model": { "preset": "default" }` and may override single members.
import type { ModelConfig, SwitchModelConfig } from './model';

/** The study's e-mail model: one sparse block of 8 experts, positions and outer norms off, embedding scaled up. */
const small: SwitchModelConfig = {
  architecture: 'switch',
  dModel: 16,
  dKv: 8,
  dFf: 32,
  numHeads: 2,
  numLayers: 1,
  numExperts: 8,
  sparseStep: 1,
  expertCapacity: 'dropless',
  attention: true,
  attentionScale: true,
  positionBias: 'off',
  finalNorm: false,
  layerNormEpsilon: 1e-6,
  embeddingMultiplier: 30,
  balancing: { kind: 'perSample', coefficient: 0.01 },
  routerZLoss: 0,
  init: { embeddingStd: 0.005, outputScale: 0.1, headStd: 2 },
};

export const presets = {
  /** For tests: trains in well under a second. */
  tiny: { ...small, dModel: 8, dKv: 4, dFf: 8, numExperts: 4 },
  default: small,
  /** Same active parameters for each token as `default`, without experts. */
  dense: { ...small, numExperts: 1, balancing: { kind: 'off' } },
  /** Faithful Switch semantics at a small width. */
  switch: {
    ...small,
    dModel: 64,
    dKv: 16,
    dFf: 128,
    numHeads: 4,
    numLayers: 2,
    sparseStep: 2,
    attentionScale: false,
    positionBias: { buckets: 32, maxDistance: 128 },
    finalNorm: true,
    embeddingMultiplier: 1,
    init: { embeddingStd: 1, outputScale: 1, headStd: 0.125 },
  },
  linear: { architecture: 'linear' },
} as const satisfies Record<string, ModelConfig>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];
