// The command line as a whole: help, unknown words, and the privacy commands with their JSON.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../store/temporary';
import { cloister, json } from './process';

interface GuaranteeDocument {
  readonly pld: { readonly epsilon: number | 'inf' };
  readonly rdp: { readonly epsilon: number | 'inf'; readonly order: number };
}

const sampled = ['--noise-multiplier', '1.5', '--sampling-rate', '0.04', '--steps', '2250'];

describe('words that it does not know', () => {
  it.each([
    ['an unknown command', ['bogus'], "unknown command 'bogus'"],
    ['an unknown option', ['runs', 'list', '--bogus'], "unknown option '--bogus'"],
    ['a missing argument', ['train'], "missing required argument 'run.json'"],
    ['one argument too many', ['runs', 'show', 'a', 'b'], 'too many arguments'],
    ['no command', [], 'Name a command.'],
  ])('%s goes to stderr and exits with 2', async (_, command, message) => {
    const { code, stdout, stderr } = await cloister(...command);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('with --json an error is also one document on stdout', async () => {
    const { code, stdout } = await cloister('runs', 'list', '--bogus', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'badInput', message: "unknown option '--bogus'" } });
  });

  it('help is on stdout, exits with 0 and shows the shared options of every command', async () => {
    const { code, stdout, stderr } = await cloister('privacy', 'epsilon', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/--noise-multiplier/);
    expect(stdout).toMatch(/--store <directory>/);
  });
});

describe('privacy epsilon', () => {
  it('prints ε by both accountants, with all that gives it a meaning', async () => {
    const command = ['--noise-multiplier', '1', '--sampling-rate', '0.01', '--steps', '1000', '--delta', '1e-5'];
    const answer = await json<GuaranteeDocument>('privacy', 'epsilon', ...command);
    expect(answer).toMatchObject({ delta: 1e-5, unit: 'record', neighbouringRelation: 'addOrRemoveOne' });
    // PLD: dp-accounting 0.6.0, no value under 1.82275 being sound. RDP: opacus 1.6.0 at the orders of dp-accounting.
    expect(answer.pld.epsilon).toBeGreaterThan(1.82275);
    expect(answer.pld.epsilon).toBeLessThan(1.82824 * 1.001);
    expect(answer.rdp.epsilon).toBeCloseTo(2.1013653, 5);
    expect(answer.rdp.order).toBeCloseTo(7.8, 9);
  });

  it('never shows ε alone to people', async () => {
    const { stdout } = await cloister('privacy', 'epsilon', ...sampled, '--delta', '1e-5');
    expect(stdout).toMatch(/ε 6\.77 at δ 1e-5 by PLD .*RDP.*one record.*add or remove one/);
  });

  it('composes the list in a file', async () => {
    const file = join(await temporaryDirectory(), 'mechanisms.json');
    const one = { type: 'poissonSampledGaussian', noiseMultiplier: 1.5, samplingRate: 0.04, steps: 1125 };
    await writeFile(file, JSON.stringify([one, one]));
    const composed = await json<GuaranteeDocument>('privacy', 'epsilon', '--mechanisms', file, '--delta', '1e-5');
    const whole = await json<GuaranteeDocument>('privacy', 'epsilon', ...sampled, '--delta', '1e-5');
    expect(composed.pld.epsilon).toBeCloseTo(whole.pld.epsilon as number, 6);
  });

  it('writes infinity as "inf"', async () => {
    const file = join(await temporaryDirectory(), 'mechanisms.json');
    await writeFile(file, '[{"type":"nonPrivate"}]');
    const answer = await json<GuaranteeDocument>('privacy', 'epsilon', '--mechanisms', file, '--delta', '1e-5');
    expect(answer.pld.epsilon).toBe('inf');
    expect(answer.rdp.epsilon).toBe('inf');
    expect((await cloister('privacy', 'epsilon', '--mechanisms', file, '--delta', '1e-5')).stdout).toContain('ε ∞ at δ');
  });

  it.each([
    ['--delta', '2', [...sampled, '--delta', '2']],
    ['--delta', 'small', [...sampled, '--delta', 'small']],
    ['--sampling-rate', '1.5', ['--noise-multiplier', '1', '--sampling-rate', '1.5', '--steps', '10', '--delta', '1e-5']],
    ['--noise-multiplier', '-1', ['--noise-multiplier', '-1', '--sampling-rate', '0.5', '--steps', '10', '--delta', '1e-5']],
    ['--steps', '2.5', ['--noise-multiplier', '1', '--sampling-rate', '0.5', '--steps', '2.5', '--delta', '1e-5']],
  ])('%s %s is bad input, and the message names both', async (option, value, command) => {
    const { code, stderr } = await cloister('privacy', 'epsilon', ...command);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
    expect(stderr).toContain(`'${value}'`);
  });

  it('wants the three numbers together, or a file alone', async () => {
    const { code, stderr } = await cloister('privacy', 'epsilon', '--steps', '10', '--delta', '1e-5');
    expect(code).toBe(2);
    expect(stderr).toContain('all three');
  });

  it('names a file that cannot be read', async () => {
    const { code, stderr } = await cloister('privacy', 'epsilon', '--mechanisms', 'nowhere.json', '--delta', '1e-5');
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.json');
  });
});

describe('privacy calibrate', () => {
  it('prints the noise multiplier that meets the target', async () => {
    const target = ['--epsilon', '8', '--delta', '1.4848030408766277e-05', '--sampling-rate', '0.015204383138576668', '--steps', '1316'];
    const { noiseMultiplier, pld } = await json<GuaranteeDocument & { noiseMultiplier: number }>('privacy', 'calibrate', ...target);
    expect(pld.epsilon).toBeLessThanOrEqual(8);
    // dp-accounting 0.6.0 (pessimistic PLD), to 0.2 %.
    expect(Math.abs(noiseMultiplier / 0.6880568649618829 - 1)).toBeLessThan(0.002);
  });

  it('wants every option', async () => {
    const { code, stderr } = await cloister('privacy', 'calibrate', '--epsilon', '8', '--delta', '1e-5', '--steps', '10');
    expect(code).toBe(2);
    expect(stderr).toContain('--sampling-rate');
  });
});
