// What is said about errors, and the exit code of each kind.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { badInput, CloisterError, refused } from '../../src/base/errors';
import { reportError } from '../../src/cli/reportError';
import { createScreen } from '../../src/cli/screen';

/** Reports to two streams that are no terminals. */
function report(error: unknown, json: boolean): { code: number; out: string; err: string } {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = reportError(error, json, { out: createScreen(out as never), err: createScreen(err as never) });
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
