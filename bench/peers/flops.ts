// Floating-point operations that one step needs, by the usual count: what is recomputed or padded does not count as work.
import { sparseBlocks, type SwitchModelConfig } from '../../src/core/config/model';

/**
 * 6 for each parameter of a matrix that a token goes through (2 forward, 4 backward), and 12 · T · H · dKv for the two products of
 * attention in each layer. Norms, clipping, noise and the optimizer are not counted, nor is the head, which sees one row a record.
 * @param length tokens of a record
 */
export function flopsPerToken(model: SwitchModelConfig, length: number): number {
  const { dModel, dFf, numLayers, numExperts } = model;
  const inner = model.numHeads * model.dKv;
  const active = numLayers * (4 * dModel * inner + 2 * dModel * dFf) + sparseBlocks(model).length * dModel * numExperts;
  return 6 * active + 12 * length * inner * numLayers;
}
