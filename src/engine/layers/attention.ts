// Multi-head self-attention of the encoder: four private linear layers around a parameter-free core.
import type { AttentionShape } from '../kernels/kernels';
import { chain, type Layer, type Pass } from './layer';
import { linear } from './linear';
import type { PositionBias } from './positionBias';

/**
 * Switch self-attention: softmax(scale · Q Kᵀ + bias) V inside each record, no biases in the projections.
 * Parameters: `${name}.qkv` (d, 3 · H · dKv), `${name}.o` (H · dKv, d). x (R, d) → (R, d)
 */
export const selfAttention = (pass: Pass, name: string, shape: AttentionShape, bias: PositionBias | null): Layer =>
  chain(linear(pass, `${name}.qkv`), attend(pass, shape, bias), linear(pass, `${name}.o`));

/** The core between the projections. qkv (R, 3 · H · dKv) → (R, H · dKv) */
const attend =
  (pass: Pass, shape: AttentionShape, bias: PositionBias | null): Layer =>
  (qkv) => {
    const { kernels, segments } = pass;
    const byDistance = bias?.byDistance ?? null;
    const { out, probabilities } = kernels.attention(qkv, byDistance, shape, segments);
    return {
      y: out,
      backward(dOut) {
        const distances = byDistance?.shape[1] ?? 0;
        const { dQkv, dDistanceBias } = kernels.attentionBackward(qkv, probabilities, dOut, distances, shape, segments);
        if (dDistanceBias !== null) bias?.collect(dDistanceBias);
        return dQkv;
      },
    };
  };
