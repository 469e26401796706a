// Writes the JSON schema of run files into dist/, from the same source that checks them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

export async function buildSchema(dist) {
  const { outputFiles } = await build({ entryPoints: ['src/core/config/jsonSchema.ts'], bundle: true, format: 'esm', write: false, logLevel: 'warning' });
  const { runFileJsonSchema } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  await writeFile(join(dist, 'run-file.schema.json'), `${JSON.stringify(runFileJsonSchema(), null, 2)}\n`);
}
