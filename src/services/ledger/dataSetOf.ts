// Finds the ledger that a person means: by name, by the start of a digest, or by a run file that uses the data.
import type { OnProgress } from '../../data/textRecord';
import type { LedgerDataSet } from '../../protocol/ledger';
import type { Store } from '../../store/store';
import { loadData } from '../dataOfRun';
import { loadRunFile } from '../runFile';
import { createLedger } from './ledger';

/**
 * A run file puts its data on the ledger when it is new there, so that data can get a cap before anything is trained on it.
 * @param subject a name, the start of a digest, or a path that ends in `.json`
 * @throws badInput when nothing or more than one data set is meant, or the run file or its data are bad
 */
export async function dataSetOf(store: Store, subject: string, onProgress?: OnProgress): Promise<LedgerDataSet> {
  if (!subject.endsWith('.json')) return createLedger(store).find(subject);
  const file = await loadRunFile(subject);
  const { name, digest, declared, sketch } = await loadData(store, file, onProgress);
  return createLedger(store).putOn({ name, digest, declared, sketch, unit: file.config.privacy.unit });
}
