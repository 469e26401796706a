// Reads JSON files that people write: comments and trailing commas are welcome, and an error names file, line and column.
import { readFile } from 'node:fs/promises';
import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { badInput } from '../base/errors';

/**
 * The parsed content of a file.
 * @throws badInput when it cannot be read, is no UTF-8 or no JSON
 */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readTextFile(path);
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) return value;
  throw badInput(`${path}:${position(text, first.offset)}: not valid JSON (${printParseErrorCode(first.error)}).`);
}

/** @throws badInput when the file cannot be read or is no UTF-8 */
export const readTextFile = async (path: string): Promise<string> => decode(await read(path), path);

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw badInput(`${path} cannot be read: ${(error as Error).message}.`, error);
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw badInput(`${path} is not UTF-8 text. Save it as UTF-8.`, error);
  }
}

/** `line:column`, both from 1. */
function position(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}
