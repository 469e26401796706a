// A real installation from TensorFlow's wheel, which CLOISTER_TENSORFLOW_WHEEL names; without it there is nothing to install from.
import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import { findRuntimes } from '../../src/runtime/find';
import { installRuntime } from '../../src/runtime/install';
import { listRuntimes } from '../../src/runtime/installed';
import { loadTensorFlow, prepareEnvironment } from '../../src/runtime/load';
import { recipeFor } from '../../src/runtime/wheels';
import { temporaryDirectory } from '../store/temporary';
import { indexServer } from './indexServer';
import { temporaryRuntimes } from './runtimesFolder';

const wheel = process.env.CLOISTER_TENSORFLOW_WHEEL;
const options = { signal: new AbortController().signal, onProgress: (): void => undefined };

describe.skipIf(wheel === undefined)('TensorFlow', { timeout: 300_000 }, () => {
  it('is installed from an index after a cut, replaces itself from a file, and computes in float32', async () => {
    const folder = await temporaryRuntimes();
    const recipe = recipeFor('cpu');
    const server = await indexServer({ [basename(recipe.wheels[0].file)]: await readFile(wheel!) });
    server.faults.push({ type: 'cut', after: 1_000_000 });
    const first = await installRuntime(recipe, { ...options, index: server.url });
    expect(first).toMatchObject({ name: recipe.name, kind: 'cpu', tensorFlow: recipe.tensorFlow, folder: join(folder, recipe.name) });

    const second = await installRuntime(recipe, { ...options, files: [wheel!] });
    const { gpu, ...kept } = second;
    expect(gpu).toBe(false);
    expect(await listRuntimes()).toEqual([kept]);
    expect(await readdir(folder)).toEqual([recipe.name]);

    const { chosen } = await findRuntimes(await temporaryDirectory());
    expect(chosen).toMatchObject({ name: recipe.name, usable: true, tensorFlow: recipe.tensorFlow, gpu: false });

    prepareEnvironment(1);
    tf.enableProdMode();
    const backend = loadTensorFlow(chosen!.addon);
    tf.registerBackend('tensorflow', () => backend);
    await tf.setBackend('tensorflow');
    // Tensors of this copy of tfjs, kernels of the bundle: 1 · 3 + 2 · 4.
    expect(tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]).toBe(11);
  });
});
