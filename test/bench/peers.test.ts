// The bench of peers without its measurements: what it takes for equal, what it counts, and where it writes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchModel } from '../../bench/model';
import { firstAgreement, slices, TOLERANCE } from '../../bench/peers/agreement';
import { largestDifference } from '../../bench/peers/compare';
import { engines, yardstick } from '../../bench/peers/engines';
import { flopsPerToken } from '../../bench/peers/flops';
import { batchSize } from '../../bench/peers/problem';
import type { Section } from '../../bench/peers/measure';
import { withTable } from '../../bench/peers/readme';
import { peersTable, type PeersReport } from '../../bench/peers/table';
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

describe('README', () => {
  const root = join(__dirname, '..', '..');

  it('has the table that the last results give, and none while there are no results', () => {
    const results = join(root, 'bench', 'results', 'peers.json');
    const table = existsSync(results) ? peersTable(JSON.parse(readFileSync(results, 'utf8')) as PeersReport) : null;
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(withTable(readme, table)).toBe(readme);
  });
});

describe('peersTable', () => {
  const agreement = { slice: slices[0], difference: 0 };
  const at = (tokensPerSecond: number) => ({ cpu: 1, wall: 1, tokensPerSecond, product: { gigaflops: 50, shareOfStep: 0.756 }, agreement });
  const section = {
    length: 128,
    threads: 1,
    rounds: 5,
    pinned: true,
    load: [0.5, 1.25] as const,
    engines: { 'wasm-plain': at(6600), 'wasm-private': at(6000), 'torch-plain': at(9000), 'opacus-hooks': at(4000) },
    absent: { 'native-private': 'no library' },
    notAsked: ['jax-privacy-8'],
    versions: { torch: '2.15.0' },
  };
  const tableOf = (changes: Partial<Section> = {}, missing?: string) =>
    peersTable({ date: '2026-01-02', machine: { cpu: 'A processor', cores: 2, node: '22' }, results: { ...(missing !== undefined && { missing }), sections: [{ ...section, ...changes }] } });

  it('divides private tokens/s by those of Opacus with hooks, and plain ones by private ones of the same engine', () => {
    expect(tableOf()).toContain('| **Cloister, built in**, private | 6,000 | 1.50 | 1.10 | 76 % |');
    expect(tableOf()).toContain('| Opacus, hooks; experts with an extra batch dimension | 4,000 | 1.00 | 2.25 | 76 % |');
  });

  it('gives plain engines no ratio', () => {
    expect(tableOf()).toContain('| PyTorch, plain | 9,000 |  |  | 76 % |');
  });

  it('says which engine failed, which was not asked for, and that there was no Python', () => {
    expect(tableOf()).toContain('| **Cloister, native**, private | not measured |');
    expect(tableOf()).toContain('| jax_privacy, micro-batch 8 | compiles for minutes: only with `--all` |');
    expect(tableOf({}, 'The peers are left out: there is no Python.')).toContain('\nThe peers are left out: there is no Python.\n');
  });

  it('has cells for every column of its head in each row', () => {
    for (const threads of [1, 2]) {
      const rows = tableOf({ threads }).split('\n').filter((line) => line.startsWith('|'));
      expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
    }
  });

  it('quotes fastDP where it was measured: at 128 tokens, on one thread', () => {
    expect(tableOf()).toContain('fastDP');
    expect(tableOf({ length: 32 })).not.toContain('fastDP');
    expect(tableOf({ threads: 2 })).not.toContain('fastDP');
  });

  it('names machine, versions, date, rounds and load', () => {
    expect(tableOf()).toContain('Measured 2026-01-02 on A processor (2 cores) by `npm run bench -- peers`: torch 2.15.0.');
    expect(tableOf()).toContain('Medians of 5 rounds; load average before and after each table: 0.5 and 1.3.');
  });
});

describe('withTable', () => {
  it('leaves nothing between the markers where there is no table', () => {
    expect(withTable('above\n<!-- peers:begin -->\nold\n<!-- peers:end -->\nbelow', null)).toBe('above\n<!-- peers:begin -->\n<!-- peers:end -->\nbelow');
  });

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
