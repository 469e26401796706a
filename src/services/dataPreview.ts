// A look at a data file for someone who is about to describe it: formats, columns and first rows.
import { badInput } from '../base/errors';
import { dataFileEndings, formatOfName } from '../data/files/format';
import { previewFile, type DataPreview } from '../data/files/preview';

export { dataFileEndings, type DataPreview };

/** Enough to meet every label of a data set whose labels are not rare. */
const mostRows = 500;

/** @throws badInput when the file cannot be read, or its name does not tell its format */
export async function previewData(path: string): Promise<DataPreview> {
  const format = formatOfName(path);
  if (format === undefined) throw badInput(`The name of ${path} does not end in ${dataFileEndings.map((ending) => `.${ending}`).join(', ')}.`);
  return previewFile(path, format, mostRows);
}
