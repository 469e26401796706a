// Private linear layer without bias: y = x W.
import { add, sum, type Tensor1D } from '@tensorflow/tfjs-core';
import type { Layer, Pass } from './layer';
import { unitSums } from './unitSums';

/** W (in, out), named `name`; x (R, in) → (R, out). */
export const linear =
  (pass: Pass, name: string): Layer =>
  (x) => {
    const w = pass.parameters.matrix(name);
    return {
      y: pass.kernels.matMul(x, w),
      backward(dy) {
        pass.gradients.push({ parameter: name, ...pass.kernels.linearGradient(x, dy, pass.units) });
        return pass.kernels.matMul(dy, w, false, true);
      },
    };
  };

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
