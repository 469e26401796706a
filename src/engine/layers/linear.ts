// Private linear layer without bias: y = x W.
import { add, sum, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { Layer, ParameterGradient, Pass } from './layer';
import { unitSums } from './unitSums';

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
 * Gradient of W from the saved pair: g_u = X_uᵀ dY_u over the rows of a unit. x (R, in), dy (R, out)
 *
 * No unit's gradient is kept. Which way to its norm is the cheaper, the kernel decides for each unit by its own length: a
 * decision for the whole batch would let batch-mates change the last bits of a norm.
 */
export function linearGradient(pass: Pass, name: string, x: Tensor2D, dy: Tensor2D): ParameterGradient {
  const { kernels, units } = pass;
  return {
    parameter: name,
    squaredNorms: () => kernels.ghostSquaredNorms(x, dy, units),
    sum: (weights) => kernels.matMul(x, weights === null ? dy : kernels.scaleRows(dy, weights, units), true),
  };
}

/** One bias row added to every row: y = x + b. b (n), one row a record only, as in a classification head. */
export const rowBias =
  (pass: Pass, name: string): Layer =>
  (x) => ({
    y: add(x, pass.parameters.vector(name)),
    backward(dy) {
      const perUnit = unitSums(pass, dy); // (U, n)
      pass.gradients.push({
        parameter: name,
        squaredNorms: () => pass.kernels.rowSquaredNorms(perUnit),
        sum: (weights) => (weights === null ? sum<Tensor1D>(perUnit, 0) : pass.kernels.weightedRowSum(perUnit, weights)),
      });
      return dy;
    },
  });
