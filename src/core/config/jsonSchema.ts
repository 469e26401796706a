// The JSON schema of run files for editors: completion and hovers. The build writes it beside the bundles.
import { z } from 'zod';
import { runFileSchema } from './runFile';
import { suggesting, type JsonSchema } from './suggestingSchema';

/**
 * Draft 7, as editors read it. It finds no fault with anything: `readRunFile` judges, and its findings come with fixes.
 * The two extra keywords tell VS Code that comments and trailing commas are welcome.
 */
export function runFileJsonSchema(): object {
  const schema = z.toJSONSchema(runFileSchema, { io: 'input', target: 'draft-7' }) as JsonSchema;
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Cloister run file', ...suggesting(schema), allowComments: true, allowTrailingCommas: true };
}
