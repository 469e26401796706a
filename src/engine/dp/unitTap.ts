// Listens in on a model while gradients are clipped and summed: what each unit of privacy adds to the sum, and which experts its rows go to.
import { tensor1d, tidy, type Tensor1D } from '@tensorflow/tfjs-core';
import type { ParameterGradient } from '../layers/layer';
import type { ForwardPass, Model } from '../model/model';

/** What one unit of privacy, such as a record, did in a batch. */
export interface UnitTrace {
  /** Its term of the sum: its clipped gradient. (layout.size) */
  readonly gradient: Float32Array;
  /** Expert that each of its rows chose, by sparse layer. (layers)(T_u) */
  readonly experts: readonly Int32Array[];
}

export interface UnitTap {
  /** Computes what the given model computes. */
  readonly model: Model;
  /** Traces of the units that were summed since the last call, in their order; units without a finite gradient have none. */
  take(): UnitTrace[];
}

/**
 * A model like the given one that notes what every unit adds whenever somebody asks for a weighted sum of gradients. The weights
 * are the asker's own, so what is noted went through the clipping that is really used: the sum is asked for once more for each
 * unit, with its weight alone.
 *
 * A pass takes as many times longer as it has units.
 */
export function tapUnits(model: Model): UnitTap {
  let traces: UnitTrace[] = [];
  return {
    model: {
      ...model,
      forward(kernels, parameters, batch, ...rest) {
        const pass = model.forward(kernels, parameters, batch, ...rest);
        const { hostStarts } = batch.units;
        // A pass that clipping gives up, because a unit is not finite, is never summed and leaves no trace.
        let own: UnitTrace[] | undefined;
        const tracesOfPass = (): UnitTrace[] => {
          if (own === undefined) {
            own = emptyTraces(pass, hostStarts, model.layout.size);
            traces.push(...own);
          }
          return own;
        };
        return { ...pass, backward: () => pass.backward().map((gradient) => tapped(gradient, model, tracesOfPass)) };
      },
    },
    take() {
      const taken = traces;
      traces = [];
      return taken;
    },
  };
}

function emptyTraces({ routings }: ForwardPass, starts: Int32Array, size: number): UnitTrace[] {
  const experts = routings.map(({ expert }) => Int32Array.from(expert.dataSync<'int32'>())); // (layers)(R)
  return Array.from({ length: starts.length - 1 }, (_, b) => ({
    gradient: new Float32Array(size),
    experts: experts.map((rows) => rows.slice(starts[b], starts[b + 1])),
  }));
}

function tapped(gradient: ParameterGradient, { layout }: Model, tracesOfPass: () => UnitTrace[]): ParameterGradient {
  return {
    parameter: gradient.parameter,
    squaredNorms: () => gradient.squaredNorms(),
    sum(weights) {
      tracesOfPass().forEach((trace, b, { length }) => {
        const alone = tidy(() => gradient.sum(onlyUnit(b, length, weights)).dataSync<'float32'>());
        layout.view(trace.gradient, gradient.parameter).set(alone);
      });
      return gradient.sum(weights);
    },
  };
}

/** The weight of unit u, and 0 for all others. (units) */
function onlyUnit(u: number, units: number, weights: Tensor1D | null): Tensor1D {
  const alone = new Float32Array(units);
  alone[u] = weights === null ? 1 : weights.dataSync<'float32'>()[u];
  return tensor1d(alone);
}
