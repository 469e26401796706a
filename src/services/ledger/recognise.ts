// Recognises data that is on the ledger already, as it was or in another version. Pure, so that it can run inside a transaction.
import { refused } from '../../base/errors';
import { overlapOf, type Overlap } from '../../data/sketch';
import type { KnownContent } from '../../store/ledger/dataSets';

/** Content that is to be trained on. */
export interface NewContent {
  readonly digest: string;
  readonly name: string;
  readonly sketch?: Uint8Array | undefined;
}

/** A ledger that content shares records with. */
export interface SharedLedger {
  readonly dataSet: string;
  /** Of the version that shares most. */
  readonly name: string;
  /** The larger of the two shares: of the content that is there, and of what is there that is in the content. */
  readonly share: number;
  /** Texts in common. */
  readonly common: number;
}

/** A ledger that content is a version of. */
interface Candidate extends SharedLedger {
  /** Largest share of the content that is in one of its versions. */
  readonly ofContent: number;
  readonly setApartFrom: readonly string[];
}

/** Which ledger a content is charged on that is on none yet; `also` are the ledgers that it shares too little with to be charged there. */
export type Place = (
  /** It shares records with what is there: the version of a known data set. */
  | { readonly kind: 'version'; readonly dataSet: string; readonly of: string; readonly share: number }
  | { readonly kind: 'new' }
  /** A ledger of its own although it shares records with another. */
  | { readonly kind: 'fresh'; readonly reason: string; readonly apartFrom: readonly string[] }
) & { readonly also: readonly SharedLedger[] };

/** Least share, of either of two data sets, and least number of common texts, either of which makes them versions of each other. */
const leastShare = 0.005;
const leastCommon = 16;

/**
 * Whether two data sets are versions of each other. A single text in common says nothing: some are in many data sets ("see attachment"),
 * and among few records one is a large share. Two that are a two-hundredth of either set are no longer chance, nor are sixteen in sets
 * of whatever size: that many people would have two budgets. Where it is mistaken, a written reason settles it;
 * what it misses would be counted too low, so it rather takes too many for versions than too few.
 */
export function isVersion({ ofFirst, ofSecond, seen, common }: Overlap): boolean {
  const share = Math.max(ofFirst, ofSecond);
  if (share === 1) return true;
  return seen >= 2 && (share >= leastShare || common >= leastCommon);
}

/**
 * Guarantees
 * - Content that is a version of what is on a ledger goes on that ledger, see {@link isVersion}; one that lies wholly in the other always is.
 * - Content that shares records with several ledgers is refused: on whichever it were charged, the others would count too little.
 * - So is a further version of data that was given a fresh ledger, unless at least as much of it is on the fresh ledger as on each
 *   ledger that this was set apart from: the written reason holds for it too, and it goes on the fresh ledger.
 * - Ledgers that share less are named, since whoever is on both has the sum of both.
 * @param freshReason written reason for a ledger of its own; without effect on content that shares nothing
 */
export function placeOf(content: NewContent, known: readonly KnownContent[], freshReason: string | undefined): Place {
  const { versions, also } = sharedLedgers(content, known);
  if (versions.length === 0) return { kind: 'new', also };
  if (freshReason !== undefined) return { kind: 'fresh', reason: freshReason, apartFrom: versions.map(({ dataSet }) => dataSet), also };
  const home = versions.find((candidate) => versions.every((other) => other === candidate || isApart(candidate, other)));
  if (home !== undefined) return { kind: 'version', dataSet: home.dataSet, of: home.name, share: home.share, also };
  throw refused(
    [
      `"${content.name}" shares records with several data sets that have ledgers of their own:`,
      ...versions.map(({ name, share }) => `  "${name}": ${shareText(share)}`),
      'Charged on one of them, the others would count too little. Train on their data apart from each other, or give it a fresh ledger with a written reason.',
    ].join('\n'),
    { kind: 'freshLedger' },
  );
}

/** Whether a written reason settles that content goes on the ledger of `candidate` although it is a version of what is on `other` too. */
const isApart = (candidate: Candidate, other: Candidate): boolean =>
  candidate.setApartFrom.includes(other.dataSet) && candidate.ofContent >= other.ofContent;

export const shareText = (share: number): string => `${share >= 0.1 ? Math.round(100 * share) : (100 * share).toFixed(1)} % in common`;

/** Every ledger that content shares a text with, those that share most first. */
function sharedLedgers({ sketch }: NewContent, known: readonly KnownContent[]): { versions: Candidate[]; also: SharedLedger[] } {
  const versions = new Map<string, Candidate>();
  const also = new Map<string, SharedLedger>();
  for (const { dataSet, name, sketch: other, setApartFrom } of known) {
    if (sketch === undefined || other === undefined) continue;
    const overlap = overlapOf(sketch, other);
    if (overlap.seen === 0) continue;
    const shared = { dataSet, name, share: Math.max(overlap.ofFirst, overlap.ofSecond), common: overlap.common };
    if (!isVersion(overlap)) also.set(dataSet, larger(also.get(dataSet), shared));
    else {
      const before = versions.get(dataSet);
      versions.set(dataSet, { ...larger(before, shared), ofContent: Math.max(overlap.ofFirst, before?.ofContent ?? 0), setApartFrom });
    }
  }
  const largestFirst = (a: SharedLedger, b: SharedLedger): number => b.share - a.share;
  return { versions: [...versions.values()].sort(largestFirst), also: [...also.values()].filter(({ dataSet }) => !versions.has(dataSet)).sort(largestFirst) };
}

const larger = (before: SharedLedger | undefined, shared: SharedLedger): SharedLedger => (before !== undefined && before.share >= shared.share ? before : shared);
