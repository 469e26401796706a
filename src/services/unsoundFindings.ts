// Findings about options of other frameworks under which the guarantee would not hold, with what to say instead.
import { valueAt, type DocumentPath } from '../core/config/documentPath';
import { unsoundOption } from '../core/config/unsoundOptions';
import { removal, removing, setting, type Finding, type Fix } from './findings';

/** @param path of a member that a run file does not have @param document the parsed run file that has it */
export function unsoundFinding(path: DocumentPath, document: unknown): Finding | undefined {
  const option = unsoundOption(path);
  if (option === undefined) return undefined;
  const message = `There is no "${path.at(-1)}" here. ${option.why}`;
  return { severity: 'error', code: option.kind, path, message, fixes: [...moved(path, option.instead, document), removal(path)] };
}

/** Its number at the place of the member that does what is probably wanted, unless that says something already. */
function moved(path: DocumentPath, instead: DocumentPath | undefined, document: unknown): Fix[] {
  const value = valueAt(document, path);
  if (instead === undefined || valueAt(document, instead) !== undefined || !(typeof value === 'number' && value > 0)) return [];
  return [{ title: `Move it to "${instead.join('.')}"`, edits: [removing(path), setting(instead, value)] }];
}
