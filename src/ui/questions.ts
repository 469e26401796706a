// Several questions one after the other, with a way back.
import { QuickInputButtons, window } from 'vscode';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** What stands in the box at first. */
  readonly value: string;
  /** What is wrong with the text; undefined: nothing. */
  readonly problem: (text: string) => string | undefined;
}

/**
 * Asks for one text after the other; the back button returns to the one before.
 * @returns all texts, trimmed; undefined when somebody dismissed a question
 */
export async function askTexts(questions: readonly TextQuestion[]): Promise<string[] | undefined> {
  const answers = questions.map(({ value }) => value);
  for (let i = 0; i < questions.length; ) {
    const answer = await askText({ ...questions[i], value: answers[i] }, i + 1, questions.length);
    if (answer === undefined) return undefined;
    if (answer === back) {
      i--;
    } else {
      answers[i++] = answer;
    }
  }
  return answers;
}

const back = Symbol('back');

function askText({ title, prompt, placeholder, value, problem }: TextQuestion, step: number, totalSteps: number): Promise<string | typeof back | undefined> {
  const box = window.createInputBox();
  Object.assign(box, { title, prompt, placeholder, value, step, totalSteps, ignoreFocusOut: true, buttons: step > 1 ? [QuickInputButtons.Back] : [] });
  const answer = new Promise<string | typeof back | undefined>((resolve) => {
    box.onDidChangeValue((text) => (box.validationMessage = text.trim() === '' ? undefined : problem(text.trim())));
    box.onDidTriggerButton(() => resolve(back));
    box.onDidHide(() => resolve(undefined));
    box.onDidAccept(() => {
      box.validationMessage = problem(box.value.trim());
      if (box.validationMessage === undefined) resolve(box.value.trim());
    });
  });
  box.show();
  return answer.finally(() => box.dispose());
}
