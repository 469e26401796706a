// Small wheels for tests, with the facts by which they are pinned.
import { createHash } from 'node:crypto';
import type { RuntimeRecipe, Wheel } from '../../src/runtime/wheels';
import { zip } from './zip';

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

export const pinned = (file: string, content: Uint8Array): Wheel => ({
  project: file.split('-')[0].replaceAll('_', '-'),
  file,
  bytes: content.length,
  sha256: sha256(content),
});

/** Looks like TensorFlow's wheel from outside; its libraries are text, which no system loads. */
export const tensorFlowFile = 'tensorflow_test-1.0-none.whl';
export const tensorFlowWheel: Uint8Array = zip([
  { name: 'tensorflow/libtensorflow_cc.so.2', content: 'no library' },
  { name: 'tensorflow/libtensorflow_framework.so.2', content: 'no library either' },
  { name: 'tensorflow/include/tensorflow/c/c_api.h', content: '#error no header\n' },
  { name: 'tensorflow/python/module.py', content: 'not needed' },
]);

export const recipe: RuntimeRecipe = { name: 'tensorflow-test-1.0', kind: 'cpu', tensorFlow: '1.0', wheels: [pinned(tensorFlowFile, tensorFlowWheel)] };
