// The built-in data set: real e-mails of the SpamAssassin public corpus, ham or spam, declared a public demonstration.
import { packageRoot } from '../packageRoot';
import type { OnProgress, RecordSource } from '../textRecord';
import { cachePath, readCache, writeCache } from './cache';
import { cleanCorpus, labels, type CleanedCorpus } from './clean';
import { findCorpus, type Corpus } from './corpus';
import { packedPath, readPacked } from './packed';

/** Public on purpose: everybody gets the same split. */
const splitKey = new TextEncoder().encode('spam-assassin');

/**
 * The e-mails, from the package that carries them raw, or else from the file of cleaned ones that is shipped in its place. Both
 * give the same records in the same order, and so the same digest.
 * @param cacheDirectory where the cleaned result is kept between loads; absent: cleaned anew each time
 * @param root folder of this package
 * @throws badInput when neither is there, or the cache cannot be read or written
 */
export async function spamAssassinSource(cacheDirectory?: string, onProgress?: OnProgress, root: string = packageRoot()): Promise<RecordSource> {
  return {
    name: 'SpamAssassin e-mails',
    declared: 'publicDemonstration',
    labels,
    ...(await cleanedMails(root, cacheDirectory, onProgress)),
    split: { testShare: 0.2, key: splitKey },
  };
}

function cleanedMails(root: string, cacheDirectory: string | undefined, onProgress: OnProgress | undefined): Promise<CleanedCorpus> {
  const corpus = findCorpus(root);
  if (corpus === undefined) return readPacked(packedPath(root));
  return cacheDirectory === undefined ? cleanCorpus(corpus, onProgress) : cachedCorpus(corpus, cacheDirectory, onProgress);
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
