// The table of the README, made from the last result of the bench and from nothing else.
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
const quoted = { label: 'fastDP 2.0, quoted (it is on no registry)', length: 128, threads: 1, overYardstick: 0.96, cost: 2.58 };

/** Markdown: one table a setting, and below what machine, versions and formulas they are of. */
export function peersTable({ date, machine, results: { missing, sections } }: PeersReport): string {
  const versions: Record<string, string> = Object.assign({}, ...sections.map((section) => section.versions)) as Record<string, string>;
  const loads = sections.map(({ load }) => load.map((value) => value.toFixed(1)).join(' and '));
  return [
    'Beside its peers, which compute the same step of the same model:',
    '',
    ...sections.flatMap((section) => [sectionTitle(section), '', ...sectionTable(section), '']),
    ...(missing === undefined ? [] : [missing, '']),
    `Measured ${date} on ${machine.cpu ?? 'an unknown processor'} (${machine.cores} cores) by \`npm run bench -- peers\`: ${Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ')}.`,
    `Medians of ${[...new Set(sections.map(({ rounds }) => rounds))].join(' or ')} rounds; load average before and after each table: ${loads.join('; ')}.`,
    '',
    ...explanation,
  ].join('\n');
}

const explanation = [
  '- Every step is forward, backward, clipping, Gaussian noise on every parameter and AdamW, on 32 records of T tokens; *plain* is the same without clipping and noise.',
  '- *tokens/s* = 32 · T ÷ median time of a step, by the processor\'s time with one thread and by the clock with two; all engines take turns in one run, each in a',
  '  process of its own on the same cores. With two threads, ours are two workers of one thread each.',
  '- *against hooks* = private tokens/s ÷ private tokens/s of Opacus with hooks. *DP cost* = plain tokens/s ÷ private tokens/s of the same engine, or its library.',
  '- *of own product* = (6 · active parameters + 12 · T · d · layers) · 32 · T ÷ time of a step, as a share of the rate at which the same engine multiplies matrices of',
  '  1024 × 1024. What is padded, recomputed, or computed for privacy alone does not count as work.',
  '- Before it is measured, an engine has to agree with the built-in one to 1e-4 in losses, norms and clipped sums, relative to the largest element of each tensor.',
];

const sectionTitle = ({ length, threads }: Section): string => `**T = ${length}, ${threads === 1 ? 'one thread' : `${threads} threads`}**`;

function sectionTable(section: Section): string[] {
  const withProduct = section.threads === 1;
  const lines = [['engine', 'tokens/s', 'against hooks', 'DP cost', ...(withProduct ? ['of own product'] : [])], ...engines.flatMap((engine) => rowOf(engine, section))];
  if (section.length === quoted.length && section.threads === quoted.threads) lines.push([quoted.label, '', ratio(quoted.overYardstick), ratio(quoted.cost), '']);
  const [titles, ...rows] = lines.map((cells) => `| ${cells.join(' | ')} |`);
  return [titles, '|---|--:|--:|--:|'.concat(withProduct ? '--:|' : ''), ...rows];
}

/** The cells of an engine's row; no row for an engine that this section never meant to measure. */
function rowOf(engine: Engine, section: Section): string[][] {
  const own = figuresOf(section, engine.name);
  const product = (cell: string): string[] => (section.threads === 1 ? [cell] : []);
  if (own === undefined) {
    const reason = section.notAsked.includes(engine.name) ? 'compiles for minutes: only with `--all`' : 'not measured';
    return engine.name in section.absent || section.notAsked.includes(engine.name) ? [[engine.label, reason, '', '', ...product('')]] : [];
  }
  const isPrivate = engine.name !== engine.plain;
  const hooks = isPrivate ? figuresOf(section, yardstick) : undefined;
  const plain = isPrivate ? figuresOf(section, engine.plain) : undefined;
  return [[
    engine.label,
    Math.round(own.tokensPerSecond).toLocaleString('en'),
    hooks === undefined ? '' : ratio(own.tokensPerSecond / hooks.tokensPerSecond),
    plain === undefined ? '' : ratio(plain.tokensPerSecond / own.tokensPerSecond),
    ...product(own.product === undefined ? '' : `${Math.round(100 * own.product.shareOfStep)} %`),
  ]];
}

const figuresOf = ({ engines: figures }: Section, name: string): EngineFigures | undefined => figures[name];

const ratio = (value: number): string => value.toFixed(2);
