// Reads a text file line by line, insisting on UTF-8, so that broken encodings are found and not silently replaced.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { badInput } from '../../base/errors';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * The lines of a UTF-8 file, ended by LF or CRLF, a leading byte order mark left out.
 * @throws badInput naming file and line at the first line that is not UTF-8
 */
export async function* decodedLines(path: string): AsyncGenerator<Line> {
  const decode = utf8Decoder(basename(path));
  let number = 0;
  for await (const bytes of rawLines(path)) {
    number++;
    if (number === 1) refuseUtf16(bytes, basename(path));
    yield { number, text: decode(bytes, number) };
  }
}

/** Lines as bytes. (node:readline would replace invalid bytes, and break lines at U+2028, which JSON texts may hold.) */
async function* rawLines(path: string): AsyncGenerator<Buffer> {
  let rest = '';
  // As Latin-1 each byte is one character, so that text can be split before its encoding is known to be right.
  for await (const chunk of createReadStream(path, 'latin1') as AsyncIterable<string>) {
    const pieces = chunk.split('\n');
    pieces[0] = rest + pieces[0];
    rest = pieces.pop() ?? '';
    for (const piece of pieces) yield Buffer.from(piece.endsWith('\r') ? piece.slice(0, -1) : piece, 'latin1');
  }
  if (rest !== '') yield Buffer.from(rest, 'latin1');
}

function utf8Decoder(file: string): (bytes: Uint8Array, line: number) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (bytes, line) => {
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      throw badInput(`${file}:${line}: this line is not valid UTF-8. Save the file as UTF-8.`, cause);
    }
  };
}

function refuseUtf16(start: Uint8Array, file: string): void {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw badInput(`${file}:1: the file is encoded as UTF-16. Save it as UTF-8.`);
  }
}
