// The kernels as guests on the tensor library's heap: counted tensors, no data of their own, and no access outside a tensor.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kernels } from '../../../src/engine/kernels/kernels';
import { idsBelow, matrix, openKernels, readVariant, segmentsOf, variants, vector } from './batches';
import { stepVariants } from './stepBench';

let wasm: Kernels;
beforeAll(async () => {
  wasm = await openKernels('kernels.wasm');
});

/** Numbers of the sections of a module. See the WebAssembly core specification, 5.5.2. */
function sections(binary: Uint8Array): number[] {
  const found: number[] = [];
  let at = 8;
  while (at < binary.length) {
    found.push(binary[at++]);
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    at += size;
  }
  return found;
}

describe.each([...variants, ...stepVariants])('%s', (variant) => {
  const codeSection = 10;
  const dataSection = 11;

  it('has no data section, which would overwrite what lies in its memory', () => {
    const found = sections(readVariant(variant));
    expect(found).toContain(codeSection);
    expect(found).not.toContain(dataSection);
  });
});

describe('tensors', () => {
  it('are counted, and disposed by tidy', () => {
    const segments = segmentsOf([3, 4]);
    const x = matrix(7, 5, 1);
    const before = tf.memory();
    tf.tidy(() => {
      wasm.route(wasm.matMul(x, matrix(5, 4, 2)), Infinity, segments);
      expect(tf.memory().numTensors).toBe(before.numTensors + 9);
    });
    expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
  });

  it('are disposed one by one', () => {
    const x = matrix(7, 5, 1);
    const before = tf.memory().numTensors;
    const y = wasm.relu(x);
    expect(tf.memory().numTensors).toBe(before + 1);
    y.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('keep their values when the heap grows', () => {
    const x = matrix(64, 64, 1);
    const small = wasm.matMul(x, x).dataSync();
    const filler = tf.zeros([64, 1024, 1024]);
    const values = wasm.matMul(x, x).dataSync();
    filler.dispose();
    expect(values).toEqual(small);
  });

  it('of a record much longer than before get a larger workspace', () => {
    const norms = [4, 700].map((length) => {
      const segments = segmentsOf([length]);
      return wasm.linearGradient(tf.ones([length, 300]), tf.ones([length, 300]), segments).squaredNorms().dataSync()[0];
    });
    expect(norms).toEqual([16 * 90_000, 490_000 * 90_000].map(Math.fround));
  });
});

it('says so when the heap is full', () => {
  const column = tf.zeros<tf.Rank.R2>([50_000, 1]);
  expect(() => wasm.matMul(column, column, false, true)).toThrow('The tensor heap has no room for 10000000000 more bytes');
});

describe('wrong arguments', () => {
  it('are refused with name and shape', () => {
    expect(() => wasm.matMul(matrix(2, 3, 1), matrix(2, 3, 2))).toThrow('b must be float32 [3, 3], but is float32 [2, 3].');
    expect(() => wasm.linearGradient(matrix(7, 2, 1), matrix(7, 2, 2), segmentsOf([3, 4])).sum(vector(3, 2))).toThrow('weights must be float32 [2]');
  });

  it('are refused when an id is outside the table', () => {
    const ids = tf.tensor1d([0, 2, 3], 'int32');
    expect(() => wasm.embed(matrix(3, 4, 1), ids, 1)).toThrow('ids[2] is not in [0, 3).');
    expect(() => wasm.embeddingGradient(ids, matrix(3, 4, 1), null, segmentsOf([3]), 1, 3)).toThrow('ids[2] is not in [0, 3).');
  });

  it('are refused when a label is not a class', () => {
    expect(() => wasm.crossEntropy(matrix(2, 3, 1), tf.tensor1d([0, -1], 'int32'))).toThrow('labels[1] is not in [0, 3).');
  });

  it('are refused when a distance has no bias', () => {
    const shape = { numHeads: 1, dKv: 2, scale: 1 };
    expect(() => wasm.attention(matrix(5, 6, 1), matrix(1, 7, 2), shape, segmentsOf([5]))).toThrow('at least 9');
  });
});

it('takes an empty pack', () => {
  const segments = segmentsOf([]);
  expect(wasm.linearGradient(matrix(0, 3, 1), matrix(0, 2, 2), segments).squaredNorms().shape).toEqual([0]);
  expect(wasm.embed(matrix(3, 4, 1), idsBelow(3, 0, 1), 1).shape).toEqual([0, 4]);
});

it('lets NaN through relu, so that a broken record is seen', () => {
  const y = wasm.relu(tf.tensor2d([[NaN, -1, 2, NaN, 1, NaN]])).dataSync();
  expect([...y]).toEqual([NaN, 0, 2, NaN, 1, NaN]);
});
