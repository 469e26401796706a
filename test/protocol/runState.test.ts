// The life of a run: every legal step leads where the drawing says, and every other one is refused.
import { describe, expect, it } from 'vitest';
import { accepts, isActive, isResumable, transition, type RunEvent, type RunState } from '../../src/protocol/runState';

const states: RunState[] = [
  { status: 'created' },
  { status: 'starting' },
  { status: 'queued' },
  { status: 'running' },
  { status: 'stopping' },
  { status: 'finished' },
  { status: 'stopped', reason: 'requested' },
  { status: 'failed', message: 'no memory' },
  { status: 'lost' },
];

const events: RunEvent[] = [
  { type: 'start', whenBusy: 'beside' },
  { type: 'started' },
  { type: 'requestStop' },
  { type: 'finish' },
  { type: 'stop', reason: 'interrupted' },
  { type: 'fail', message: 'disk full' },
  { type: 'lose' },
  { type: 'resume', whenBusy: 'beside' },
];

/** The drawing as a table, written down independently: state, event, next state. */
const drawing: Record<string, Record<string, RunState>> = {
  created: { start: { status: 'starting' }, fail: { status: 'failed', message: 'disk full' }, lose: { status: 'lost' } },
  starting: {
    started: { status: 'running' },
    requestStop: { status: 'stopping' },
    fail: { status: 'failed', message: 'disk full' },
    lose: { status: 'lost' },
  },
  queued: {
    started: { status: 'running' },
    requestStop: { status: 'stopping' },
    stop: { status: 'stopped', reason: 'interrupted' },
    fail: { status: 'failed', message: 'disk full' },
    lose: { status: 'lost' },
  },
  running: {
    requestStop: { status: 'stopping' },
    finish: { status: 'finished' },
    stop: { status: 'stopped', reason: 'interrupted' },
    fail: { status: 'failed', message: 'disk full' },
    lose: { status: 'lost' },
  },
  stopping: {
    started: { status: 'stopping' },
    requestStop: { status: 'stopping' },
    finish: { status: 'finished' },
    stop: { status: 'stopped', reason: 'interrupted' },
    fail: { status: 'failed', message: 'disk full' },
    lose: { status: 'lost' },
  },
  finished: {},
  stopped: { resume: { status: 'starting' } },
  failed: { resume: { status: 'starting' } },
  lost: { resume: { status: 'starting' } },
};

describe('transition', () => {
  const pairs = states.flatMap((state) => events.map((event) => ({ state, event, status: state.status, type: event.type })));

  it.each(pairs)('of a $status run by $type', ({ state, event }) => {
    const next = drawing[state.status][event.type];
    expect(accepts(state, event.type)).toBe(next !== undefined);
    if (next === undefined) expect(() => transition(state, event)).toThrow(`A run that is ${state.status} cannot ${event.type}.`);
    else expect(transition(state, event)).toEqual(next);
  });
});

it('a run that is to queue waits first, whether it is new or resumed', () => {
  expect(transition({ status: 'created' }, { type: 'start', whenBusy: 'queue' })).toEqual({ status: 'queued' });
  expect(transition({ status: 'lost' }, { type: 'resume', whenBusy: 'queue' })).toEqual({ status: 'queued' });
});

it('a run is active while a trainer exists or is about to', () => {
  expect(states.filter(isActive).map(({ status }) => status)).toEqual(['starting', 'queued', 'running', 'stopping']);
});

it('a run that ended early is resumable', () => {
  expect(states.filter(isResumable).map(({ status }) => status)).toEqual(['stopped', 'failed', 'lost']);
});
