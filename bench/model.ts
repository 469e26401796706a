// The bench model and its records: the same for every bench, every engine and every run, so that figures can be set side by side.
import type { SwitchModelConfig } from '../src/core/config/model';
import { presets } from '../src/core/config/presets';
import type { EncodedRecords } from '../src/core/records';

/** 2.7 million parameters: d = 128, 4 layers of which 2 have 8 experts, feed-forward width 512. */
export const benchModel: SwitchModelConfig = {
  ...presets.switch,
  dModel: 128,
  dKv: 32,
  dFf: 512,
  numHeads: 4,
  numLayers: 4,
  sparseStep: 2,
  positionBias: 'off',
  balancing: { kind: 'perSample', coefficient: 0.01 },
};

export const vocabulary = 256;
export const classes = 2;

/** Records of equal length with evenly distributed token ids, the same in every process. */
export function benchRecords(count: number, length: number): EncodedRecords {
  return {
    ids: Int32Array.from({ length: count * length }, (_, i) => mixed(i) % vocabulary),
    starts: Int32Array.from({ length: count + 1 }, (_, b) => b * length),
    labels: Int32Array.from({ length: count }, (_, b) => b % classes),
  };
}

/** A fixed well-mixed number for each index (the finaliser of MurmurHash3). */
function mixed(index: number): number {
  let h = index + 1;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
