// The questions for a new run file that decide the unit of privacy: a record, or all records of one person.
import { l10n } from 'vscode';
import { answer, freeColumns, type Choices } from './choices';
import { askText, pickOne } from './prompts';
import type { Outcome, Place, Step } from './wizard';

/** Only a file with a further column can tell whose a record is. */
export const unitSteps: readonly Step<Choices>[] = [
  { applies: (choices) => freeColumns(choices).length > 0, ask: several },
  { applies: ({ severalRecords }) => severalRecords === true, ask: column },
  { applies: ({ severalRecords }) => severalRecords === true, ask: bound },
];

async function several(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await pickOne(place, {
    placeholder: l10n.t('Whom does the guarantee protect?'),
    choices: [
      { label: l10n.t('Each record by itself'), detail: l10n.t('Right where nobody has more than one: several of one person are not protected together'), value: false },
      { label: l10n.t('One person can have several records'), detail: l10n.t('A column says whose a record is, and all of one person are protected together'), value: true },
    ],
    chosen: choices.severalRecords,
  });
  return answer(choices, outcome, (value) => ({ severalRecords: value }));
}

async function column(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await pickOne(place, {
    placeholder: l10n.t('Column that says whose a record is, such as a patient or an author'),
    choices: freeColumns(choices).map((name) => ({ label: name, value: name })),
    chosen: choices.unitColumn,
  });
  return answer(choices, outcome, (value) => ({ unitColumn: value }));
}

async function bound(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await askText(place, {
    prompt: l10n.t('Most records of one person that are trained on. Further ones are left out; with a higher bound one person weighs more in a sum that is clipped all the same.'),
    placeholder: l10n.t('For example 10'),
    value: choices.maxRecords === undefined ? '' : String(choices.maxRecords),
    validate: (text) => (/^[1-9]\d{0,14}$/.test(text.trim()) ? undefined : l10n.t('Give a whole number of at least 1.')),
  });
  return answer(choices, outcome, (value) => ({ maxRecords: Number(value) }));
}
