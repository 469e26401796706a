// Dense feed-forward layer of a block, and the activation between two matrices.
import { chain, type Layer, type Pass } from './layer';
import { linear } from './linear';

/** relu(x Wi) Wo. Parameters `${name}.wi` (d, dFf), `${name}.wo` (dFf, d). x (R, d) → (R, d) */
export const denseFeedForward = (pass: Pass, name: string): Layer =>
  chain(linear(pass, `${name}.wi`), relu(pass), linear(pass, `${name}.wo`));

const relu =
  (pass: Pass): Layer =>
  (x) => {
    const y = pass.kernels.relu(x);
    return { y, backward: (dy) => pass.kernels.reluBackward(y, dy) };
  };
