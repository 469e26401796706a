// Asks a Python package index for the address of a wheel, by the simple API in its JSON form.
import { z } from 'zod';
import { CloisterError } from '../base/errors';
import type { IndexAddress } from './indexAddress';
import { request } from './http';
import type { Wheel } from './wheels';

const projectSchema = z.object({
  files: z.array(z.object({ filename: z.string(), url: z.string(), hashes: z.record(z.string(), z.string()) })),
});

/**
 * Source: PEP 691 (Python Packaging, "Simple repository API", JSON form).
 * @returns where the wheel lies, which may be relative to the index's page in its answer
 * @throws failed when the index does not answer so, does not have the wheel, or has another file under its name
 */
export async function addressOfWheel(index: IndexAddress, { project, file, sha256 }: Wheel, signal: AbortSignal, idleSeconds: number): Promise<string> {
  const page = `${index.url}${project}/`;
  const headers = { accept: 'application/vnd.pypi.simple.v1+json', ...authorizationFor(index, page) };
  const failed = (what: string, cause?: unknown): CloisterError => new CloisterError('failed', `The package index ${page} ${what}`, { cause });
  const answer = await request({ url: page, headers, idleSeconds, signal }, async ({ status, url }, pieces) => ({ status, url, text: await textOf(pieces) })).catch((error: unknown) => {
    throw CloisterError.is(error) ? error : failed(`cannot be reached: ${(error as Error).message}. It was named by ${index.from}.`, error);
  });
  if (answer.status !== 200) throw failed(`answered with status ${answer.status}. It was named by ${index.from}.`);
  const parsed = projectSchema.safeParse(parseJson(answer.text));
  if (!parsed.success) throw failed('does not speak the JSON form of the simple API. Name another, or give the wheels as files.', parsed.error);
  const entry = parsed.data.files.find(({ filename }) => filename === file);
  if (entry === undefined) throw failed(`does not have ${file}. Name another, or give the wheel as a file.`);
  const offered = entry.hashes.sha256;
  if (offered !== undefined && offered !== sha256) throw failed(`offers another file as ${file}: its SHA-256 is ${offered}, not ${sha256}.`);
  return new URL(entry.url, answer.url || page).href;
}

/** User and password go to the index's own host alone. */
export const authorizationFor = ({ url, authorization }: IndexAddress, target: string): Record<string, string> =>
  authorization !== undefined && new URL(url).origin === new URL(target).origin ? { authorization } : {};

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema says that it is none.
  }
}
