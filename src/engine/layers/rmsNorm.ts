// Private RMS norm: y = scale ⊙ x / √(mean x² + ε), without mean or bias, as in T5 and Switch.
import { sum, type Tensor1D } from '@tensorflow/tfjs-core';
import type { Layer, Pass } from './layer';

/** scale (d), named `name`; x (R, d) → (R, d). Each unit's gradient of the scale is small and instantiated. */
export const rmsNorm =
  (pass: Pass, name: string, epsilon: number): Layer =>
  (x) => {
    const { kernels, units } = pass;
    const scale = pass.parameters.vector(name);
    const { y, inverseRms } = kernels.rmsNorm(x, scale, epsilon);
    return {
      y,
      backward(dy) {
        const perUnit = kernels.rmsNormScaleGradients(x, inverseRms, dy, units); // (U, d)
        pass.gradients.push({
          parameter: name,
          squaredNorms: () => kernels.rowSquaredNorms(perUnit),
          sum: (weights) => (weights === null ? sum<Tensor1D>(perUnit, 0) : kernels.weightedRowSum(perUnit, weights)),
        });
        return kernels.rmsNormBackward(x, inverseRms, scale, dy);
      },
    };
  };
