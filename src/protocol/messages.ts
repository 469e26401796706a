// Checks every message between the extension and its pages; what does not fit is an error that says so.
import english from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import type { RunConfig } from '../core/config/runFile';
import type { TrainingPlan } from '../core/plan';
import type { Guarantee } from '../core/privacy/guarantee';
import type { Sensitivity } from '../core/sensitivity';
import type { ScalarBuckets, ScalarView, VectorBuckets, VectorKind, VectorView } from './buckets';
import type { ComparedRun, FromCompare, ToCompare } from './compare';
import type { DashboardBudget, DashboardRun, DashboardSnapshot, DashboardTail, FromDashboard, ToDashboard } from './dashboard';
import { labelled, type Labelled } from './labelled';
import type { RunState } from './runState';

// The policy of the pages forbids code made at run time, and even the attempt is reported. English says what is wrong, for the log.
z.config({ jitless: true, ...english() });

type Schema<T> = z.ZodMiniType<T>;

/**
 * Messages travel as JSON with typed arrays beside it. So a member that is undefined arrives missing, and a number that JSON
 * cannot hold arrives as null: ∞ where it is an ε, NaN where it is a measurement.
 */
const epsilon: Schema<number> = z.pipe(z.nullable(z.custom<number>(isNumber, 'must be a number')), z.transform((value) => value ?? Infinity));
const measurement: Schema<number> = z.pipe(z.nullable(z.custom<number>(isNumber, 'must be a number')), z.transform((value) => value ?? NaN));
const orUndefined = <T>(schema: Schema<T>): Schema<T | undefined> => z.optional(schema);
const step = z.int().check(z.nonnegative());
const runId = z.string().check(z.minLength(1));

/** What the store has checked when it was written and pages only show: any object. */
const checkedBefore = <T extends object>(what: string): Schema<T> =>
  z.custom<T>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), `must be ${what}`);

const sensitivity: Schema<Sensitivity> = z.enum(['public', 'released', 'sensitive']);

/** Puts the label back on a value, which it lost as a type on its way. */
const withLabel = <T>(value: Schema<T>): Schema<Labelled<T>> =>
  z.pipe(z.object({ sensitivity, value }), z.transform((item) => labelled(item.sensitivity, item.value)));

const typedArray = <T>(type: new (length: number) => T): Schema<T> => z.custom<T>((value) => value instanceof type, `must be a ${type.name}`);

const scalarBuckets: Schema<ScalarBuckets> = z
  .object({ steps: typedArray(Int32Array), min: typedArray(Float64Array), max: typedArray(Float64Array), last: typedArray(Float64Array) })
  .check(z.refine(({ steps, min, max, last }) => [min, max, last].every((column) => column.length === steps.length), 'columns must be as long as steps'));

const scalarView: Schema<ScalarView> = z.object({ name: z.string(), sensitivity, width: z.int().check(z.positive()), buckets: withLabel(scalarBuckets) });

const vectorBuckets: Schema<VectorBuckets> = z
  .object({ experts: z.int().check(z.positive()), steps: typedArray(Int32Array), mean: typedArray(Float32Array), min: typedArray(Float32Array), max: typedArray(Float32Array) })
  .check(z.refine(({ experts, steps, mean, min, max }) => [mean, min, max].every((rows) => rows.length === steps.length * experts), 'rows must be steps × experts long'));

const vectorKind: Schema<VectorKind> = z.enum(['expertLoad', 'releasedExpertLoad', 'expertGradientNorm', 'expertSignalToNoise']);
const vectorSeries = z.array(z.object({ kind: vectorKind, layer: step }));
const vectorView: Schema<VectorView> = z.object({ kind: vectorKind, layer: step, sensitivity, width: z.int().check(z.positive()), buckets: withLabel(vectorBuckets) });

const guarantee: Schema<Guarantee> = z.object({
  epsilon: z.object({ pld: epsilon, rdp: epsilon, rdpOrder: epsilon }),
  delta: z.number(),
  unit: z.union([z.literal('record'), z.object({ column: z.string(), maxRecords: z.int().check(z.positive()) })]),
  neighbouringRelation: z.literal('addOrRemoveOne'),
});

/** The states are the extension's own; a page that is older than the extension meets one that it does not know, and says so. */
const runState = checkedBefore<RunState>('the state of a run');
const metrics = orUndefined(withLabel(z.record(z.string(), measurement)));
const releasedAccuracy = orUndefined(
  withLabel(z.object({ correct: z.int(), incorrect: z.int(), value: z.number(), low: z.number(), high: z.number() })),
);
const auditResult = orUndefined(
  withLabel(z.object({ canaries: z.int(), guesses: z.int(), confidence: z.number(), correct: z.int(), delta: z.number(), lowerBound: epsilon })),
);
const declared = z.enum(['private', 'publicDemonstration']);
const config = checkedBefore<RunConfig>('a configuration');

