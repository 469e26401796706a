// The order of questions: forward, back, past those that do not apply, and out.
import { describe, expect, it } from 'vitest';
import { runWizard, type Outcome, type Place, type Step } from '../../../src/ui/runFile/newRunFile/wizard';

type Answers = Readonly<Record<string, string>>;

/** Steps that answer from a script, and a record of what was asked: `name step/total`. */
function scripted(names: readonly string[], script: string[], skipped: (name: string, answers: Answers) => boolean = () => false) {
  const asked: string[] = [];
  const steps = names.map(
    (name): Step<Answers> => ({
      applies: (answers) => !skipped(name, answers),
      ask: (answers: Answers, { step, total }: Place): Promise<Outcome<Answers>> => {
        asked.push(`${name} ${step}/${total}${name in answers ? ' again' : ''}`);
        const said = script.shift() ?? 'cancel';
        return Promise.resolve(said === 'back' || said === 'cancel' ? { type: said } : { type: 'next', value: { ...answers, [name]: said } });
      },
    }),
  );
  return { asked, result: runWizard<Answers>(steps, {}) };
}

describe('a wizard', () => {
  it('asks one question after the other', async () => {
    const { asked, result } = scripted(['a', 'b', 'c'], ['1', '2', '3']);
    expect(await result).toEqual({ a: '1', b: '2', c: '3' });
    expect(asked).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
  });

  it('goes back to the question that was asked before, and offers its answer again', async () => {
    const { asked, result } = scripted(['a', 'b', 'c'], ['1', '2', 'back', 'back', '4', '5', '6']);
    expect(await result).toEqual({ a: '4', b: '5', c: '6' });
    expect(asked).toEqual(['a 1/3', 'b 2/3', 'c 3/3', 'b 2/3 again', 'a 1/3 again', 'b 2/3 again', 'c 3/3']);
  });

  it('passes over questions that do not apply, and does not count them', async () => {
    const { asked, result } = scripted(['a', 'b', 'c', 'd'], ['short', '2', 'back', '3', '4'], (name, { a }) => a === 'short' && (name === 'b' || name === 'c'));
    expect(await result).toMatchObject({ a: 'short' });
    expect(asked).toEqual(['a 1/4', 'd 2/2']);
  });

  it('lets go when someone gives up, or goes back from the first question', async () => {
    const { result } = scripted(['a', 'b'], ['1', 'cancel']);
    expect(await result).toBeUndefined();
    const first = scripted(['a'], ['back', '1']);
    expect(await first.result).toEqual({ a: '1' });
  });
});
