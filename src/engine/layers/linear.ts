// Private linear layer without bias: y = x W.
import { add, reshape, sum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Segments } from '../kernels/kernels';
import type { Layer, ParameterGradient, Pass } from './layer';

/** W (in, out), named `name`; x (R, in) → (R, out). */
export const linear =
  (pass: Pass, name: string): Layer =>
  (x) => {
    const w = pass.parameters.matrix(name);
    return {
      y: pass.kernels.matMul(x, w),
      backward(dy) {
        pass.gradients.push(linearGradient(pass, name, x, dy));
        return pass.kernels.matMul(dy, w, false, true);
      },
    };
  };

/**
 * Gradient of W from the saved pair: g_b = X_bᵀ dY_b. x (R, in), dy (R, out)
 *
 * Two equal ways to the norm: instantiate each g_b and use it again for the sum, or the ghost norm ⟨X Xᵀ, dY dYᵀ⟩
 * (Li et al. 2022) and one weighted product; the cheaper one is taken. Which one has no influence on the result.
 */
export function linearGradient(pass: Pass, name: string, x: Tensor2D, dy: Tensor2D): ParameterGradient {
  const { kernels, segments } = pass;
  const [inWidth, outWidth] = [x.shape[1], dy.shape[1]];
  const instantiate = !ghostIsCheaper(segments, inWidth, outWidth);
  let perRecord: Tensor2D | undefined; // (B, in · out)
  return {
    parameter: name,
    squaredNorms() {
      if (!instantiate) return kernels.ghostSquaredNorms(x, dy, segments);
      perRecord = kernels.perRecordGradients(x, dy, segments);
      return kernels.rowSquaredNorms(perRecord);
    },
    sum(weights) {
      if (weights === null) return kernels.matMul(x, dy, true);
      if (perRecord !== undefined) return reshape(kernels.weightedRowSum(perRecord, weights), [inWidth, outWidth]);
      return kernels.matMul(x, kernels.scaleRows(dy, weights, segments), true);
    },
  };
}

/**
 * Floating-point operations of the Gram matrices, 2 T² (in + out), against the memory traffic of an instantiated gradient;
 * one float of traffic costs about as much as 16 operations on the machines measured.
 */
function ghostIsCheaper(segments: Segments, inWidth: number, outWidth: number): boolean {
  const meanLength = segments.rows / segments.records;
  return 2 * meanLength ** 2 * (inWidth + outWidth) < 16 * 3 * inWidth * outWidth;
}

/** One bias row added to every row: y = x + b. b (n), one row a record only, as in a classification head. */
export const rowBias =
  (pass: Pass, name: string): Layer =>
  (x) => ({
    y: add(x, pass.parameters.vector(name)),
    backward(dy) {
      pass.gradients.push({
        parameter: name,
        squaredNorms: () => pass.kernels.rowSquaredNorms(dy),
        sum: (weights) => (weights === null ? sum<Tensor1D>(dy, 0) : pass.kernels.weightedRowSum(dy, weights)),
      });
      return dy;
    },
  });
