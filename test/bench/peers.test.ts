// The bench of peers without its measurements: what it takes for equal, what it counts, and where it writes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchModel } from '../../bench/model';
import { firstAgreement, slices, TOLERANCE } from '../../bench/peers/agreement';
import { largestDifference } from '../../bench/peers/compare';
import { engines, yardstick } from '../../bench/peers/engines';
import { flopsPerToken } from '../../bench/peers/flops';
import { batchSize } from '../../bench/peers/problem';
import { withTable } from '../../bench/peers/readme';
import { lineChart } from '../../bench/svg';

const findings = (tensors: Record<string, number[]>) =>
  new Map(Object.entries(tensors).map(([name, values]) => [name, { shape: [values.length], data: Float32Array.from(values) }]));

describe('largestDifference', () => {
  it('is relative to the largest element of the tensor, and names the tensor', () => {
    const reference = findings({ a: [100, 1], b: [2, 0] });
    const { difference, tensor } = largestDifference(findings({ a: [100, 2], b: [2, 1] }), reference);
    expect(tensor).toBe('b');
    expect(difference).toBeCloseTo(0.5, 6);
  });

  it('passes no result that is not a number', () => {
    expect(largestDifference(findings({ a: [NaN, 1] }), findings({ a: [3, 1] })).difference).toBeNaN();
  });

  it('refuses a missing tensor and one of another shape', () => {
    expect(() => largestDifference(findings({}), findings({ a: [1] }))).toThrow('a is missing');
    expect(() => largestDifference(findings({ a: [1, 2] }), findings({ a: [1] }))).toThrow('a is of shape 2');
  });

  it('lets an engine leave norms and losses out', () => {
    expect(largestDifference(findings({ a: [1] }), findings({ a: [1], norms: [1], losses: [1] })).difference).toBe(0);
  });
});

describe('firstAgreement', () => {
  const withDifferences = (...differences: number[]) => firstAgreement(({ from }) => Promise.resolve({ difference: differences[slices.findIndex((slice) => slice.from === from)], tensor: 'a' }));

  it('passes an engine of which one slice has an input at the kink of a ReLU, and says which slice agrees', async () => {
    expect(await withDifferences(0.5, 1e-6, NaN)).toEqual({ slice: slices[1], difference: 1e-6 });
  });

  it('refuses an engine that differs on every slice, be it by what is no number, and names each attempt', async () => {
    await expect(withDifferences(0.5, 2 * TOLERANCE, NaN)).rejects.toThrow('a by 0.50 on records 0–2, a by 0.00020 on records 3–5, a by NaN on records 6–8');
  });

  it('looks at disjoint slices of a batch, each of an odd number of records', () => {
    const records = slices.flatMap((slice) => Array.from({ length: slice.records }, (_, i) => slice.from + i));
    expect(new Set(records).size).toBe(records.length);
    expect(Math.max(...records)).toBeLessThan(batchSize);
    for (const slice of slices) expect(slice.records % 2).toBe(1);
  });
});

describe('flopsPerToken', () => {
  it('counts 788,480 active parameters of the bench model and the full products of attention', () => {
    // 4 layers of 4 · 128² + 2 · 128 · 512, and 2 routers of 128 · 8.
    expect(flopsPerToken(benchModel, 128)).toBe(6 * 788_480 + 12 * 128 * 128 * 4);
  });
});

describe('engines', () => {
  const peers = join(__dirname, '..', '..', 'bench', 'peers');
  const known = ['torch_engines.py', 'jax_engines.py'].flatMap((file) => [...readFileSync(join(peers, file), 'utf8').matchAll(/^ {4}'([a-z0-9-]+)': (?:Plain|OneRecordLoop|BookKeeping|lambda)/gm)].map((match) => match[1]));

  it('name what the Python scripts know, and nothing else', () => {
    expect(engines.filter(({ runs }) => runs === 'python').map(({ name }) => name).sort()).toEqual(known.sort());
  });

  it('are compared with engines that exist', () => {
    const names = engines.map(({ name }) => name);
    expect(names).toContain(yardstick);
    for (const { plain } of engines) expect(names).toContain(plain);
  });
});

describe('withTable', () => {
  it('replaces what is between the markers and nothing else', () => {
    expect(withTable('above\n<!-- peers:begin -->\nold\n<!-- peers:end -->\nbelow', 'new')).toBe('above\n<!-- peers:begin -->\nnew\n<!-- peers:end -->\nbelow');
  });

  it('leaves a text alone that has no markers, or more than one pair', () => {
    expect(withTable('nothing here', 'new')).toBeNull();
    expect(withTable('<!-- peers:end --><!-- peers:begin -->', 'new')).toBeNull();
    expect(withTable('<!-- peers:begin --><!-- peers:begin --><!-- peers:end -->', 'new')).toBeNull();
  });
});

describe('lineChart', () => {
  const chart = lineChart({ title: 'a < b', x: 'x', y: 'y', series: [{ label: 's', points: [[1, 100], [4, 50]] }] });

  it('puts the largest x at the right, and larger values higher', () => {
    const [[x1, y1], [x2, y2]] = [...chart.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map((match) => [Number(match[1]), Number(match[2])]);
    expect(x2).toBeGreaterThan(x1);
    expect(y1).toBeLessThan(y2);
  });

  it('escapes texts', () => {
    expect(chart).toContain('a &#60; b');
  });
});
