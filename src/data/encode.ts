// Packs texts as token ids, each record from its own words alone.
import type { PrivacyUnit } from '../core/privacy/unit';
import type { EncodedRecords } from '../core/records';
import type { TextRecord } from './textRecord';
import type { RecordUnit } from './units';
import { emptyId, type Vocabulary } from './vocabulary';
import { wordsIn } from './words';

/** Words of a record that are looked at; later ones are not read. */
const wordsRead = 1000;

/**
 * The ids of the first `maxTokens` distinct words among a text's first 1,000. Repeated words count once: a set of words tells
 * more about a mail than its opening does. A text without any word gets the one empty id, so that every record has a token.
 */
export function encodeText(text: string, vocabulary: Vocabulary, maxTokens: number): number[] {
  const distinct = new Set<string>();
  let read = 0;
  for (const word of wordsIn(text)) {
    distinct.add(word);
    if (++read === wordsRead || distinct.size === maxTokens) break;
  }
  return distinct.size > 0 ? Array.from(distinct, (word) => vocabulary.idOf(word)) : [emptyId];
}

/** Packs units one after the other, in the given order, with the borders that {@link EncodedRecords} has for units of several records. */
export function encodeUnits(units: readonly RecordUnit[], unit: PrivacyUnit, vocabulary: Vocabulary, maxTokens: number): EncodedRecords {
  const packed = encodeRecords(units.flatMap(({ records }) => records), vocabulary, maxTokens);
  if (unit === 'record') return packed;
  const borders = new Int32Array(units.length + 1);
  units.forEach(({ records }, u) => {
    borders[u + 1] = borders[u] + records.length;
  });
  return { ...packed, units: borders };
}

/** Packs records one after the other, in the given order. */
export function encodeRecords(records: readonly TextRecord[], vocabulary: Vocabulary, maxTokens: number): EncodedRecords {
  const texts = records.map((record) => encodeText(record.text, vocabulary, maxTokens));
  const starts = new Int32Array(records.length + 1);
  texts.forEach((ids, i) => {
    starts[i + 1] = starts[i] + ids.length;
  });
  const ids = new Int32Array(starts[records.length]);
  texts.forEach((text, i) => ids.set(text, starts[i]));
  return { ids, starts, labels: Int32Array.from(records, (record) => record.label) };
}
