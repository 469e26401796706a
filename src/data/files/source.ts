// A data set in a file of the user's own: JSON Lines, CSV or Parquet, with a text column and a label column.
import { badInput } from '../../base/errors';
import type { FileDataConfig } from '../../core/config/runFile';
import type { OnProgress, RecordSource } from '../textRecord';

export async function fileSource(config: FileDataConfig, _baseDirectory: string, _secret: Uint8Array, _onProgress?: OnProgress): Promise<RecordSource> {
  await Promise.resolve();
  throw badInput(`Cannot read ${config.path} yet.`);
}
