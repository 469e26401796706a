// How many parameters a model has: the number of coordinates that noise is added to.
import { assertNever } from '../../base/errors';
import { sparseBlocks, type ModelConfig, type SwitchModelConfig } from './model';

/**
 * Number of parameters of a model; the engine's layout has the same (a test).
 * @param vocabulary number of token ids
 * @param classes number of labels
 */
export function parameterCount(model: ModelConfig, vocabulary: number, classes: number): number {
  switch (model.architecture) {
    case 'linear':
      return vocabulary * classes + classes;
    case 'switch':
      return vocabulary * model.dModel + blocks(model) + (model.finalNorm ? model.dModel : 0) + (model.dModel + 1) * classes;
    default:
      return assertNever(model);
  }
}

/** Norm, attention, norm and feed-forward of every block, and the position bias that they share. */
function blocks(model: SwitchModelConfig): number {
  const { dModel, dKv, dFf, numHeads, numLayers, numExperts, attention, positionBias } = model;
  const attentionSize = attention ? dModel + 4 * dModel * numHeads * dKv : 0;
  const feedForward = 2 * dModel * dFf;
  const sparse = sparseBlocks(model).length * (dModel * numExperts + (numExperts - 1) * feedForward);
  const bias = attention && positionBias !== 'off' ? positionBias.buckets * numHeads : 0;
  return numLayers * (attentionSize + dModel + feedForward) + sparse + bias;
}
