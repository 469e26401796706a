// Which runs the table lists, and in which order: filter and sort.
import type { ComparedRun } from '../../src/protocol/compare';
import { stateLabel } from '../shared/stateLabel';
import { language } from '../shared/translate';
import type { Choices, Sort } from './choices';
import { columnIds, columnOf, isColumn, metricOf, ownColumns, type SortValue } from './columns';

/**
 * Runs that match the filter, sorted.
 *
 * - Every word of the filter must be found in the run's name, id, state (also as the page calls it), data set or kind of model; capital
 *   letters do not count.
 * - A word such as `epsilon<2`, `accuracy>=0.9` or `privacy.clipNorm=1` compares a column, a metric or a member of the run file;
 *   a run that has nothing there does not match.
 * - Runs that have nothing to sort by come last, in either direction; runs that tie stay in the order in which they came.
 */
export function listed(runs: readonly ComparedRun[], { filter, sort }: Pick<Choices, 'filter' | 'sort'>): readonly ComparedRun[] {
  const terms = filter.split(/\s+/).filter((word) => word !== '').map(termOf);
  const matching = terms.length === 0 ? runs : runs.filter((run) => terms.every((matches) => matches(run)));
  return sort === undefined ? matching : sorted(matching, sort);
}

type Term = (run: ComparedRun) => boolean;

function termOf(word: string): Term {
  const comparison = /^([\p{L}][\p{L}\d.:]*)(<=|>=|<|>|=)(.+)$/u.exec(word);
  if (comparison !== null) return comparing(comparison[1], comparison[2], comparison[3]);
  const lower = word.toLowerCase();
  return (run) => searchable(run).includes(lower);
}

function comparing(name: string, operator: string, wanted: string): Term {
  const number = wanted === '∞' ? Infinity : Number(wanted);
  return (run) => {
    const value = valueNamed(run, name);
    if (value === undefined) return false;
    if (operator === '=') return typeof value === 'number' ? value === number : value.toLowerCase() === wanted.toLowerCase();
    if (typeof value !== 'number' || Number.isNaN(number)) return false;
    return operator === '<' ? value < number : operator === '>' ? value > number : operator === '<=' ? value <= number : value >= number;
  };
}

/** The value of a column by its short name; else of a metric; else of a member of the configuration. */
function valueNamed(run: ComparedRun, name: string): SortValue {
  if (name === 'steps') return run.steps;
  const own = ownColumns.find(({ id }) => id === (name === 'ε' ? 'epsilon' : name));
  if (own !== undefined) return own.value(run);
  return metricOf(run, name) ?? columnOf(isColumn(name) ? name : columnIds.config(name)).value(run);
}

const texts = new WeakMap<ComparedRun, string>();

function searchable(run: ComparedRun): string {
  const text = texts.get(run) ?? [run.name, run.id, run.state.status, stateLabel(run.state), run.dataSet.name, run.config.model.architecture].join('\n').toLowerCase();
  texts.set(run, text);
  return text;
}

function sorted(runs: readonly ComparedRun[], { column, descending }: Sort): ComparedRun[] {
  const { value } = columnOf(column);
  const direction = descending ? -1 : 1;
  const keyed = runs.map((run) => ({ run, key: value(run) }));
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
    return direction * ascending(a.key, b.key);
  });
  return keyed.map(({ run }) => run);
}

/** Numbers before texts; texts by the alphabet of the page's language, with numbers inside them by their size. */
function ascending(a: number | string, b: number | string): number {
  if (typeof a === 'string' && typeof b === 'string') return alphabet.compare(a, b);
  if (typeof a === 'string' || typeof b === 'string') return typeof a === 'string' ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const alphabet = new Intl.Collator(language, { numeric: true });
