// A made-up load of the experts for checks that take no step before: under an even one, balancing by the released load has no gradient.
import type { SparseShape } from '../core/privacy/jointRelease';
import type { ExpertLoad } from '../engine/model/model';

/** Expert e gets a share in proportion to e + 1, in every layer. (layers)(E) */
export const unevenLoad = ({ layers, experts }: SparseShape): ExpertLoad =>
  Array.from({ length: layers }, () => Float32Array.from({ length: experts }, (_, e) => (2 * (e + 1)) / (experts * (experts + 1))));
