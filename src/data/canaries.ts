// Makes canaries: records of public words, put into the training data to find out whether a model gives them away.
import type { RandomSource } from '../core/random';
import type { EncodedRecords } from '../core/records';
import { listedWords, vocabularySize } from './vocabulary';

/** Distinct words of a canary, where records may have as many: enough that what the other records say of its words averages out. */
const wordsOfCanary = 32;

/** Canaries, and the coins that decided about them. The coins must not leave the process that trains. */
export interface Canaries {
  readonly records: EncodedRecords;
  /** 1 where the canary is to be trained on, with probability 1/2 each, independently of all others. (canaries) */
  readonly included: Uint8Array;
}

/**
 * Draws canaries: distinct words at random from the public word list, under a label at random. A text that makes no sense, and
 * whose label is as often wrong as right, is learnt by heart or not at all. Nothing is taken from anybody's records.
 * @param classes number of labels
 * @param maxTokens most words of a record, as in the run file
 */
export function makeCanaries(count: number, classes: number, maxTokens: number, random: RandomSource): Canaries {
  const words = Math.min(wordsOfCanary, maxTokens);
  const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * words);
  const ids = new Int32Array(count * words);
  for (let i = 0; i < count; i++) ids.set(distinctWords(words, random), starts[i]);
  const labels = Int32Array.from({ length: count }, () => below(classes, random));
  const included = new Uint8Array(count);
  random.fill(included);
  included.forEach((byte, i) => (included[i] = byte & 1));
  return { records: { ids, starts, labels }, included };
}

function distinctWords(count: number, random: RandomSource): Int32Array {
  const words = new Set<number>();
  while (words.size < count) words.add(vocabularySize - listedWords + below(listedWords, random));
  return Int32Array.from(words);
}

/** A whole number from 0 to `limit` − 1; for limits far below 2³², each as probable as any other. */
function below(limit: number, random: RandomSource): number {
  const word = new Uint32Array(1);
  random.fill(new Uint8Array(word.buffer));
  return Math.floor((word[0] / 2 ** 32) * limit);
}
