// Other ledgers that hold some of a data set's texts: whoever these belong to has several budgets.
import { overlapOf } from '../../data/sketch';
import type { LedgerDataSet } from '../../protocol/ledger';
import type { KnownContent } from '../../store/ledger/dataSets';
import type { Store } from '../../store/store';

export interface SharedTexts {
  readonly dataSet: LedgerDataSet;
  /**
   * A power of ten above the number of texts that a version here and a version there have in common. A statement may be given away, and
   * the number itself would tell of a single record.
   */
  readonly textsBelow: number;
  /** Whether one of the two was set apart from the other, with a written reason. */
  readonly setApart: boolean;
}

/**
 * Compares sketches, see {@link overlapOf}; data that came without one is compared with nothing.
 * @param digest of the ledger
 * @returns the oldest ledger first; empty when no other holds any of its texts
 */
export async function sharedLedgers({ ledger: { dataSets } }: Store, digest: string): Promise<SharedTexts[]> {
  const contents = await dataSets.contents();
  const on = (dataSet: string): KnownContent[] => contents.filter((content) => content.dataSet === dataSet);
  const own = on(digest);
  return (await dataSets.list()).flatMap((dataSet): SharedTexts[] => {
    if (dataSet.digest === digest) return [];
    const others = on(dataSet.digest);
    const common = Math.max(0, ...own.flatMap((one) => others.map((other) => commonTexts(one, other))));
    if (common === 0) return [];
    return [{ dataSet, textsBelow: 10 ** String(common).length, setApart: isSetApart(own, dataSet.digest) || isSetApart(others, digest) }];
  });
}

const commonTexts = ({ sketch: one }: KnownContent, { sketch: other }: KnownContent): number =>
  one === undefined || other === undefined ? 0 : overlapOf(one, other).common;

const isSetApart = (contents: readonly KnownContent[], from: string): boolean => contents.some(({ setApartFrom }) => setApartFrom.includes(from));
