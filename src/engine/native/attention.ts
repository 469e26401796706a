// Attention inside each record by TensorFlow's batched products.
import { scalar, tensor1d, tidy, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Attention, Kernels } from '../kernels/kernels';
import { paddingOf } from './padding';
import type { Operations } from './tensorFlow';

export type AttentionKernels = Pick<Kernels, 'attention'>;

export function attentionKernels(operations: Operations): AttentionKernels {
  const { add, sub, mul, sum, batchMatMul, reshape, transpose, gather, concat, pack, unpack, slice, reverse, pad } = operations;

  /** Bias of every pair of positions: key j, query i takes column j - i + (D - 1) / 2. distanceBias (H, D) → (1, H, L, L) */
  const pairBias = (distanceBias: Tensor2D, length: number): Tensor => {
    const [heads, distances] = distanceBias.shape;
    const zero = (distances - 1) / 2;
    const columns = Int32Array.from({ length: length * length }, (_, k) => (k % length) - Math.floor(k / length) + zero);
    return reshape(gather(distanceBias, tensor1d(columns, 'int32'), 1), [1, heads, length, length]);
  };

  /**
   * Sum of the scores' gradients of equal distance. With the queries in reverse order and L zeros behind each row, the same distance
   * stands L · 2 - 1 elements further on in each row: as rows of that length, it is a column. (B, H, L, L) → (B, H · D)
   */
  const sumByDistance = (dScores: Tensor, distances: number): Tensor2D => {
    const [records, heads, length] = dScores.shape;
    const own = 2 * length - 1;
    const wide = pad(reverse(dScores, 2), [[0, 0], [0, 0], [0, 0], [0, length]]); // (B, H, L, 2 L)
    const skewed = slice(reshape(wide, [records * heads, 2 * length * length]), [0, 0], [records * heads, length * own]);
    const sums = sum<Tensor2D>(reshape(skewed, [records * heads, length, own]), [1]); // (B · H, 2 L - 1)
    const missing = (distances - own) / 2;
    const all = missing > 0 ? pad(sums, [[0, 0], [missing, missing]]) : sums;
    return reshape(all, [records, heads * distances]);
  };

  return {
    attention(qkv, distanceBias, { numHeads, dKv, scale }, segments): Attention {
      const padding = paddingOf(operations, segments);
      const { records } = segments;
      const { longest } = padding;
      const scaled = (m: Tensor): Tensor => (scale === 1 ? m : mul(m, scalar(scale)));
      const heads = (block: Tensor): Tensor => transpose(reshape(block, [records, longest, numHeads, dKv]), [0, 2, 1, 3]); // (B, H, L, dKv)
      const { out, q, k, v, p } = tidy(() => {
        const block = reshape(padding.fill(qkv), [records, longest, 3, numHeads, dKv]);
        const [q, k, v] = unpack(transpose(block, [2, 0, 3, 1, 4])); // (B, H, L, dKv) each
        const scores = [distanceBias && pairBias(distanceBias, longest), padding.keyMask()].reduce<Tensor>(
          (total, bias) => (bias === null ? total : add(total, bias)),
          scaled(batchMatMul(q, k, false, true)),
        );
        const p = operations.softmax(scores); // (B, H, L, L)
        return { q, k, v, p, out: padding.unpad(transpose(batchMatMul(p, v), [0, 2, 1, 3])) };
      });
      return {
        out,
        backward(dOut) {
          const { dQkv, dDistanceBias = null } = tidy((): { dQkv: Tensor2D; dDistanceBias?: Tensor2D } => {
            const dO = heads(padding.pad(dOut)); // Zero for queries that are not there.
            // Σ_j p dP of a query is dO · out (Dao et al. 2022, eq. 4 of appendix B): a sum over the head's width instead of over all keys.
            const along = sum(mul(dO, heads(padding.fill(out))), [3], true); // (B, H, L, 1)
            const dScores = mul(p, sub(batchMatMul(dO, v, false, true), along)); // (B, H, L, L)
            const dQ = padding.unpad(transpose(scaled(batchMatMul(dScores, k)), [0, 2, 1, 3])); // (R, H · dKv)
            // As dKᵀ and dVᵀ, because the library is slow at a product whose left side is the large one and transposed.
            const dKeysAndValues = pack([scaled(batchMatMul(q, dScores, true)), batchMatMul(dO, p, true)]); // (2, B, H, dKv, L)
            const dKv2 = padding.unpad(transpose(dKeysAndValues, [1, 4, 0, 2, 3])); // (R, 2 · H · dKv)
            const dQkv = concat([dQ, dKv2], 1);
            return distanceBias === null ? { dQkv } : { dQkv, dDistanceBias: sumByDistance(dScores, distanceBias.shape[1]) };
          });
          return { dQkv, dDistanceBias };
        },
      };
    },
  };
}
