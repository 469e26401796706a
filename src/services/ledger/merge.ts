// Decides what a ledger becomes with an exported one, and refuses what would make a spend lower. Pure.
import { refused, type CloisterError, type Remedy } from '../../base/errors';
import type { LedgerRows } from '../../store/ledger/rows';
import { mergedClaim, type ClaimCopy } from './mergeClaims';
import { addedCapEvents, mergedDataSet, type CapChoice, type DataSetRow } from './mergeDataSets';
import { apartFrom, capObjections, homesOf, objectionsTo, overlapsWith, type Homes, type SharedContent } from './mergeObjections';

/** What somebody decided about an import, each with a written reason that stays on record. */
export interface ImportChoices {
  /** Data that shares records with another data set here comes onto a ledger of its own all the same. */
  readonly override?: string | undefined;
  /** Which of two caps of one data set holds; absent: the smaller. */
  readonly cap?: CapChoice | undefined;
}

/** When the copy was made, and when and from where it comes here. */
export interface Occasion {
  readonly exportedAt: number;
  readonly at: number;
  readonly source: string;
}

export interface Merge {
  /** The ledger as it is to be: every row that was here is still here. */
  readonly rows: LedgerRows;
  /** Digests of the data sets that were let in by a reason, although they share records with others. */
  readonly overridden: readonly string[];
}

/**
 * Guarantees
 * - The ledger counts no less than either of the two does, at every δ and at every order, and as much as both together where they have no
 *   run in common.
 * - Data sets that have a content in common are one; see {@link mergedDataSet} for its cap, and {@link mergedClaim} for runs that are on both.
 * - Nothing is taken away: rows are added, or changed to count more. An import of the same export changes nothing the second time.
 * - Data that shares records with another data set here is refused without a reason: charged on two ledgers, both would count too little.
 *   With one, the two are set apart from each other, as by a fresh ledger, see `recognise.ts`.
 * - A run is on one ledger.
 * @throws refused naming everything that stands against it
 */
export function mergeOf(here: LedgerRows, exported: LedgerRows, occasion: Occasion, { override, cap }: ImportChoices): Merge {
  const homes = homesOf(here, exported);
  const overlaps = overlapsWith(here, exported, homes);
  const shared = override === undefined ? overlaps.map(({ text }) => text) : [];
  const caps = capObjections(here, exported, homes, cap);
  const objections = objectionsTo(here, exported, homes);
  if (objections.length > 0) throw refusal([...objections, ...caps, ...shared], 'Together, one of the ledgers would count too little. Go on with them apart from each other.');
  if (caps.length > 0) throw refusal([...caps, ...shared], 'Say with a written reason that the cap here is to stay.', { kind: 'importWithReason', what: 'cap' });
  if (shared.length > 0) throw refusal(shared, 'Apart from each other, both would count too little. A written reason lets them in all the same.', { kind: 'importWithReason', what: 'overlap' });
  const dataSets = withDataSets(here, exported, homes, occasion, cap);
  return {
    rows: { ...dataSets, data_sets: dataSets.data_sets.map((dataSet) => setApart(dataSet, overlaps)), ...withClaims(here, exported, homes, occasion) },
    overridden: [...new Set(overlaps.map(({ dataSet }) => dataSet))],
  };
}

const refusal = (objections: readonly string[], wayOn: string, remedy?: Remedy): CloisterError =>
  refused(['Nothing was imported:', ...new Set(objections.map((objection) => `  ${objection}`)), wayOn].join('\n'), remedy);

function withDataSets(here: LedgerRows, exported: LedgerRows, homes: Homes, { at, source }: Occasion, choice: CapChoice | undefined): Pick<LedgerRows, 'data_sets' | 'contents' | 'cap_events'> {
  const dataSets = new Map(here.data_sets.map((dataSet) => [dataSet.digest, dataSet]));
  const capEvents = [...here.cap_events];
  const reason = choice?.reason ?? `the smaller of two caps: ${source}`;
  for (const theirs of exported.data_sets) {
    const home = homes.get(theirs.digest)!;
    const ours = dataSets.get(home);
    const there = { ...theirs, digest: home, set_apart_from: JSON.stringify(apartFrom(theirs, homes)) };
    const merged = ours === undefined ? there : mergedDataSet(ours, there, choice);
    dataSets.set(home, merged);
    const [oursCaps, theirsCaps] = [capEvents.filter(({ digest }) => digest === home), exported.cap_events.filter(({ digest }) => digest === theirs.digest)];
    capEvents.push(...numbered(capEvents, addedCapEvents(oursCaps, theirsCaps, merged, reason, at)));
  }
  const known = new Set(here.contents.map(({ digest }) => digest));
  const contents = exported.contents.filter(({ digest }) => !known.has(digest)).map((content) => ({ ...content, data_set: homes.get(content.data_set)! }));
  return { data_sets: [...dataSets.values()], contents: [...here.contents, ...contents], cap_events: capEvents };
}

/** With the ledgers that a reason now sets it apart from. */
function setApart(dataSet: DataSetRow, overlaps: readonly SharedContent[]): DataSetRow {
  const others = overlaps.filter((overlap) => overlap.dataSet === dataSet.digest).map(({ other }) => other);
  const apart = JSON.parse(dataSet.set_apart_from) as string[];
  return others.length === 0 ? dataSet : { ...dataSet, set_apart_from: JSON.stringify([...new Set([...apart, ...others])]) };
}

function withClaims(here: LedgerRows, exported: LedgerRows, homes: Homes, { exportedAt }: Occasion): Pick<LedgerRows, 'claims' | 'grants'> {
  const claims = new Map(here.claims.map((claim) => [claim.run, claim]));
  const grants = new Map(here.grants.map((grant) => [grant.id, grant]));
  const [oursOf, theirsOf] = [grantsByClaim(here), grantsByClaim(exported)];
  let [nextClaim, nextGrant] = [nextNumber(here.claims), nextNumber(here.grants)];
  for (const theirs of exported.claims) {
    const ours = claims.get(theirs.run);
    const copyHere: ClaimCopy | undefined = ours && { claim: ours, grants: oursOf.get(ours.id) ?? [] };
    const { claim, kept, added } = mergedClaim(copyHere, { claim: theirs, grants: theirsOf.get(theirs.id) ?? [] }, exportedAt);
    const id = ours?.id ?? nextClaim++;
    claims.set(theirs.run, { ...claim, id, digest: homes.get(theirs.digest)! });
    for (const grant of kept) grants.set(grant.id, grant);
    for (const grant of added) grants.set(nextGrant, { ...grant, id: nextGrant++, claim: id });
  }
  return { claims: [...claims.values()], grants: [...grants.values()] };
}

function grantsByClaim({ grants }: LedgerRows): ReadonlyMap<number, LedgerRows['grants']> {
  const byClaim = new Map<number, LedgerRows['grants']>();
  for (const grant of grants) byClaim.set(grant.claim, [...(byClaim.get(grant.claim) ?? []), grant]);
  return byClaim;
}

const nextNumber = (rows: readonly { readonly id: number }[]): number => rows.reduce((most, { id }) => Math.max(most, id), 0) + 1;

/** With the numbers that follow those that there are. */
function numbered<Row extends { readonly id: number }>(there: readonly Row[], added: readonly Row[]): Row[] {
  const next = nextNumber(there);
  return added.map((row, index) => ({ ...row, id: next + index }));
}
