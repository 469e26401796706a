// The JSON schema of run files, for completion, hover and validation in editors. The build writes it beside the bundles.
import { z } from 'zod';
import { runFileSchema } from './runFile';

/**
 * Draft 7, as editors read it. Rules between members cannot be said in it: those are found by `readRunFile` alone.
 * The two extra keywords tell VS Code that comments and trailing commas are welcome.
 */
export function runFileJsonSchema(): object {
  const schema = z.toJSONSchema(runFileSchema, { io: 'input', target: 'draft-7' });
  return { title: 'Cloister run file', ...schema, allowComments: true, allowTrailingCommas: true };
}
