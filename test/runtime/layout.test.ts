// Which entries of the wheels a runtime takes, and where they go.
import { mkdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkLibraries, placeOf } from '../../src/runtime/layout';
import { temporaryDirectory } from '../store/temporary';

describe('the place of an entry', () => {
  it.each([
    ['tensorflow/libtensorflow_cc.so.2', 'deps/lib/libtensorflow_cc.so.2'],
    ['tensorflow/libtensorflow_framework.so.2', 'deps/lib/libtensorflow_framework.so.2'],
    ['tensorflow/include/tensorflow/c/eager/c_api.h', 'deps/include/tensorflow/c/eager/c_api.h'],
    ['tensorflow/include/tensorflow/core/platform/ctstring_internal.h', 'deps/include/tensorflow/core/platform/ctstring_internal.h'],
    ['nvidia/cublas/lib/libcublas.so.12', 'deps/nvidia/cublas/lib/libcublas.so.12'],
    ['nvidia/cudnn/lib/libcudnn.so.9', 'deps/nvidia/cudnn/lib/libcudnn.so.9'],
  ])('%s is %s', (entry, place) => expect(placeOf(entry)).toBe(place));

  it.each([
    'tensorflow/python/_pywrap_tfe.so',
    'tensorflow/include/tensorflow/core/framework/tensor.h',
    'nvidia/cublas/include/cublas.h',
    'nvidia/__init__.py',
    'tensorflow_cpu-2.20.0.dist-info/RECORD',
    'other/libtensorflow_cc.so.2',
  ])('%s is none', (entry) => expect(placeOf(entry)).toBeUndefined());
});

describe('the libraries', () => {
  it('get the names that the addon is linked with', async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'deps', 'lib'), { recursive: true });
    for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) await writeFile(join(folder, 'deps', 'lib', name), '');
    await linkLibraries(folder);
    expect(await readlink(join(folder, 'deps', 'lib', 'libtensorflow.so'))).toBe('libtensorflow_cc.so.2');
    expect(await readlink(join(folder, 'deps', 'lib', 'libtensorflow_framework.so'))).toBe('libtensorflow_framework.so.2');
  });

  it('that no wheel held are named', async () => {
    await expect(linkLibraries(await temporaryDirectory())).rejects.toThrow('do not hold TensorFlow\'s library libtensorflow_cc.so.2');
  });
});
