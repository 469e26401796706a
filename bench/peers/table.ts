// The table of the README, made from the last result of the bench and from nothing else.
import { assertNever } from '../../src/base/errors';
import { engines, yardstick, type Engine } from './engines';
import type { EngineFigures, Section } from './measure';

/** What the bench has written: bench/results/peers.json. */
export interface PeersReport {
  readonly date: string;
  readonly machine: { readonly cpu?: string | undefined; readonly cores: number; readonly node: string };
  readonly results: { readonly missing?: string; readonly sections: readonly Section[] };
}

/**
 * fastDP is on no package registry, so it is quoted: ratios of one earlier run of book-keeping "MixOpt", with the embeddings named as
 * origin parameters, on a model of the same size (2.7 million parameters, T = 128, one thread).
 */
const quoted = { label: 'fastDP 2.0, quoted (it is on no registry)', overYardstick: 0.96, cost: 2.58 };

/** Markdown: one table a setting, and below what machine, versions and formulas they are of. */
export function peersTable({ date, machine, results }: PeersReport): string {
  const versions: Record<string, string> = Object.assign({}, ...results.sections.map((section) => section.versions)) as Record<string, string>;
  const tables = results.sections.flatMap((section) => [sectionTitle(section), '', ...sectionTable(section), '']);
  return [
    ...tables,
    `Measured ${date} on ${machine.cpu ?? 'an unknown processor'} (${machine.cores} cores) by \`npm run bench -- peers\`: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    `Load average before and after each table: ${results.sections.map(({ load }) => load.map((value) => value.toFixed(1)).join(' and ')).join('; ')}.`,
    '',
    'Each figure is the median of one interleaved run, every engine in a process of its own on the same cores; by the processor\'s time with one thread, by the clock',
    'with two. Every step is forward, backward, clipping, noise on every parameter and AdamW, on 32 records. *Against hooks* = tokens/s ÷ tokens/s of Opacus with hooks.',
    '*DP cost* = tokens/s of the same engine without privacy ÷ tokens/s. *Of own product* = (6 · active parameters + 12 · T · d · layers) · tokens ÷ time, as a share of',
    'the rate at which the same engine multiplies matrices of 1024 × 1024. Before it is measured, each engine must agree with ours to 1e-4 in losses, norms and sums.',
  ].join('\n');
}

const sectionTitle = ({ length, threads }: Section): string => `**T = ${length}, ${threads === 1 ? 'one thread' : `${threads} threads`}**`;

function sectionTable(section: Section): string[] {
  const rows = engines.flatMap((engine) => rowOf(engine, section));
  if (section.length === 128 && section.threads === 1) rows.push(line([quoted.label, '', quoted.overYardstick.toFixed(2), quoted.cost.toFixed(2), '']));
  return [line(['engine', 'tokens/s', 'against hooks', 'DP cost', 'of own product']), '|---|---|---|---|---|', ...rows];
}

function rowOf(engine: Engine, { engines: figures, absent }: Section): string[] {
  const own: EngineFigures | undefined = figures[engine.name];
  if (own === undefined) return engine.name in absent ? [line([engine.label, 'not measured', '', '', ''])] : [];
  const isPrivate = engine.name !== engine.plain;
  const over = (name: string, way: 'times' | 'cost'): string => {
    const other: EngineFigures | undefined = figures[name];
    if (!isPrivate || other === undefined) return '';
    switch (way) {
      case 'times':
        return (own.tokensPerSecond / other.tokensPerSecond).toFixed(2);
      case 'cost':
        return (other.tokensPerSecond / own.tokensPerSecond).toFixed(2);
      default:
        return assertNever(way);
    }
  };
  const share = `${Math.round(100 * own.shareOfOwnProduct)} %`;
  return [line([engine.label, Math.round(own.tokensPerSecond).toLocaleString('en'), over(yardstick, 'times'), over(engine.plain, 'cost'), share])];
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
