// Compares the clipped sum of the fast kernels with a loop over single records on the reference kernels, on a run's own model and data.
import type { RunConfig } from '../core/config/runFile';
import { selectRecords, type EncodedRecords } from '../core/records';
import { loadDataSet } from '../data/loadDataSet';
import { openBackend, type BackendName } from '../engine/backend';
import { addClippedGradients } from '../engine/dp/clip';
import { emptyTelemetry, type BatchTelemetry } from '../engine/dp/telemetry';
import { createModel } from '../engine/model/createModel';
import type { Model } from '../engine/model/model';
import { ParameterTensors } from '../engine/parameters';
import type { Store } from '../store/store';
import { chooseBackend } from './resources';
import { unevenLoad } from './unevenLoad';
import { readWasmAssets } from './wasmAssets';

/** Clipped sums are exact to this much, relative to the largest element of each parameter's sum. */
export const EXACTNESS_TOLERANCE = 1e-5;

/** Records that are compared; the loop takes up to a second for each. */
const COMPARED_RECORDS = 16;

export interface ExactnessReport {
  readonly records: number;
  readonly backend: BackendName;
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

/** The clip norm is set to the median gradient norm, so that about half of the records are clipped. Charges nothing: nothing leaves. */
export async function compareWithLoop(store: Store, { config, baseDirectory }: ExactnessJob): Promise<ExactnessReport> {
  const data = await loadDataSet(config.data, config.privacy.unit, baseDirectory, await store.secret(), { cacheDirectory: store.paths.cache });
  const records = spread(data.train, COMPARED_RECORDS);
  const model = createModel(config.model, data.vocabularySize, data.labels.length);
  const parameters = model.initialise(config.training.initSeed);
  const singles = Array.from(records.labels.keys(), (b) => selectRecords(records, [b]));

  const norms = (await clippedSum('cpu', model, parameters, singles, 1)).telemetry.norms.sort((a, b) => a - b);
  const clipNorm = norms[Math.floor(norms.length / 2)];
  const expected = await clippedSum('cpu', model, parameters, singles, clipNorm);
  const backend = chooseBackend(config.compute);
  const actual = await clippedSum(backend, model, parameters, [records], clipNorm);

  const errors = model.layout.slots.map(({ name }) => ({
    name,
    error: relativeError(model.layout.view(actual.sum, name), model.layout.view(expected.sum, name)),
  }));
  const worst = errors.reduce((a, b) => (b.error > a.error ? b : a));
  return { records: records.labels.length, backend, worstRelativeError: worst.error, worstParameter: worst.name, tolerance: EXACTNESS_TOLERANCE };
}

async function clippedSum(
  backend: BackendName,
  model: Model,
  flat: Float32Array,
  batches: readonly EncodedRecords[],
  clipNorm: number,
): Promise<{ sum: Float64Array; telemetry: BatchTelemetry }> {
  const kernels = await openBackend(backend, readWasmAssets());
  const parameters = new ParameterTensors(model.layout, flat);
  const sum = new Float64Array(model.layout.size);
  const telemetry = emptyTelemetry();
  const balancingLoad = unevenLoad(model.sparse);
  for (const batch of batches) addClippedGradients({ model, kernels, parameters, clipNorm, balancingLoad }, batch, sum, telemetry);
  parameters.dispose();
  return { sum, telemetry };
}

/** Up to `count` records, evenly spaced over all. */
function spread(records: EncodedRecords, count: number): EncodedRecords {
  const total = records.labels.length;
  const taken = Math.min(count, total);
  return selectRecords(records, Array.from({ length: taken }, (_, i) => Math.floor((i * total) / taken)));
}

function relativeError(actual: Float64Array, expected: Float64Array): number {
  const scale = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  const difference = expected.reduce((max, x, i) => Math.max(max, Math.abs(x - actual[i])), 0);
  return difference === 0 ? 0 : difference / scale;
}
