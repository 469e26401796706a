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

/** Which ledger a content is charged on that is on none yet; `also` are the ledgers that it shares too little with to be charged there. */
export type Place = (
  /** It shares records with what is there: the version of a known data set. */
  | { readonly kind: 'version'; readonly dataSet: string; readonly of: string; readonly share: number }
  | { readonly kind: 'new' }
  /** A ledger of its own although it shares records with another. */
  | { readonly kind: 'fresh'; readonly reason: string }
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
 * - Ledgers that share less are named, since whoever is on both has the sum of both.
 * @param freshReason written reason for a ledger of its own; without effect on content that shares nothing
 */
export function placeOf(content: NewContent, known: readonly KnownContent[], freshReason: string | undefined): Place {
  const { versions, also } = sharedLedgers(content, known);
  if (versions.length === 0) return { kind: 'new', also };
  if (freshReason !== undefined) return { kind: 'fresh', reason: freshReason, also };
  const [{ dataSet, name, share }, ...others] = versions;
  if (others.length === 0) return { kind: 'version', dataSet, of: name, share, also };
  throw refused(
    [
      `"${content.name}" shares records with several data sets that have ledgers of their own:`,
      ...versions.map(({ name, share }) => `  "${name}": ${shareText(share)}`),
      'Charged on one of them, the others would count too little. Train on their data apart from each other, or give it a fresh ledger with a written reason.',
    ].join('\n'),
    { kind: 'freshLedger' },
  );
}

export const shareText = (share: number): string => `${share >= 0.1 ? Math.round(100 * share) : (100 * share).toFixed(1)} % in common`;

/** Every ledger that content shares a text with, those that share most first. */
function sharedLedgers({ sketch }: NewContent, known: readonly KnownContent[]): { versions: SharedLedger[]; also: SharedLedger[] } {
  const versions = new Map<string, SharedLedger>();
  const also = new Map<string, SharedLedger>();
  for (const { dataSet, name, sketch: other } of known) {
    if (sketch === undefined || other === undefined) continue;
    const overlap = overlapOf(sketch, other);
    if (overlap.seen === 0) continue;
    const ledgers = isVersion(overlap) ? versions : also;
    const shared = { dataSet, name, share: Math.max(overlap.ofFirst, overlap.ofSecond), common: overlap.common };
    if (shared.share > (ledgers.get(dataSet)?.share ?? 0)) ledgers.set(dataSet, shared);
  }
  const sorted = (ledgers: Map<string, SharedLedger>): SharedLedger[] => [...ledgers.values()].sort((a, b) => b.share - a.share);
  return { versions: sorted(versions), also: sorted(also).filter(({ dataSet }) => !versions.has(dataSet)) };
}
