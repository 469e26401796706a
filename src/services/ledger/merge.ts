// Decides what of an exported ledger comes onto another one, and refuses what would make a spend lower. Pure.
import { refused } from '../../base/errors';
import { overlapOf, type Overlap } from '../../data/sketch';
import { rowsOf, type LedgerRows } from '../../store/ledger/rows';
import { isVersion, shareText } from './recognise';

export interface Merge {
  /** Rows of the data sets that are new here. */
  readonly added: LedgerRows;
  /** Names of the data sets that are here already, with the same rows. */
  readonly known: readonly string[];
}

type Claim = LedgerRows['claims'][number];

/**
 * Guarantees
 * - What is on the ledger here stays as it is.
 * - A data set that is known on both sides is let in only when both sides say the same of it; it is not added twice.
 * - Data that shares records with a data set here is refused: charged on two ledgers, both would count too little. A ledger that was set
 *   apart from the other with a written reason is let in.
 * - A run is on one ledger.
 * - A claim that was open when it was exported counts with everything that it reserved: what its trainer took since is not known here.
 * @throws refused naming everything that stands against it
 */
export function mergeOf(here: LedgerRows, exported: LedgerRows, exportedAt: Date): Merge {
  const settled = settleOpenClaims(exported, exportedAt);
  const present = new Set(here.data_sets.map(({ digest }) => digest));
  const [known, fresh] = [exported.data_sets.filter(({ digest }) => present.has(digest)), exported.data_sets.filter(({ digest }) => !present.has(digest))];
  const added = rowsOf(settled, new Set(fresh.map(({ digest }) => digest)));
  const objections = [
    ...known.filter(({ digest }) => !isSame(here, exported, digest) && !isSame(here, settled, digest)).map(({ name }) => `"${name}" is on both ledgers, and they differ`),
    ...contentObjections(here, added),
    ...runObjections(here, added),
  ];
  if (objections.length === 0) return { added, known: known.map(({ name }) => name) };
  throw refused(['Nothing was imported:', ...objections.map((objection) => `  ${objection}`), 'Together, one of the ledgers would count too little. Go on with them apart from each other.'].join('\n'));
}

/** Each open claim is closed with one more grant, of all the steps that it could still be granted. */
function settleOpenClaims(rows: LedgerRows, at: Date): LedgerRows {
  const open = rows.claims.filter(({ status }) => status === 'open');
  const nextGrant = Math.max(0, ...rows.grants.map(({ id }) => id)) + 1;
  const rests = open.map((claim) => ({ claim, charged: chargedSteps(rows, claim) })).filter(({ claim, charged }) => charged < claim.reserved_steps);
  return {
    ...rows,
    claims: rows.claims.map((claim) =>
      claim.status === 'open' ? { ...claim, status: 'closed', outcome: 'lost', end_reason: 'settled', end_seen: 1, evaluation_charged: claim.evaluation === null ? 0 : 1 } : claim,
    ),
    grants: [
      ...rows.grants,
      ...rests.map(({ claim, charged }, index) => ({
        id: nextGrant + index,
        claim: claim.id,
        attempt: claim.attempt,
        first_step: charged,
        steps: claim.reserved_steps - charged,
        untaken: 0,
        at: at.getTime(),
      })),
    ],
  };
}

const chargedSteps = (rows: LedgerRows, { id }: Claim): number =>
  rows.grants.filter(({ claim }) => claim === id).reduce((sum, { steps, untaken }) => sum + steps - untaken, 0);

/** Whether two ledgers have the same rows for a data set, but for the numbers of the rows. */
function isSame(one: LedgerRows, other: LedgerRows, digest: string): boolean {
  return withoutNumbers(one, digest) === withoutNumbers(other, digest);
}

function withoutNumbers(rows: LedgerRows, digest: string): string {
  const { data_sets, contents, cap_events, claims, grants } = rowsOf(rows, new Set([digest]));
  return JSON.stringify({
    data_sets,
    contents,
    caps: cap_events.map(({ id: _, ...row }) => row),
    claims: claims.map(({ id, ...claim }) => ({ ...claim, grants: grants.filter((grant) => grant.claim === id).map(({ id: _, claim: __, ...row }) => row) })),
  });
}

function contentObjections(here: LedgerRows, added: LedgerRows): string[] {
  return added.contents.flatMap((content) =>
    here.contents.flatMap((other) => {
      if (other.digest === content.digest) return [`"${content.name}" is a version of "${nameOf(here, other.data_set)}" here, and of "${nameOf(added, content.data_set)}" there`];
      if (isSetApart(added, content.data_set, other.data_set) || isSetApart(here, other.data_set, content.data_set)) return [];
      const overlap = overlapBetween(content.sketch, other.sketch);
      if (overlap === undefined || !isVersion(overlap)) return [];
      return [`"${content.name}" shares records with "${nameOf(here, other.data_set)}": ${shareText(Math.max(overlap.ofFirst, overlap.ofSecond))}`];
    }),
  );
}

const isSetApart = ({ data_sets }: LedgerRows, digest: string, from: string): boolean =>
  data_sets.some((dataSet) => dataSet.digest === digest && (JSON.parse(dataSet.set_apart_from) as string[]).includes(from));

/** Undefined where one of them has no sketch. */
const overlapBetween = (one: string | null, other: string | null): Overlap | undefined =>
  one === null || other === null ? undefined : overlapOf(Buffer.from(one, 'hex'), Buffer.from(other, 'hex'));

function runObjections(here: LedgerRows, added: LedgerRows): string[] {
  const ledgerOfRun = new Map(here.claims.map(({ run, digest }) => [run, digest]));
  return added.claims
    .filter(({ run }) => ledgerOfRun.has(run))
    .map(({ run, digest }) => `run ${run} is on the ledger of "${nameOf(here, ledgerOfRun.get(run)!)}" here, and on that of "${nameOf(added, digest)}" there`);
}

const nameOf = ({ data_sets }: LedgerRows, digest: string): string => data_sets.find((dataSet) => dataSet.digest === digest)!.name;
