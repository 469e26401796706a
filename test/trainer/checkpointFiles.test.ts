// Checkpoint files: complete or absent, and only what was written is read again.
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { poissonSampledGaussian, selfComposition } from '../../src/core/privacy/mechanism';
import { parseMechanism } from '../../src/core/privacy/mechanismJson';
import { ReleasedAverages } from '../../src/engine/dp/releasedAverages';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import { ParameterLayout } from '../../src/engine/parameters';
import { decodeTensors } from '../../src/engine/safetensors';
import type { Checkpoint } from '../../src/protocol/run';
import { readCheckpoint, writeCheckpoint, type TrainingState } from '../../src/trainer/checkpointFiles';
import { exampleRun } from '../store/examples';
import { temporaryDirectory } from '../store/temporary';

function newState(widths: readonly number[] = [2, 3]): TrainingState {
  const layout = new ParameterLayout([['w', widths], ['b', [2]]]);
  return { layout, parameters: new Float32Array(layout.size), optimizer: createOptimizer({ name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, layout.size) };
}

function trainedState(): TrainingState {
  const state = newState();
  for (const g of [1, -2, 3]) state.optimizer.update(state.parameters, new Float64Array(state.layout.size).fill(g), 0.1);
  return state;
}

async function written(folder: string): Promise<Checkpoint> {
  return { ...(await writeCheckpoint(folder, 'run-1', 30, exampleRun.plan, trainedState())), createdAt: 0 };
}

describe('a checkpoint', () => {
  it('brings back parameters and optimizer exactly', async () => {
    const folder = await temporaryDirectory();
    const state = newState();
    await readCheckpoint(folder, await written(folder), state);
    const expected = trainedState();
    expect(state.parameters).toEqual(expected.parameters);
    expect(state.optimizer.state).toEqual(expected.optimizer.state);
    expect(state.optimizer.steps).toBe(3);
  });

  it('brings back the averages of what was released, from which balancing goes on', async () => {
    const folder = await temporaryDirectory();
    const averages = (): ReleasedAverages => new ReleasedAverages({ routingLoad: 0.1, clippedShare: 0.1, layers: 1, experts: 2 });
    const released = averages();
    for (const share of [0.9, 0.7]) released.add({ expertLoad: [Float32Array.of(share, 1 - share)], clippedShare: share / 2 });
    const checkpoint = { ...(await writeCheckpoint(folder, 'run-1', 2, exampleRun.plan, { ...newState(), released })), createdAt: 0 };
    const state = { ...newState(), released: averages() };
    await readCheckpoint(folder, checkpoint, state);
    expect(state.released.figures()).toEqual(released.figures());
    expect(state.released.steps).toBe(2);
  });

  it('without such averages is refused by a run that goes on from them', async () => {
    const folder = await temporaryDirectory();
    const released = new ReleasedAverages({ routingLoad: 0.1, clippedShare: 0, layers: 1, experts: 2 });
    await expect(readCheckpoint(folder, await written(folder), { ...newState(), released })).rejects.toThrow(/no values for "released.sums"/);
  });

  it('says what its parameters cost', async () => {
    const folder = await temporaryDirectory();
    const { path } = await written(folder);
    const { metadata } = decodeTensors(await readFile(join(folder, path)), path);
    expect(parseMechanism(JSON.parse(metadata.mechanism))).toEqual(selfComposition(poissonSampledGaussian({ noiseMultiplier: 1, samplingRate: 0.01 }), 30));
  });

  it('leaves no other file behind', async () => {
    const folder = await temporaryDirectory();
    await written(folder);
    expect(await readdir(join(folder, 'run-1'))).toEqual(['step-000030.safetensors']);
  });

  it('that was changed is refused', async () => {
    const folder = await temporaryDirectory();
    const checkpoint = await written(folder);
    const bytes = await readFile(join(folder, checkpoint.path));
    bytes[bytes.length - 1] ^= 1;
    await writeFile(join(folder, checkpoint.path), bytes);
    await expect(readCheckpoint(folder, checkpoint, newState())).rejects.toThrow(/step-000030.*SHA-256/);
  });

  it('that was cut short is refused', async () => {
    const folder = await temporaryDirectory();
    const checkpoint = await written(folder);
    await truncate(join(folder, checkpoint.path), 40);
    await expect(readCheckpoint(folder, checkpoint, newState())).rejects.toThrow(/SHA-256/);
  });

  it('that is missing is refused', async () => {
    const folder = await temporaryDirectory();
    await expect(readCheckpoint(folder, { runId: 'r', step: 1, path: 'r/none', sha256: '', createdAt: 0 }, newState())).rejects.toThrow(/none cannot be read/);
  });

  it('of another model is refused, naming the tensor', async () => {
    const folder = await temporaryDirectory();
    await expect(readCheckpoint(folder, await written(folder), newState([5, 3]))).rejects.toThrow(/6 values for "w".*15/);
  });

  it('that cannot be written says where', async () => {
    const folder = join(await temporaryDirectory(), 'file');
    await writeFile(folder, '');
    await expect(written(folder)).rejects.toThrow(/checkpoint .*file.run-1.* cannot be written/);
  });
});
