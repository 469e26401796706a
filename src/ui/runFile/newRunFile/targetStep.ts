// The last question for a new run file: its name.
import { access } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { l10n } from 'vscode';
import type { Choices } from './choices';
import { askText } from './prompts';
import type { Outcome, Place } from './wizard';

const ending = '.run.json';

/** @param folder that relative names start from */
export async function chooseTarget(folder: string, choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const { source } = choices;
  const stem = source?.type === 'file' ? basename(source.path, extname(source.path)) : 'sample';
  const outcome = await askText(place, {
    prompt: l10n.t('Name of the run file, in {0}', folder),
    value: await freeName(folder, stem),
    validate: async (text) => {
      if (!text.endsWith(ending) || basename(text) === ending) return l10n.t('A run file has a name that ends in {0}.', ending);
      return (await exists(join(folder, text))) ? l10n.t('There is a file of this name.') : undefined;
    },
  });
  return outcome.type === 'next' ? { type: 'next', value: { ...choices, target: join(folder, outcome.value) } } : outcome;
}

/** `mails.run.json`, or `mails-2.run.json` when there is one. */
async function freeName(folder: string, stem: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = `${stem}${i === 1 ? '' : `-${i}`}${ending}`;
    if (!(await exists(join(folder, name)))) return name;
  }
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false);
