// Runs as the list has them, made from the example of the store's tests.
import type { Run } from '../../src/protocol/run';
import type { ListedRun } from '../../src/services/views/runList';
import { exampleRun } from '../store/examples';

const spent = { ...exampleRun.plan.guarantee, epsilon: { pld: 1.9312, rdp: 2.2, rdpOrder: 8 } };

export const listedRun = (changes: Partial<Run> = {}, spending = spent): ListedRun => ({
  run: {
    ...exampleRun,
    id: 'amber-otter-7k2',
    state: { status: 'running' },
    createdAt: 0,
    startedAt: 0,
    endedAt: undefined,
    process: undefined,
    heartbeatAt: 0,
    step: 42,
    attempt: 1,
    trainer: undefined,
    result: undefined,
    ...changes,
  },
  spent: spending,
  resumable: false,
});
