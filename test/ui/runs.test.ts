// What the view of runs shows, as data.
import { describe, expect, it } from 'vitest';
import { labelled } from '../../src/protocol/labelled';
import { isResumable, type RunState } from '../../src/protocol/runState';
import { pageSize, runNode, runNodes } from '../../src/ui/runs/model';
import { stateIcon } from '../../src/ui/runs/stateLook';
import { english } from './english';
import { listedRun } from './listedRun';

const states: RunState[] = [
  { status: 'created' },
  { status: 'queued' },
  { status: 'starting' },
  { status: 'running' },
  { status: 'stopping' },
  { status: 'finished' },
  { status: 'stopped', reason: 'requested' },
  { status: 'failed', message: 'out of memory' },
  { status: 'lost' },
];

const metrics = (values: Record<string, number>, sensitivity: 'sensitive' | 'public' = 'sensitive') => ({ metrics: labelled(sensitivity, values) });

describe('the line of a run', () => {
  it('shows step, ε and the main metric', () => {
    const { label, description } = runNode(listedRun({ result: metrics({ loss: 0.3, accuracy: 0.97408 }) }), english);
    expect(label).toBe('example');
    expect(description).toBe('42/1000 · ε 1.94 · accuracy 0.974');
  });

  it('shows the released accuracy rather than the exact one, with its interval where there is room', () => {
    const releasedAccuracy = labelled('released', { correct: 88, incorrect: 13, value: 0.8713, low: 0.79, high: 0.93 });
    const { description, tooltip } = runNode(listedRun({ result: { ...metrics({ accuracy: 0.97408 }), releasedAccuracy } }), english);
    expect(description).toBe('42/1000 · ε 1.94 · accuracy 0.871');
    expect(tooltip).toContain('accuracy 0.8713 (released under noise, 95 % interval 0.7900 to 0.9300)');
  });

  it('has no metric before there is a result', () => expect(runNode(listedRun(), english).description).toBe('42/1000 · ε 1.94'));

  it('is the argument of the commands on the run', () => expect(runNode(listedRun(), english).runId).toBe('amber-otter-7k2'));

  it('says in its tooltip, and to screen readers, what its ε means', () => {
    const { tooltip, spoken } = runNode(listedRun(), english);
    for (const text of [tooltip, spoken]) {
      for (const part of ['ε 1.94', 'δ 1e-5', 'PLD', 'one record', 'add or remove one']) expect(text).toContain(part);
    }
  });

  it('marks figures of private data as sensitive, and others not, also for screen readers', () => {
    for (const part of ['tooltip', 'spoken'] as const) {
      expect(runNode(listedRun({ result: metrics({ accuracy: 0.9 }) }), english)[part]).toMatch(/accuracy 0\.9000.*sensitive/);
      expect(runNode(listedRun({ result: metrics({ accuracy: 0.9 }, 'public') }), english)[part]).not.toContain('sensitive');
    }
  });

  it('shows a name with Markdown in it as it is', () => {
    const { tooltip } = runNode(listedRun({ name: '[click](command:evil) **bold** <b>' }), english);
    expect(tooltip).not.toContain('[click](');
    expect(tooltip).not.toContain('<b>');
  });

  it.each(states.map((state) => [state.status, state] as const))('of a run that is %s offers only what fits', (status, state) => {
    const words = runNode({ ...listedRun({ state }), resumable: isResumable(state) }, english).context.split(' ');
    const active = ['queued', 'starting', 'running', 'stopping'].includes(status);
    expect(words).toContain('run');
    expect(words.includes('stoppable')).toBe(active);
    expect(words.includes('resumable')).toBe(['stopped', 'failed', 'lost'].includes(status));
    expect(words.includes('deletable')).toBe(!active);
  });

  it('that ended early and cannot be taken up again is not offered to be', () => {
    expect(runNode(listedRun({ state: { status: 'lost' } }), english).context).not.toContain('resumable');
  });

  it('has an icon of its own for every state', () => {
    const icons = states.map((state) => stateIcon(state).id);
    expect(new Set(icons).size).toBe(states.length);
  });
});

describe('the list of runs', () => {
  const page = (runs: number, matching: number) => runNodes({ runs: Array.from({ length: runs }, (_, i) => listedRun({ id: `run-${i}` })), matching }, english);

  it('that is complete has no further line', () => expect(page(3, 3)).toHaveLength(3));

  it('that is cut ends with a line that asks for the rest', () => {
    const nodes = page(pageSize, 10_000);
    expect(nodes.at(-1)).toMatchObject({ context: 'more', command: { id: 'cloister.showMoreRuns' }, description: '9800 older' });
  });

  it('has lines that can be told apart', () => {
    const nodes = page(50, 100);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });
});
