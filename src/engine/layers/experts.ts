// Private experts of a sparse feed-forward layer: a top-1 router sends each row through the matrices of one expert.
import { add } from '@tensorflow/tfjs-core';
import type { RouterLosses, Routing } from '../kernels/kernels';
import type { Layer, Pass } from './layer';
import { linear } from './linear';

/** What a sparse layer did with the rows of this pass: read by the router losses and by telemetry. */
export type OnRouting = (routing: Routing) => void;

/**
 * Switch feed-forward layer (Fedus et al. 2021, eq. 1–2): y = p_e(x) · relu(x Wi_e) Wo_e for the most probable expert e.
 * A row over capacity gives 0, so that only the residual carries it. Capacity counts the rows of one record, never of the
 * batch, and the losses are means inside one record: no record changes another one's gradient.
 *
 * Parameters: `${name}.router.classifier` (d, E), `${name}.experts.wi` (E, d, dFf), `${name}.experts.wo` (E, dFf, d).
 */
export const sparseFeedForward =
  (pass: Pass, name: string, capacity: number, losses: RouterLosses, onRouting: OnRouting): Layer =>
  (x) => {
    const { kernels, segments } = pass;
    const router = linear(pass, `${name}.router.classifier`)(x);
    const routing = kernels.route(router.y, capacity, segments);
    onRouting(routing);
    const inner = expertMatrices(pass, `${name}.experts.wi`, routing)(kernels.dispatch(x, routing));
    const active = kernels.relu(inner.y);
    const outer = expertMatrices(pass, `${name}.experts.wo`, routing)(active);
    return {
      y: kernels.combine(outer.y, routing),
      backward(dy) {
        const { dSorted, dGate } = kernels.combineBackward(outer.y, dy, routing);
        const dSortedInput = inner.backward(kernels.reluBackward(active, outer.backward(dSorted)));
        const dRouter = router.backward(kernels.routeBackward(routing, dGate, losses, segments));
        return add(kernels.dispatchBackward(dSortedInput, routing), dRouter);
      },
    };
  };

/** Each sorted row times the matrix of its expert. w (E, in, out); x (R, in) → (R, out) */
export const expertMatrices =
  (pass: Pass, name: string, routing: Routing): Layer =>
  (x) => {
    const w = pass.parameters.stack(name);
    return {
      y: pass.kernels.expertMatMul(x, w, routing),
      backward(dy) {
        pass.gradients.push({ parameter: name, ...pass.kernels.expertGradient(x, dy, routing, pass.units) });
        return pass.kernels.expertMatMul(dy, w, routing, true);
      },
    };
  };
