// Clocks that are set back while a run trains, or that ran ahead before: the ledger goes by the order of its events, not by their time.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/data/packageRoot';
import { temporaryDirectory } from '../store/temporary';
import { Campaign } from './campaign';
import type { Fault } from './fault';
import { bundleChildren, outcomeOf } from './sabotage';

const day = 24 * 3600 * 1000;
const setBack = (milliseconds: number, what: string, nth: number): Fault => ({ type: 'clock', at: { what, nth }, milliseconds });

const times = (campaign: Campaign): Promise<number[]> =>
  campaign.open(async ({ ledger }) => (await ledger.database.all<{ at: number }>('SELECT at FROM events ORDER BY seq')).map(({ at }) => at));

describe('a clock', { timeout: 120_000 }, () => {
  it('that is set back by a day between two grants loses, repeats and frees nothing; the chain verifies', async () => {
    const folder = await temporaryDirectory();
    const campaign = new Campaign(await bundleChildren(folder), folder);
    await campaign.attempt();
    const during = await campaign.attempt([setBack(day, 'INSERT INTO grants', 2)]);
    expect(during.outcome).toEqual({ end: 0, output: '' });
    expect(during).toMatchObject({ complaints: [], begun: 24, claim: { status: 'committed', chargedSteps: 12 } });
    const at = await times(campaign);
    expect(Math.min(...at.slice(1).map((time, i) => time - at[i])), 'the clock did go back').toBeLessThan(-0.9 * day);

    const after = await campaign.attempt();
    expect(after).toMatchObject({ complaints: [], begun: 36, outcome: { end: 0 } });
    const verified = await outcomeOf(process.execPath, [join(packageRoot(), 'dist', 'cli.js'), 'budget', 'verify', '--store', join(folder, 'store')]);
    expect(verified.end, verified.output).toBe(0);
  });

  it('that ran a day ahead of the true time hides no trainer that was killed: its run is found lost all the same', async () => {
    const folder = await temporaryDirectory();
    const campaign = new Campaign(await bundleChildren(folder), folder);
    const killed = await campaign.attempt([setBack(-day, 'INSERT INTO runs', 1), { type: 'kill', when: 'before', at: { what: 'INSERT INTO grants', nth: 2 } }]);
    expect(killed).toMatchObject({ complaints: [], claim: { status: 'running', chargedSteps: 5 }, outcome: { end: 'SIGKILL' } });
    const [run] = await campaign.open((store) => store.runs.list());
    expect(run.heartbeatAt, 'its last sign of life is of tomorrow').toBeGreaterThan(Date.now() + 0.9 * day);
    expect(run.state).toEqual({ status: 'lost' });
    const next = await campaign.attempt([], { resume: true });
    expect(next).toMatchObject({ complaints: [], begun: 17, outcome: { end: 0, output: '' } });
  });
});
