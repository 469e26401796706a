// Figures of a batch that several threads put together.
import { expect, it } from 'vitest';
import { slicesOf } from '../../src/engine/dp/noisyUpdate';
import { expertGradientNorms, expertSquaredNorms } from '../../src/engine/dp/telemetry';
import { ParameterLayout } from '../../src/engine/parameters';
import { testNumbers } from './backends';

const layout = new ParameterLayout([
  ['embedding', [7, 3]],
  ['layer.experts.wi', [3, 4, 5]],
  ['layer.experts.wo', [3, 5, 4]],
  ['head', [3]],
]);
const flat = Float64Array.from(testNumbers(layout.size, 1));

/** ‖(wi, wo)‖ of an expert, each matrix of 20 elements. */
const normOf = (e: number): number => {
  const parts = ['layer.experts.wi', 'layer.experts.wo'].map((name) => layout.view(flat, name).subarray(20 * e, 20 * (e + 1)));
  return Math.hypot(...parts.flatMap((part) => [...part]));
};

it.each([1, 2, 5, 200])('norms of the experts’ gradients, from %d slices, are those of the whole', (threads) => {
  const slices = slicesOf(flat.length, threads).map((slice) => expertSquaredNorms(layout, flat, slice));
  const [layer, ...others] = expertGradientNorms(slices);
  expect(others).toEqual([]);
  [0, 1, 2].forEach((e) => expect(layer[e]).toBeCloseTo(normOf(e), 6));
});
