// Reads the text of a run file and finds all that is wrong with it: fast and without touching anything, so that it can run while one types.
import { dirname, resolve } from 'node:path';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { valueAt } from '../core/config/documentPath';
import { readRunFile, runFileSchema, type DataConfig } from '../core/config/runFile';
import { evaluationFindings } from './evaluationFindings';
import type { Finding } from './findings';
import { modelFindings } from './modelFindings';
import { privacyFindings } from './privacyFindings';
import { problemFinding } from './problemFindings';
import type { LoadedRunFile } from './runFile';

export interface TextFindings {
  readonly findings: readonly Finding[];
  /** The run that the text describes, when it describes one. */
  readonly file?: LoadedRunFile;
  /** Its data section, also when only that is right. */
  readonly data?: DataConfig;
}

/**
 * Findings of syntax, schema, privacy parameters and model; every one that there is, also when several members are wrong.
 * Text that is no JSON has findings of its syntax only, because what is missing in it cannot be told.
 * @param path where the file is or will be saved: relative paths in it start from there; nothing is read
 */
export function analyse(text: string, path: string): TextFindings {
  const errors: ParseError[] = [];
  const document: unknown = parse(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) return { findings: errors.map(syntaxFinding) };
  const read = readRunFile(document);
  if ('config' in read) {
    const { config } = read;
    const findings = [...privacyFindings(config.privacy), ...modelFindings(config), ...evaluationFindings(config)];
    return { findings, file: { config, baseDirectory: dirname(resolve(path)) }, data: config.data };
  }
  const { privacy, data } = runFileSchema.shape;
  const rightPrivacy = privacy.safeParse(valueAt(document, ['privacy'])).data;
  const rightData = data.safeParse(valueAt(document, ['data'])).data;
  const findings = [...read.problems.map((problem) => problemFinding(problem, document)), ...(rightPrivacy ? privacyFindings(rightPrivacy) : [])];
  return { findings, ...(rightData && { data: rightData }) };
}

function syntaxFinding({ error, offset, length }: ParseError): Finding {
  const words = printParseErrorCode(error).replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { severity: 'error', code: 'syntax', path: [], message: `Not valid JSON: ${words}.`, fixes: [], range: { offset, length } };
}
