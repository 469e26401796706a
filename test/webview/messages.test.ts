import { describe, expect, it } from 'vitest';
import type { ToDashboard } from '../../src/protocol/dashboard';
import { labelled, revealed } from '../../src/protocol/labelled';
import { parseFromCompare, parseFromDashboard, parseToCompare, parseToDashboard } from '../../src/protocol/messages';
import { comparedRun } from './comparedRuns';
import { sampleSnapshot, sampleVectors } from './dashboardRuns';

/** What a message is after its way to a page: JSON, with typed arrays beside it. */
function sent(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(sent);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, sent(member)]).filter(([, member]) => member !== undefined));
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}

const releasedAccuracy = labelled('released', { correct: 88, incorrect: -2, value: 1, low: 0.93, high: 1 });
const snapshot = sampleSnapshot({ state: { status: 'running' }, step: 20, width: 2, layers: 1 });

describe('messages that are as they should be', () => {
  it.each<[string, ToDashboard]>([
    ['snapshot', { type: 'snapshot', snapshot }],
    ['tail', { type: 'tail', tail: { run: snapshot.run, budget: undefined, fromStep: 8, scalars: snapshot.scalars, vectors: sampleVectors(snapshot.vectorSeries, 4, 20, 2) } }],
    ['planned', { type: 'planned', points: [{ step: 0, epsilon: 0 }, { step: 1000, epsilon: 1.8 }] }],
    ['range', { type: 'range', request: 3, scalars: [] }],
    ['unavailable', { type: 'unavailable', message: 'deleted' }],
  ])('arrive at the dashboard as they were: %s', (_name, message) => {
    expect(sent(parseToDashboard(sent(message)))).toEqual(sent(message));
  });

  it('keep an ε of infinity and a figure that is no number', () => {
    const spent = { ...snapshot.run.spent, epsilon: { pld: Infinity, rdp: Infinity, rdpOrder: Infinity } };
    const run = { ...snapshot.run, spent, metrics: { sensitivity: 'sensitive', value: { auc: NaN } } };
    const arrived = parseToDashboard(sent({ type: 'snapshot', snapshot: { ...snapshot, run } }));
    if (arrived.type !== 'snapshot') throw new Error('It became another message.');
    expect(arrived.snapshot.run.spent.epsilon.pld).toBe(Infinity);
    expect(revealed(arrived.snapshot.run.metrics!).auc).toBeNaN();
  });

  it('arrive at the compare page as they were', () => {
    const message = { type: 'runs', runs: [comparedRun(0, { releasedAccuracy }), comparedRun(3)], selected: undefined };
    expect(sent(parseToCompare(sent(message)))).toEqual(sent(message));
  });

  it('arrive at the extension as they were', () => {
    const zoom = { type: 'zoom', request: 1, names: ['loss'], fromStep: 3, toStep: 9 };
    expect(parseFromDashboard(zoom)).toEqual(zoom);
    const asked = { type: 'export', runIds: ['a'], format: 'csv', includeSensitive: false };
    expect(parseFromCompare(asked)).toEqual(asked);
  });
});

describe('messages that are not as they should be', () => {
  it.each([
    ['of an unknown type', parseToDashboard, { type: 'news' }, /dashboard got .*type/],
    ['that are no objects', parseToDashboard, 'hello', /string/],
    ['with columns of different lengths', parseToDashboard, { type: 'range', request: 1, scalars: [{ name: 'loss', sensitivity: 'sensitive', width: 1, buckets: { sensitivity: 'sensitive', value: { steps: new Int32Array(2), min: new Float64Array(2), max: new Float64Array(2), last: new Float64Array(1) } } }] }, /columns must be as long as steps/],
    ['with plain lists for columns', parseToDashboard, { type: 'range', request: 1, scalars: [{ name: 'loss', sensitivity: 'sensitive', width: 1, buckets: { sensitivity: 'sensitive', value: { steps: [1], min: [1], max: [1], last: [1] } } }] }, /Int32Array/],
    ['with a command of their own', parseFromDashboard, { type: 'command', command: 'deleteRun' }, /extension got .*command/],
    ['with members that nobody reads', parseFromDashboard, { type: 'ready', runId: 'x' }, /runId/],
    ['with an empty range', parseFromDashboard, { type: 'zoom', request: 1, names: [], fromStep: 5, toStep: 5 }, /fromStep must lie before toStep/],
    ['with a format that does not exist', parseFromCompare, { type: 'export', runIds: [], format: 'xlsx', includeSensitive: false }, /format/],
  ])('are refused with the place: %s', (_name, parse, message, expected) => {
    expect(() => parse(message)).toThrow(expected);
  });
});
