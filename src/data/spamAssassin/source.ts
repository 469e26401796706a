// The built-in data set: real e-mails of the SpamAssassin public corpus, ham or spam, declared a public demonstration.
import type { OnProgress, RecordSource } from '../textRecord';
import { cachePath, readCache, writeCache } from './cache';
import { cleanCorpus, labels, type CleanedCorpus } from './clean';
import { openCorpus, type Corpus } from './corpus';

/** Public on purpose: everybody gets the same split. */
const splitKey = new TextEncoder().encode('spam-assassin');

/**
 * @param cacheDirectory where the cleaned result is kept between loads; absent: cleaned anew each time
 * @throws badInput when the package is not installed, or the cache cannot be read or written
 */
export async function spamAssassinSource(cacheDirectory?: string, onProgress?: OnProgress): Promise<RecordSource> {
  const corpus = openCorpus();
  const cleaned = cacheDirectory === undefined ? await cleanCorpus(corpus, onProgress) : await cachedCorpus(corpus, cacheDirectory, onProgress);
  return {
    name: 'SpamAssassin e-mails',
    declared: 'publicDemonstration',
    labels,
    ...cleaned,
    split: { testShare: 0.2, key: splitKey },
  };
}

/** The cleaned corpus from the cache; cleaned and written there when the cache is missing or damaged. */
export async function cachedCorpus(corpus: Corpus, directory: string, onProgress?: OnProgress): Promise<CleanedCorpus> {
  const path = cachePath(directory, corpus.version);
  const cached = await readCache(path);
  if (cached) return cached;
  const cleaned = await cleanCorpus(corpus, onProgress);
  await writeCache(path, cleaned);
  return cleaned;
}
