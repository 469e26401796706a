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
    const { out, backward } = pass.kernels.attention(qkv, bias?.byDistance ?? null, shape, pass.segments);
    return {
      y: out,
      backward(dOut) {
        const { dQkv, dDistanceBias } = backward(dOut);
        if (dDistanceBias !== null) bias?.collect(dDistanceBias);
        return dQkv;
      },
    };
  };
