// What stands against bringing an exported ledger onto this one. Pure.
import { overlapOf, type Overlap } from '../../data/sketch';
import type { LedgerRows } from '../../store/ledger/rows';
import { isSameReservation } from './mergeClaims';
import { capProblem, mergeProblem, type CapChoice, type DataSetRow } from './mergeDataSets';
import { isVersion, shareText } from './recognise';

/** For each exported data set, the one here that it becomes part of; one that is new here is its own. */
export type Homes = ReadonlyMap<string, string>;

/** By the contents that are on both ledgers: the first that is here decides, and the others must not contradict it. */
export function homesOf(here: LedgerRows, exported: LedgerRows): Homes {
  const dataSetOf = new Map(here.contents.map(({ digest, data_set }) => [digest, data_set]));
  const homes = new Map<string, string>();
  for (const { digest, data_set } of exported.contents) {
    const home = dataSetOf.get(digest);
    if (home !== undefined && !homes.has(data_set)) homes.set(data_set, home);
  }
  for (const { digest } of exported.data_sets) homes.set(digest, homes.get(digest) ?? digest);
  return homes;
}

/** What no reason can override. */
export function objectionsTo(here: LedgerRows, exported: LedgerRows, homes: Homes): string[] {
  return [...aboutPairs(here, exported, homes, mergeProblem), ...contentObjections(here, exported, homes), ...runObjections(here, exported, homes)];
}

/** Caps of which only somebody's choice can tell which holds. */
export function capObjections(here: LedgerRows, exported: LedgerRows, homes: Homes, choice: CapChoice | undefined): string[] {
  return aboutPairs(here, exported, homes, (ours, theirs) => capProblem(ours, theirs, choice));
}

/** Problems of data sets that are on both ledgers. */
function aboutPairs(here: LedgerRows, exported: LedgerRows, homes: Homes, problemOf: (ours: DataSetRow, theirs: DataSetRow) => string | undefined): string[] {
  return exported.data_sets.flatMap((theirs) => {
    const ours = here.data_sets.find(({ digest }) => digest === homes.get(theirs.digest));
    const problem = ours && problemOf(ours, theirs);
    return problem === undefined ? [] : [`"${ours!.name}" ${problem}`];
  });
}

/** A content is on one ledger. */
function contentObjections(here: LedgerRows, exported: LedgerRows, homes: Homes): string[] {
  const ours = new Map(here.contents.map(({ digest, data_set }) => [digest, data_set]));
  return exported.contents
    .filter(({ digest, data_set }) => ours.has(digest) && ours.get(digest) !== homes.get(data_set))
    .map(({ name, digest, data_set }) => `"${name}" is a version of "${nameOf(here, ours.get(digest)!)}" here, but "${nameOf(exported, data_set)}" there has versions of "${nameOf(here, homes.get(data_set)!)}" too`);
}

function runObjections(here: LedgerRows, exported: LedgerRows, homes: Homes): string[] {
  const ours = new Map(here.claims.map((claim) => [claim.run, claim]));
  return exported.claims.flatMap((theirs) => {
    const claim = ours.get(theirs.run);
    if (claim === undefined) return [];
    if (claim.digest !== homes.get(theirs.digest)) return [`run ${theirs.run} is on the ledger of "${nameOf(here, claim.digest)}" here, and on that of "${nameOf(exported, theirs.digest)}" there`];
    return isSameReservation(claim, theirs) ? [] : [`run ${theirs.run} is on both ledgers, with another mechanism, δ or moment of its reservation`];
  });
}

/** A content that is new here and shares records with a data set that it would not be charged on. */
export interface SharedContent {
  /** Digest here of the data set that it comes onto. */
  readonly dataSet: string;
  /** Digest of the data set that it shares records with. */
  readonly other: string;
  readonly text: string;
}

/** Ledgers that were set apart from each other with a written reason, on either side, may share records. */
export function overlapsWith(here: LedgerRows, exported: LedgerRows, homes: Homes): SharedContent[] {
  const known = new Set(here.contents.map(({ digest }) => digest));
  const apart = new Set([
    ...here.data_sets.flatMap((dataSet) => pairs(dataSet.digest, apartFrom(dataSet))),
    ...exported.data_sets.flatMap((dataSet) => pairs(homes.get(dataSet.digest)!, apartFrom(dataSet, homes))),
  ]);
  return exported.contents
    .filter(({ digest }) => !known.has(digest))
    .flatMap((content) => {
      const home = homes.get(content.data_set)!;
      return here.contents
        .filter(({ data_set }) => data_set !== home && !apart.has(`${home} ${data_set}`) && !apart.has(`${data_set} ${home}`))
        .flatMap((other) => {
          const overlap = overlapBetween(content.sketch, other.sketch);
          if (overlap === undefined || !isVersion(overlap)) return [];
          const share = shareText(Math.max(overlap.ofFirst, overlap.ofSecond));
          return [{ dataSet: home, other: other.data_set, text: `"${content.name}" shares records with "${nameOf(here, other.data_set)}": ${share}` }];
        });
    });
}

const pairs = (digest: string, others: readonly string[]): string[] => others.map((other) => `${digest} ${other}`);

/** The ledgers that a data set was set apart from, by their digests here. */
export const apartFrom = ({ set_apart_from }: DataSetRow, homes: Homes = new Map<string, string>()): string[] =>
  (JSON.parse(set_apart_from) as string[]).map((digest) => homes.get(digest) ?? digest);

/** Undefined where one of them has no sketch. */
const overlapBetween = (one: string | null, other: string | null): Overlap | undefined =>
  one === null || other === null ? undefined : overlapOf(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));

const nameOf = ({ data_sets }: LedgerRows, digest: string): string => data_sets.find((dataSet) => dataSet.digest === digest)!.name;
