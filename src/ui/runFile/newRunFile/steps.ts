// The questions for a new run file, in their order.
import { l10n } from 'vscode';
import { assertNever } from '../../../base/errors';
import { presetNames, type PresetName } from '../../../core/config/presets';
import { deltaText } from '../../../core/privacy/guaranteeText';
import { builtInSize, labelsIn } from '../../../services/newRunFile';
import { proposedDelta } from '../../../services/proposals';
import { answer, type Choices } from './choices';
import { chooseData } from './dataStep';
import type { Estimates } from './estimates';
import { askText, pickOne, pickWords } from './prompts';
import { chooseTarget } from './targetStep';
import { unitSteps } from './unitSteps';
import type { Outcome, Place, Step } from './wizard';

/** @param estimates tell while one types what the numbers come to */
export function stepsWith(estimates: Estimates, folder: string): Step<Choices>[] {
  return [
    always(chooseData),
    forFiles((choices, place) => column('text', choices, place)),
    forFiles((choices, place) => column('label', choices, place)),
    forFiles(labels),
    forFiles(declaration),
    ...unitSteps,
    forFiles(publicSize),
    always(preset),
    always((choices, place) => epsilon(estimates, choices, place)),
    always((choices, place) => delta(estimates, choices, place)),
    always((choices, place) => estimates.confirm(choices, place)),
    always((choices, place) => chooseTarget(folder, choices, place)),
  ];
}

type Ask = Step<Choices>['ask'];

const always = (ask: Ask): Step<Choices> => ({ applies: () => true, ask });

/** The built-in data describes itself. */
const forFiles = (ask: Ask): Step<Choices> => ({ applies: ({ source }) => source?.type === 'file', ask });

const previewOf = ({ source }: Choices) => (source?.type === 'file' ? source.preview : { columns: [], rows: [] });

async function column(which: 'text' | 'label', choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const columns = previewOf(choices).columns.filter((name) => which === 'text' || name !== choices.text);
  const outcome = await pickOne(place, {
    placeholder: which === 'text' ? l10n.t('Column with the text of a record') : l10n.t('Column with the label of a record'),
    choices: columns.map((name) => ({ label: name, value: name })),
    chosen: choices[which] ?? columns.find((name) => name.toLowerCase() === which),
  });
  return answer(choices, outcome, (value) => ({ [which]: value }));
}

async function labels(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await pickWords(place, {
    placeholder: l10n.t('Every label, chosen or typed: they become public in the run file'),
    wordsFrom: l10n.t('in the first rows'),
    tooFew: l10n.t('Choose at least two labels'),
    words: labelsIn(previewOf(choices).rows, choices.label ?? ''),
    chosen: choices.labels ?? [],
    least: 2,
  });
  return answer(choices, outcome, (value) => ({ labels: value }));
}

async function declaration(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await pickOne(place, {
    placeholder: l10n.t('What is this data? The first declaration holds for good'),
    choices: [
      { label: l10n.t('Private'), detail: l10n.t('Its ledger has a cap, and training without privacy is refused'), value: 'private' as const },
      { label: l10n.t('Public demonstration'), detail: l10n.t('Anyone may know all of it; its ledger has no cap'), value: 'publicDemonstration' as const },
    ],
    chosen: choices.declared,
  });
  return answer(choices, outcome, (value) => ({ declared: value }));
}

async function publicSize(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await askText(place, {
    prompt:
      choices.severalRecords === true
        ? l10n.t('N: how many persons to train on anyone may know there to be, about 80 % of those in the file. It is not counted from the data, and becomes public.')
        : l10n.t('N: how many training records anyone may know there to be, about 80 % of the file. It is not counted from the data, and becomes public.'),
    placeholder: l10n.t('For example 4000'),
    value: choices.publicSize === undefined ? '' : String(choices.publicSize),
    validate: (text) => (/^[1-9]\d{0,14}$/.test(text.trim()) ? undefined : l10n.t('Give a whole number of at least 1.')),
  });
  return answer(choices, outcome, (value) => ({ publicSize: Number(value) }));
}

async function preset(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const outcome = await pickOne(place, {
    placeholder: l10n.t('Model'),
    choices: presetNames.map((name) => ({ label: name, detail: presetDetail(name), value: name })),
    chosen: choices.preset ?? 'default',
  });
  const size = choices.source?.type === 'builtIn' ? { publicSize: builtInSize } : {};
  return answer(choices, outcome, (value) => ({ preset: value, ...size }));
}

function presetDetail(name: PresetName): string {
  switch (name) {
    case 'default':
      return l10n.t('One sparse block of 8 experts, tuned for private training from scratch');
    case 'tiny':
      return l10n.t('4 small experts, for trying things: trains in seconds');
    case 'dense':
      return l10n.t('Like default, without experts, to compare with');
    case 'switch':
      return l10n.t('Two blocks with the semantics of Switch Transformers');
    case 'linear':
      return l10n.t('Logistic regression on words: the baseline to beat');
    default:
      return assertNever(name);
  }
}

async function epsilon(estimates: Estimates, choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const proposal = proposedDelta(choices.publicSize ?? 1);
  const outcome = await askText(place, {
    prompt: l10n.t('Target ε, smaller is more private. Below, what it comes to at a δ of {0}, which is asked for next.', deltaText(proposal)),
    placeholder: l10n.t('For example 3'),
    value: choices.epsilon === undefined ? '' : String(choices.epsilon),
    validate: (text) => (isPositive(text) ? undefined : l10n.t('Give a number above 0.')),
    describe: (text) => estimates.tell({ ...choices, delta: proposal, epsilon: Number(text) }),
  });
  return answer(choices, outcome, (value) => ({ epsilon: Number(value) }));
}

async function delta(estimates: Estimates, choices: Choices, place: Place): Promise<Outcome<Choices>> {
  const size = choices.publicSize ?? 1;
  const outcome = await askText(place, {
    prompt: l10n.t('δ, the chance that the guarantee does not hold. Proposed: 1/(10·N), rounded down.'),
    value: deltaText(choices.delta ?? proposedDelta(size)),
    validate: (text) => (isPositive(text) && Number(text) < 1 / size ? undefined : l10n.t('Give a number above 0 and below 1/N, which is {0}.', (1 / size).toPrecision(2))),
    describe: (text) => estimates.tell({ ...choices, delta: Number(text) }),
  });
  return answer(choices, outcome, (value) => ({ delta: Number(value) }));
}

const isPositive = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text)) && Number(text) > 0;