const dashboardRun: Schema<DashboardRun> = z.object({
  id: runId,
  name: z.string(),
  state: runState,
  step,
  attempt: z.int(),
  config,
  plan: z.pipe(
    z.looseObject({ guarantee }),
    z.transform((plan) => plan as unknown as TrainingPlan),
  ),
  dataSet: z.object({ name: z.string(), declared }),
  createdAt: z.number(),
  startedAt: orUndefined(z.number()),
  endedAt: orUndefined(z.number()),
  spent: guarantee,
  metrics,
  releasedAccuracy,
  resumable: z.boolean(),
  backend: orUndefined(z.string()),
  audit: auditResult,
});

const plannedEpsilon = z.object({ step, epsilon });
const ledgerForecast = z.object({ start: plannedEpsilon, now: plannedEpsilon, end: plannedEpsilon, capReachedAt: orUndefined(step) });

const budget: Schema<DashboardBudget | undefined> = orUndefined(
  z.object({ cap: epsilon, delta: z.number(), spent: epsilon, committed: epsilon, remaining: epsilon, order: z.number(), enforcement: z.enum(['hard', 'advisory']), forecast: orUndefined(ledgerForecast) }),
);

const snapshot: Schema<DashboardSnapshot> = z.object({ run: dashboardRun, budget, scalars: z.array(scalarView), vectorSeries });
const tail: Schema<DashboardTail> = z.object({ run: dashboardRun, budget, fromStep: step, scalars: z.array(scalarView), vectors: z.array(vectorView) });
const unavailable = z.object({ type: z.literal('unavailable'), message: z.string() });
const ready = z.strictObject({ type: z.literal('ready') });

const toDashboard: Schema<ToDashboard> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), snapshot }),
  z.object({ type: z.literal('tail'), tail }),
  z.object({ type: z.literal('planned'), points: z.array(z.object({ step, epsilon })) }),
  z.object({ type: z.literal('vectors'), vectors: z.array(vectorView) }),
  z.object({ type: z.literal('range'), request: z.int(), scalars: z.array(scalarView) }),
  unavailable,
]);

const fromDashboard: Schema<FromDashboard> = z.discriminatedUnion('type', [
  ready,
  z.strictObject({ type: z.literal('watchVectors'), series: vectorSeries }),
  z
    .strictObject({ type: z.literal('zoom'), request: z.int(), names: z.array(z.string()), fromStep: step, toStep: step })
    .check(z.refine(({ fromStep, toStep }) => fromStep < toStep, 'fromStep must lie before toStep')),
  z.strictObject({
    type: z.literal('command'),
    command: z.enum(['stopRun', 'resumeRun', 'showLog', 'showStatement', 'compareRuns', 'exportRun']),
  }),
]);

const comparedRun: Schema<ComparedRun> = z.object({
  id: runId,
  name: z.string(),
  state: runState,
  step,
  steps: step,
  createdAt: z.number(),
  config,
  dataSet: z.object({ name: z.string(), digest: z.string(), declared }),
  noiseMultiplier: z.number(),
  samplingRate: z.number(),
  spent: guarantee,
  metrics,
  releasedAccuracy,
  audit: auditResult,
});

const toCompare: Schema<ToCompare> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('runs'), runs: z.array(comparedRun), selected: orUndefined(z.array(runId)) }),
  z.object({ type: z.literal('changed'), runs: z.array(comparedRun) }),
  z.object({ type: z.literal('curves'), runId, scalars: z.array(scalarView) }),
  unavailable,
]);

const fromCompare: Schema<FromCompare> = z.discriminatedUnion('type', [
  ready,
  z.strictObject({ type: z.literal('select'), runIds: z.array(runId) }),
  z.strictObject({ type: z.literal('openDashboard'), runId }),
  z.strictObject({ type: z.literal('export'), runIds: z.array(runId), format: z.enum(['csv', 'json']), includeSensitive: z.boolean() }),
]);

/** @throws Error naming the member that does not fit */
export const parseToDashboard = (message: unknown): ToDashboard => parsed(toDashboard, message, 'dashboard');
/** @throws Error naming the member that does not fit */
export const parseFromDashboard = (message: unknown): FromDashboard => parsed(fromDashboard, message, 'extension');
/** @throws Error naming the member that does not fit */
export const parseToCompare = (message: unknown): ToCompare => parsed(toCompare, message, 'compare page');
/** @throws Error naming the member that does not fit */
export const parseFromCompare = (message: unknown): FromCompare => parsed(fromCompare, message, 'extension');

function parsed<T>(schema: Schema<T>, message: unknown, receiver: string): T {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const { path, message: what } = result.error.issues[0];
  throw new Error(`The ${receiver} got a message that it does not understand: ${[typeOf(message), ...path].join('.')}: ${what}`);
}

const typeOf = (message: unknown): string =>
  typeof message === 'object' && message !== null && 'type' in message ? String(message.type) : typeof message;

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
