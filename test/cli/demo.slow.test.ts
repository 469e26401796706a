// The demonstration on the built-in e-mails: public, so that everything may be shown everywhere.
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../store/temporary';
import { cloister, json, start } from './process';

describe('demo', () => {
  it('ends with accuracy, ε and where the run is stored, in a pipe too; its ledger has no cap', async () => {
    const store = await temporaryDirectory();
    const { code, stdout, stderr } = await cloister('demo', '--store', store);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(Number(/accuracy +([\d.]+)/.exec(stdout)![1])).toBeGreaterThan(0.9);
    expect(stdout).toMatch(/privacy spent +ε [\d.]+ at δ 1e-4 by PLD/);
    expect(stdout).toContain(`stored in`);
    expect(stdout).toContain(store);
    expect(stderr).toMatch(/cleaning e-mails/);

    expect(await json('budget', 'show', 'SpamAssassin e-mails', '--store', store)).toMatchObject({ declared: 'publicDemonstration', cap: null, remaining: null });
    expect((await cloister('budget', 'show', 'SpamAssassin e-mails', '--store', store)).stdout).toMatch(/Public demonstration: this ledger has no cap/);
  }, 180_000);

  it('Ctrl-C while the data is being loaded leaves no run and spends nothing', async () => {
    const store = ['--store', await temporaryDirectory()];
    const { process: child, outcome, said } = start('demo', ...store);
    await said('cleaning e-mails');
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/no run was made, and nothing was spent/);
    expect(await json('runs', 'list', ...store)).toEqual([]);
    expect(await json('budget', 'list', ...store)).toEqual([]);
  });

  it('--runs without --compare is bad input', async () => {
    const { code, stderr } = await cloister('demo', '--runs', '3', '--store', await temporaryDirectory());
    expect(code).toBe(2);
    expect(stderr).toContain('--compare');
  });
});
