// Recognises data that is on the ledger already, as it was or in another version. Pure, so that it can run inside a transaction.
import { refused } from '../../base/errors';
import { overlapOf } from '../../data/sketch';
import type { KnownContent } from '../../store/ledger/dataSets';

/** Content that is to be trained on. */
export interface NewContent {
  readonly digest: string;
  readonly name: string;
  readonly sketch?: Uint8Array | undefined;
}

/** Which ledger a content is charged on that is on none yet. */
export type Place =
  /** It shares records with what is there: the version of a known data set. */
  | { readonly kind: 'version'; readonly dataSet: string; readonly of: string; readonly share: number }
  | { readonly kind: 'new' }
  /** A ledger of its own although it shares records with another. */
  | { readonly kind: 'fresh'; readonly reason: string };

/**
 * Least share, of either of two data sets, that makes them versions of each other. Some texts are in many data sets ("see attachment"),
 * and a common one among hundreds says nothing; every hundredth record does.
 */
export const leastShare = 0.01;

/**
 * Guarantees
 * - Content of which a hundredth or more is on a ledger, or that holds a hundredth or more of what is there, goes on that ledger.
 * - Content that shares records with several ledgers is refused: on whichever it were charged, the others would count too little.
 * @param freshReason written reason for a ledger of its own; without effect on content that shares nothing
 */
export function placeOf(content: NewContent, known: readonly KnownContent[], freshReason: string | undefined): Place {
  const overlaps = overlapsOf(content, known);
  if (overlaps.size === 0) return { kind: 'new' };
  if (freshReason !== undefined) return { kind: 'fresh', reason: freshReason };
  const [[dataSet, { name, share }], ...others] = overlaps;
  if (others.length === 0) return { kind: 'version', dataSet, of: name, share };
  const names = [...overlaps.values()].map((overlap) => `  "${overlap.name}": ${shareText(overlap.share)}`);
  throw refused(
    [
      `"${content.name}" shares records with several data sets that have ledgers of their own:`,
      ...names,
      'Charged on one of them, the others would count too little. Train on their data apart from each other, or give it a fresh ledger with a written reason.',
    ].join('\n'),
    { kind: 'freshLedger' },
  );
}

export const shareText = (share: number): string => `${share >= 0.1 ? Math.round(100 * share) : (100 * share).toFixed(1)} % in common`;

/** The largest share by ledger, the largest first. */
function overlapsOf({ sketch }: NewContent, known: readonly KnownContent[]): Map<string, { name: string; share: number }> {
  const shares = new Map<string, { name: string; share: number }>();
  for (const { dataSet, name, sketch: other } of known) {
    if (sketch === undefined || other === undefined) continue;
    const { ofFirst, ofSecond } = overlapOf(sketch, other);
    const share = Math.max(ofFirst, ofSecond);
    if (share >= leastShare && share > (shares.get(dataSet)?.share ?? 0)) shares.set(dataSet, { name, share });
  }
  return new Map([...shares].sort(([, a], [, b]) => b.share - a.share));
}
