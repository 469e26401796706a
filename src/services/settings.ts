// Settings of a store, in its settings.json.
import { z } from 'zod';
import { badInput } from '../base/errors';
import { problems } from '../core/config/runFile';
import { readJsonFile } from './jsonFile';
import { exists } from '../store/exists';

const settingsSchema = z.strictObject({
  defaultCap: z
    .strictObject({
      epsilon: z.number().positive(),
      delta: z.number().gt(0).lt(1),
      expectedRuns: z.int().positive().optional().describe('How many runs like the first one will share the cap: chooses the order of the filter.'),
    })
    .optional()
    .describe('Cap of a private data set when its first run is launched. Without it, each data set needs a cap of its own first.'),
});

/** Nothing in here has a default value: without a cap that somebody chose, private data is not trained on. */
export type Settings = z.infer<typeof settingsSchema>;

/**
 * Reads the settings; a missing file means no settings.
 * @throws badInput naming every problem; unknown members are problems
 */
export async function readSettings(path: string): Promise<Settings> {
  if (!(await exists(path))) return {};
  const result = settingsSchema.safeParse(await readJsonFile(path));
  if (!result.success) throw badInput(`${path} does not hold valid settings:\n${problems(result.error)}`);
  return result.data;
}
