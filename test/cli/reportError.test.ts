// What is said about errors, and the exit code of each kind.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { badInput, CloisterError, refused, type Remedy } from '../../src/base/errors';
import { commandLineFor } from '../../src/cli/context';
import { reportError } from '../../src/cli/reportError';
import { createScreen } from '../../src/cli/screen';

/** Reports to two streams that are no terminals. */
function report(error: unknown, json: boolean): { code: number; out: string; err: string } {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const commandLine = commandLineFor({ store: '/my store' });
  const code = reportError(error, { json, out: createScreen(out as never), err: createScreen(err as never), commandLine });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

describe('reportError', () => {
  it.each([
    [badInput('wrong file'), 2],
    [refused('over budget'), 3],
    [new CloisterError('interrupted', 'stopped'), 130],
    [new CloisterError('failed', 'disk full'), 1],
  ])('shows the message of %s alone, on stderr', (error, code) => {
    expect(report(error, false)).toEqual({ code, out: '', err: `${error.message}\n` });
  });

  it.each<[string, Remedy, RegExp]>([
    ['set the cap', { kind: 'setCap', dataSet: 'my mails', digest: 'd1', delta: undefined }, / budget set "my mails" --epsilon EPSILON --delta DELTA --reason REASON --store "\/my store"/],
    ['raise the cap', { kind: 'setCap', dataSet: 'mails', digest: 'd1', delta: 1e-5 }, / budget set mails --epsilon EPSILON --delta 1e-5 /],
    ['list the ledgers', { kind: 'listLedgers' }, / budget list /],
    ['list the runs', { kind: 'listRuns' }, / runs list /],
    ['stop the run', { kind: 'stopRun', runId: 'r1' }, / runs stop r1 /],
    ['launch a new run', { kind: 'launchAnew', runFile: 'a.run.json' }, / train a\.run\.json /],
    ['choose another store', { kind: 'chooseStore' }, /--store DIRECTORY/],
  ])('goes on with the command to %s', (_, remedy, command) => {
    const error = new CloisterError('failed', 'It is so.', { remedy });
    const { err } = report(error, false);
    expect(err).toMatch(/^It is so\.\n/);
    expect(err).toMatch(command);
    expect(JSON.parse(report(error, true).out)).toMatchObject({ error: { message: 'It is so.', remedy: expect.stringMatching(command) as string } });
  });

  it('shows a defect with its stack, and exits with 1', () => {
    const { code, out, err } = report(new TypeError('x is not a function'), false);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/defect of Cloister[^]*TypeError: x is not a function\n +at /);
  });

  it('with --json adds one document on stdout', () => {
    expect(JSON.parse(report(refused('over budget'), true).out)).toEqual({ error: { kind: 'refused', message: 'over budget' } });
    expect(JSON.parse(report(new TypeError('oh'), true).out)).toEqual({ error: { kind: 'defect', message: 'oh' } });
  });
});
