// The public vocabulary: word ids from a list made of public text, never from anybody's records.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './packageRoot';

/** Stands for a record without any word; also the id for padding, where something pads. */
export const emptyId = 0;
/** The empty id, and id 1, which is kept free for a mask token. */
const reservedIds = 2;
/** Ids shared by all words outside the list. */
export const hashBuckets = 512;
/** Words of the list; with the reserved ids and the buckets they make 4,096 ids. */
export const listedWords = 3582;
export const vocabularySize = reservedIds + hashBuckets + listedWords;

/**
 * Gives every word an id: 2 to 513 by the hash of a word outside the list, modulo 512; from 514 on the word's place in the
 * list. Ids of a word never depend on the data.
 */
export class Vocabulary {
  private readonly listed: ReadonlyMap<string, number>;

  /** @param words exactly {@link listedWords} distinct words, most frequent first */
  constructor(words: readonly string[]) {
    this.listed = new Map(words.map((word, i) => [word, reservedIds + hashBuckets + i]));
    if (words.length !== listedWords || this.listed.size !== listedWords) {
      throw new Error(`The word list must have ${listedWords} distinct words, but has ${words.length}, ${this.listed.size} of them distinct.`);
    }
  }

  /** The list that comes with the package: media/vocabulary/english.txt. */
  static english(): Vocabulary {
    return new Vocabulary(readFileSync(join(packageRoot(), 'media', 'vocabulary', 'english.txt'), 'utf8').trimEnd().split('\n'));
  }

  has(word: string): boolean {
    return this.listed.has(word);
  }

  idOf(word: string): number {
    return this.listed.get(word) ?? reservedIds + (fnv1a(word) % hashBuckets);
  }
}

/** The 32-bit hash FNV-1a (Fowler, Noll and Vo) of a word's characters, which are all ASCII; several times faster than a call into zlib. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
