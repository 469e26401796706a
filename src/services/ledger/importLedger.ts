// Imports an exported ledger: what is new is added, and a data set that is on both becomes one.
import { badInput, refused } from '../../base/errors';
import type { ChainHead, LedgerConnection } from '../../store/ledger/chain';
import { readRows, writeRows, type LedgerRows } from '../../store/ledger/rows';
import { exists } from '../../store/exists';
import { storeSecret } from '../../store/secret';
import type { Store } from '../../store/store';
import { readJsonFile } from '../jsonFile';
import { parseExport, requireSeal, secretCheck, type ExportFile } from './exportFile';
import { mergeOf, type ImportChoices } from './merge';

export type { ImportChoices };

/** What an import did, by the names of the data sets. */
export interface Imported {
  /** On the ledger now, and not before. */
  readonly added: readonly string[];
  /** On the ledger before, and changed. */
  readonly merged: readonly string[];
  /** Number of runs that were not on the ledger. */
  readonly claims: number;
}

/**
 * Brings an export onto the ledger, all of it or nothing; see {@link mergeOf} for what is counted and what is refused. Every row that is
 * added or changed is on record, with the head of the chain that it comes from.
 *
 * An export is a copy: of two ledgers with the same data set, neither knows what is spent on the other until one is imported again. Go on
 * with one of them. An export of this very ledger says nothing that is not known here, and changes nothing.
 * @throws badInput for a file that is no export or was changed since, and for a choice without a reason; refused under another secret, or
 *   when a spend would become lower
 */
export async function importLedger(store: Store, path: string, choices: ImportChoices = {}): Promise<Imported> {
  requireReasons(choices);
  const file = parseExport(await readJsonFile(path), path);
  const source = `export of ${file.exportedAt}, ${file.head.count} events, head ${file.head.hash}`;
  return store.ledger.chain.transaction(async (connection) => {
    const here = await readRows(connection);
    requireSeal(await sharedSecret(store, here, file), file, path);
    if (await isOwnPast(connection, file.head)) return { added: [], merged: [], claims: 0 };
    const { rows, overridden } = mergeOf(here, file.rows, { exportedAt: Date.parse(file.exportedAt), at: Date.now(), source }, choices);
    await writeRows(connection, here, rows, choices.cap === undefined ? source : `${choices.cap.reason.trim()}; ${source}`);
    for (const dataSet of overridden) await connection.note('overridden', 'data_sets', dataSet, choices.override?.trim());
    return differenceOf(here, rows);
  });
}

function requireReasons({ override, cap }: ImportChoices): void {
  if (override?.trim() === '') throw badInput('Importing data that shares records with data here needs a written reason; it stays on record.');
  if (cap?.reason.trim() === '') throw badInput('Choosing which cap holds needs a written reason; it stays on record.');
}

/** Whether the exported chain is the beginning of this ledger's own: under its key, no other chain has the same hash. */
async function isOwnPast(connection: LedgerConnection, { count, hash }: ChainHead): Promise<boolean> {
  const event = await connection.get<{ hash: string }>('SELECT hash FROM events WHERE seq = ?', [count]);
  return event?.hash === hash;
}

function differenceOf(before: LedgerRows, after: LedgerRows): Imported {
  const known = new Set(before.data_sets.map(({ digest }) => digest));
  const was = new Set(linesOf(before).map(({ text }) => text));
  const touched = new Set(linesOf(after).filter(({ text }) => !was.has(text)).map(({ digest }) => digest));
  const names = (fits: (digest: string) => boolean): string[] => after.data_sets.filter(({ digest }) => fits(digest)).map(({ name }) => name);
  return {
    added: names((digest) => !known.has(digest)),
    merged: names((digest) => known.has(digest) && touched.has(digest)),
    claims: after.claims.length - before.claims.length,
  };
}

/** Every row as a text, with the data set that it is about. */
function linesOf({ data_sets, contents, cap_events, claims, grants }: LedgerRows): { digest: string; text: string }[] {
  const digestOfClaim = new Map(claims.map(({ id, digest }) => [id, digest]));
  const line = (table: string, digest: string, row: object) => ({ digest, text: `${table} ${JSON.stringify(row)}` });
  return [
    ...data_sets.map((row) => line('data_sets', row.digest, row)),
    ...contents.map((row) => line('contents', row.data_set, row)),
    ...cap_events.map((row) => line('cap_events', row.digest, row)),
    ...claims.map((row) => line('claims', row.digest, row)),
    ...grants.map((row) => line('grants', digestOfClaim.get(row.claim)!, row)),
  ];
}

/**
 * The secret of this ledger, when it is the exporter's too. Under another one the digests would never be found again, and the same data
 * would get a new ledger with nothing spent.
 */
async function sharedSecret(store: Store, here: LedgerRows, file: ExportFile): Promise<Uint8Array> {
  const path = store.paths.secret;
  // A secret that is not there is not made: the exporter's is to take its place.
  if (await exists(path)) {
    const secret = await storeSecret(path);
    if (secretCheck(secret) === file.secretCheck) return secret;
  }
  throw refused(
    here.data_sets.length === 0
      ? `The export knows its data by another secret than this ledger, so that no data would be known again. Copy secret.key of the exported ledger to ${path}, and import again.`
      : `The export knows its data by another secret than this ledger, so that the same data could be charged on both. Nothing was imported: keep it in a ledger directory of its own, with its own secret.key.`,
  );
}
