// Loads a runtime in a child process and multiplies with it: a library that crashes takes nothing else down.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CloisterError } from '../base/errors';
import { packageRoot } from '../data/packageRoot';
import { environmentFor } from './load';

const answerSchema = z.strictObject({ tensorFlow: z.string(), gpu: z.boolean() });

/** What answered. `gpu`: whether it computes on one. */
export type SelfTest = z.infer<typeof answerSchema>;

/** The first use of a GPU that a library was not compiled for compiles all its kernels. */
const longestSeconds = 600;

const program = 'const [bundle, addon] = process.argv.slice(1); console.log(JSON.stringify(require(bundle).selfTest(require(addon))));';

/** @throws failed when the library cannot be loaded, crashes, or does not compute in float32; takes about a second */
export async function selfTest(addon: string, signal?: AbortSignal): Promise<SelfTest> {
  const bundle = join(packageRoot(), 'dist', 'tensorflow.js');
  // Inside an editor, execPath is the editor; the variable makes it behave as Node.
  const env = { ...process.env, ...environmentFor(1), ELECTRON_RUN_AS_NODE: '1' };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, bundle, addon], { env, windowsHide: true, timeout: longestSeconds * 1000, ...(signal && { signal }) });
    return answerSchema.parse(JSON.parse(stdout));
  } catch (cause) {
    throw new CloisterError('failed', `TensorFlow does not work here: ${reasonOf(cause)}`, { cause });
  }
}

/** Node's message holds the whole command; what counts is on the line with the error. */
function reasonOf(error: unknown): string {
  const { signal, stderr = '', message } = error as Error & { readonly signal?: string; readonly stderr?: string };
  return stderr.split('\n').find((line) => /^\w*Error: /.test(line)) ?? (signal ? `its process ended by ${signal}.` : message);
}
