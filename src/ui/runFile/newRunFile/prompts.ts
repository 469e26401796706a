// Questions in the editor's quick input: with step count and back button, and answered exactly once.
import { setTimeout as pause } from 'node:timers/promises';
import { Disposable, l10n, QuickInputButtons, window, type QuickInput, type QuickPick, type QuickPickItem } from 'vscode';
import type { Outcome, Place } from './wizard';

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

export interface ListQuestion<T> {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  readonly chosen?: T | undefined;
  /** One more choice, which takes its time; the input is busy until it is there. */
  readonly later?: Promise<Choice<T>>;
}

/** Chooses one of a list. */
export function pickOne<T>(place: Place, question: ListQuestion<T>): Promise<Outcome<T>> {
  const input = window.createQuickPick<Choice<T>>();
  input.placeholder = question.placeholder;
  input.items = question.choices;
  input.activeItems = question.choices.filter(({ value }) => value === question.chosen);
  input.matchOnDescription = true;
  if (question.later !== undefined) {
    input.busy = true;
    void question.later.then((choice) => {
      const active = input.activeItems;
      input.items = [...input.items, choice];
      input.activeItems = active;
      input.busy = false;
    });
  }
  return answered(input, place, (accept) =>
    input.onDidAccept(() => {
      const [item] = input.selectedItems;
      if (item !== undefined) accept(item.value);
    }),
  );
}

export interface WordsQuestion {
  readonly placeholder: string;
  /** Proposed, and what each of them is told to be. */
  readonly words: readonly string[];
  readonly wordsFrom: string;
  readonly chosen: readonly string[];
  /** Fewest that have to be chosen, and what is said to fewer. */
  readonly least: number;
  readonly tooFew: string;
}

/** Chooses several words of a list, to which one can add by typing. */
export function pickWords(place: Place, question: WordsQuestion): Promise<Outcome<string[]>> {
  const input = window.createQuickPick<Choice<string>>();
  const all = new Set([...question.chosen, ...question.words]);
  const show = (chosen: readonly string[]): void => {
    const typed = input.value.trim();
    const words = typed === '' || all.has(typed) ? [...all] : [typed, ...all];
    const origin = (word: string): string => (question.words.includes(word) ? question.wordsFrom : all.has(word) ? '' : l10n.t('add'));
    input.items = words.map((word) => ({ label: word, value: word, alwaysShow: word === typed, description: origin(word) }));
    input.selectedItems = input.items.filter(({ value }) => chosen.includes(value));
  };
  input.canSelectMany = true;
  input.placeholder = question.placeholder;
  show(question.chosen);
  return answered(input, place, (accept) =>
    Disposable.from(
      input.onDidChangeValue(() => show(valuesOf(input))),
      input.onDidChangeSelection((items) => items.forEach(({ value }) => all.add(value))),
      input.onDidAccept(() => {
        // In the order of the list, so that the classes do not depend on the order of clicks.
        if (input.selectedItems.length >= question.least) accept([...all].filter((word) => valuesOf(input).includes(word)));
        else input.placeholder = question.tooFew;
      }),
    ),
  );
}

const valuesOf = (input: QuickPick<Choice<string>>): string[] => input.selectedItems.map(({ value }) => value);

/** Quiet time after a keystroke before it is worked out what a text comes to, in milliseconds. */
const describingPause = 250;

export interface TextQuestion {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** What is wrong with a text, if anything. */
  validate(text: string): string | undefined | Promise<string | undefined>;
  /** What a valid text comes to; shown in the place of the prompt as soon as it is known. */
  readonly describe?: (text: string) => Promise<string>;
}

export function askText(place: Place, question: TextQuestion): Promise<Outcome<string>> {
  const input = window.createInputBox();
  input.value = question.value;
  input.prompt = question.prompt;
  if (question.placeholder !== undefined) input.placeholder = question.placeholder;
  let latest = 0;
  const look = async (isFirst: boolean): Promise<boolean> => {
    const mine = ++latest;
    const problem = await question.validate(input.value);
    if (mine !== latest) return false;
    // An empty field is no mistake before anybody has typed.
    input.validationMessage = isFirst && input.value === '' ? undefined : problem;
    input.prompt = question.prompt;
    input.busy = false;
    if (problem !== undefined || question.describe === undefined) return problem === undefined;
    void describe(mine, question.describe);
    return true;
  };
  const describe = async (mine: number, describeText: (text: string) => Promise<string>): Promise<void> => {
    await pause(describingPause);
    if (mine !== latest) return;
    input.busy = true;
    const text = await describeText(input.value);
    if (mine !== latest) return;
    input.prompt = text;
    input.busy = false;
  };
  void look(true);
  return answered(input, place, (accept) =>
    Disposable.from(
      input.onDidChangeValue(() => void look(false)),
      input.onDidAccept(async () => (await look(false)) && accept(input.value)),
    ),
  );
}

/** Shows an input until it is accepted, hidden or gone back from. */
function answered<T>(input: QuickInput & { buttons: readonly object[] } & BackButton, place: Place, listen: (accept: (value: T) => void) => Disposable): Promise<Outcome<T>> {
  input.title = l10n.t('New Run File');
  input.step = place.step;
  input.totalSteps = place.total;
  input.ignoreFocusOut = true;
  if (place.step > 1) input.buttons = [QuickInputButtons.Back];
  return new Promise<Outcome<T>>((resolve) => {
    const end = (outcome: Outcome<T>): void => {
      resolve(outcome);
      listeners.dispose();
      input.dispose();
    };
    const listeners = Disposable.from(
      listen((value) => end({ type: 'next', value })),
      input.onDidTriggerButton(() => end({ type: 'back' })),
      input.onDidHide(() => end({ type: 'cancel' })),
    );
    input.show();
  });
}

/** What pickers and input boxes have in common beyond their base type: their only button is the one that goes back. */
type BackButton = Pick<QuickPick<QuickPickItem>, 'onDidTriggerButton'>;
