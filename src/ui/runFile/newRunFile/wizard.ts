// Asks one question after the other, with a way back. Without the editor, so that it can be tested alone.

export type Outcome<T> = { readonly type: 'next'; readonly value: T } | { readonly type: 'back' } | { readonly type: 'cancel' };

/** Where a question stands among those that apply, both from 1. The first one has no way back. */
export interface Place {
  readonly step: number;
  readonly total: number;
}

/** One question. Answers that were given before stay in `choices` when one goes back, and are offered again. */
export interface Step<C> {
  /** Whether the question has to be asked at all, after the answers so far. */
  applies(choices: C): boolean;
  ask(choices: C, place: Place): Promise<Outcome<C>>;
}

/** @returns the choices after the last step, or undefined when someone gave up */
export async function runWizard<C>(steps: readonly Step<C>[], initial: C): Promise<C | undefined> {
  let choices = initial;
  const trail: Step<C>[] = [];
  for (;;) {
    const answered = trail.length;
    const remaining = steps.slice(answered === 0 ? 0 : steps.indexOf(trail[answered - 1]) + 1).filter((step) => step.applies(choices));
    if (remaining.length === 0) return choices;
    const outcome = await remaining[0].ask(choices, { step: answered + 1, total: answered + remaining.length });
    switch (outcome.type) {
      case 'next':
        choices = outcome.value;
        trail.push(remaining[0]);
        break;
      case 'back':
        trail.pop();
        break;
      case 'cancel':
        return undefined;
    }
  }
}
