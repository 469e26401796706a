// Keyed hashes of records: what tells records apart, decides their split, and names a data set by its content.
import { createHmac } from 'node:crypto';
import type { TextRecord } from './textRecord';

/** Length of the store's secret, in bytes. */
export const secretLength = 32;

/**
 * HMAC-SHA-256 of a record's own label and text, under the store's secret. Records with the same key are the same record; one
 * text under two labels makes two records.
 * @returns 32 bytes
 */
export function recordKey(record: TextRecord, labels: readonly string[], secret: Uint8Array): Buffer {
  return keyedHash('record', secret, JSON.stringify([labels[record.label], record.text]));
}

/**
 * Names a data set by its content: HMAC-SHA-256 under the store's secret over the sorted keys of its records, each once. Neither the
 * order of the records nor the path, format or column names of the file change it; every text and label does. Without the
 * secret it confirms nothing: nobody can test a guess of the content.
 * @param keys the records' keys of {@link recordKey}, in any order
 * @returns 64 hexadecimal digits
 */
export function contentDigest(keys: readonly Buffer[], secret: Uint8Array): string {
  const distinct = new Map(keys.map((key) => [key.toString('latin1'), key]));
  return keyedHash('content', secret, ...[...distinct.values()].sort((a, b) => a.compare(b))).toString('hex');
}

/**
 * Whether a unit of privacy belongs to the test split, decided by a keyed hash of its own name alone: no other unit, rank or count
 * takes part, so adding a unit moves no other, and no unit is in both. The name of a record that is a unit of its own is its text, so
 * the same text with two labels stays in one split.
 * @param testShare expected share of the test split, in (0, 1)
 */
export function inTestSplit(name: string, testShare: number, key: Uint8Array): boolean {
  const bytes = 6;
  return keyedHash('split', key, name).readUIntBE(0, bytes) / 2 ** (8 * bytes) < testShare;
}

/** `purpose` keeps the hashes of different uses apart. */
function keyedHash(purpose: 'record' | 'content' | 'split', key: Uint8Array, ...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHmac('sha256', key).update(`${purpose}\0`);
  for (const part of parts) hash.update(part);
  return hash.digest();
}
