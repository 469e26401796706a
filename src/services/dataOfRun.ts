// The data of a run file: loaded, or as much of it as a check has to know, which is remembered.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { unitCount } from '../core/records';
import { loadDataSet, type LoadedDataSet } from '../data/loadDataSet';
import { promisedMemo } from '../base/memo';
import type { OnProgress } from '../data/textRecord';
import type { Store } from '../store/store';
import type { DataIdentity } from './ledger/ledger';
import type { LoadedRunFile } from './runFile';

/** Loads the data of a run file with the store's secret and cache. */
export async function loadData(store: Store, { config, baseDirectory }: LoadedRunFile, onProgress?: OnProgress): Promise<LoadedDataSet> {
  const options = { cacheDirectory: store.paths.cache, ...(onProgress && { onProgress }) };
  return loadDataSet(config.data, config.privacy.unit, baseDirectory, await store.secret(), options);
}

/** What a check has to know of a data set. */
export interface DataFacts extends DataIdentity {
  /** Units of privacy in the training split; sensitive. */
  readonly trainingUnits: number;
}

/** @throws badInput when the data cannot be loaded as the run file describes it */
export type ReadFacts = (store: Store, file: LoadedRunFile, onProgress?: OnProgress) => Promise<DataFacts>;

/** Reads all of the data. */
export const readFacts: ReadFacts = async (store, file, onProgress) => {
  const { name, digest, declared, sketch, train } = await loadData(store, file, onProgress);
  return { name, digest, declared, sketch, unit: file.config.privacy.unit, trainingUnits: unitCount(train) };
};

/**
 * {@link readFacts} that reads data again only when its file has another size or time, or is described otherwise. What could not be
 * read is not remembered.
 */
export function rememberingFacts(): ReadFacts {
  const kept = promisedMemo<DataFacts>(16);
  return async (store, file, onProgress) => {
    // The stamp is taken before reading: a file that changes meanwhile is read again next time.
    const key = JSON.stringify([store.paths.directory, file.baseDirectory, file.config.data, file.config.privacy.unit, await stampOf(file)]);
    return kept.get(key, () => readFacts(store, file, onProgress));
  };
}

/** Differs when the file has changed. The built-in data never does; of a file that is not there, reading it tells. */
async function stampOf({ config: { data }, baseDirectory }: LoadedRunFile): Promise<readonly number[]> {
  if ('builtIn' in data) return [];
  const found = await stat(resolve(baseDirectory, data.path)).catch(() => undefined);
  return found === undefined ? [] : [found.size, found.mtimeMs];
}
