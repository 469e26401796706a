// Compares the clipped sum of the fast kernels with a loop over single records on the reference kernels, on a run's own model and data.
import type { RunConfig } from '../core/config/runFile';
import { selectRecords, selectUnits, unitCount, type EncodedRecords } from '../core/records';
import { loadDataSet } from '../data/loadDataSet';
import { addClippedGradients } from '../engine/dp/clip';
import { emptyTelemetry } from '../engine/dp/telemetry';
import { createModel } from '../engine/model/createModel';
import type { Model } from '../engine/model/model';
import { ParameterTensors } from '../engine/parameters';
import type { Store } from '../store/store';
import { chooseCompute, openKernels, prepareProcess, type Backend } from './backends';
import { unevenLoad } from './unevenLoad';

/** Clipped sums are exact to this much, relative to the largest element of each parameter's sum. */
export const EXACTNESS_TOLERANCE = 1e-5;

/** Records that are compared, if two units alone have no more; the loop takes up to a second for each. */
const COMPARED_RECORDS = 16;

export interface ExactnessReport {
  /** In how many units of privacy; as many as there are records where every record is a unit. */
  readonly units: number;
  readonly records: number;
  readonly backend: string;
  /** Largest max|difference| / max|expected| over all parameters. */
  readonly worstRelativeError: number;
  readonly worstParameter: string;
  readonly tolerance: number;
}

/** What to compare; the same members that a run has. */
export interface ExactnessJob {
  readonly config: RunConfig;
  readonly baseDirectory: string;
}

/**
 * The expected sum is made the long way: every record's gradient alone and unclipped, added up by unit, and only then measured and
 * scaled, in float64. The clip norm is the median norm, so that about half of the units are clipped. Charges nothing: nothing leaves.
 */
export async function compareWithLoop(store: Store, { config, baseDirectory }: ExactnessJob): Promise<ExactnessReport> {
  const data = await loadDataSet(config.data, config.privacy.unit, baseDirectory, await store.secret(), { cacheDirectory: store.paths.cache });
  const records = spread(data.train);
  const model = createModel(config.model, data.vocabularySize, data.labels.length);
  const parameters = model.initialise(config.training.initSeed);
  const each = await unitGradients(model, parameters, records);
  const norms = each.map(norm);
  const clipNorm = [...norms].sort((a, b) => a - b)[Math.floor(norms.length / 2)];
  const expected = new Float64Array(model.layout.size);
  each.forEach((gradient, u) => add(expected, gradient, Math.min(1, clipNorm / norms[u])));
  const chosen = await chooseCompute(config.compute, config.model, baseDirectory);
  prepareProcess(chosen);
  const actual = await clippedSum(chosen.backend, model, parameters, records, clipNorm);

  const errors = model.layout.slots.map(({ name }) => ({
    name,
    error: relativeError(model.layout.view(actual, name), model.layout.view(expected, name)),
  }));
  const worst = errors.reduce((a, b) => (b.error > a.error ? b : a));
  return { units: each.length, records: records.labels.length, backend: chosen.description, worstRelativeError: worst.error, worstParameter: worst.name, tolerance: EXACTNESS_TOLERANCE };
}

/** Sum of the unclipped gradients of each unit's records, one record at a time on the reference kernels. (U)(parameters) */
async function unitGradients(model: Model, flat: Float32Array, records: EncodedRecords): Promise<Float64Array[]> {
  const sums: Float64Array[] = [];
  for (let u = 0; u < unitCount(records); u++) {
    const unit = selectUnits(records, [u]);
    const sum = new Float64Array(model.layout.size);
    for (const b of unit.labels.keys()) add(sum, await clippedSum({ name: 'cpu' }, model, flat, selectRecords(unit, [b]), null), 1);
    sums.push(sum);
  }
  return sums;
}

async function clippedSum(backend: Backend, model: Model, flat: Float32Array, records: EncodedRecords, clipNorm: number | null): Promise<Float64Array> {
  const kernels = await openKernels(backend);
  const parameters = new ParameterTensors(model.layout, flat);
  const sum = new Float64Array(model.layout.size);
  const balancingLoad = unevenLoad(model.sparse);
  addClippedGradients({ model, kernels, parameters, clipNorm, balancingLoad }, records, sum, emptyTelemetry());
  parameters.dispose();
  return sum;
}

/** Evenly spaced units, at least two where there are as many, with up to {@link COMPARED_RECORDS} records. */
function spread(records: EncodedRecords): EncodedRecords {
  const total = unitCount(records);
  for (let taken = Math.min(COMPARED_RECORDS, total); ; taken--) {
    const chosen = selectUnits(records, Array.from({ length: taken }, (_, i) => Math.floor((i * total) / taken)));
    if (taken <= 2 || chosen.labels.length <= COMPARED_RECORDS) return chosen;
  }
}

/** target += weight · values */
function add(target: Float64Array, values: Float64Array, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] += weight * values[i];
}

const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

function relativeError(actual: Float64Array, expected: Float64Array): number {
  const scale = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const difference = expected.reduce((max, x, i) => Math.max(max, Math.abs(x - actual[i])), 0);
  return difference === 0 ? 0 : difference / scale;
}
