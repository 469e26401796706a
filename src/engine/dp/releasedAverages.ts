// Smooths released figures over the steps: post-processing of what is noisy already, so it costs no privacy.
import type { JointRelease } from '../../core/privacy/jointRelease';
import { releasedSize, type ReleasedFigures } from './release';

/** Weight of the past: averages over about 100 steps, which leaves √((1 − β) / (1 + β)) = 7 % of the noise of one step. */
const DECAY = 0.99;

/** Running means of the figures of a run; they go into checkpoints, so that a resumed run goes on from them. */
export class ReleasedAverages {
  /** Decayed sums of the figures, in the order of {@link ./release}. (releasedSize) */
  readonly sums: Float32Array;
  /** Steps that were added. */
  steps = 0;

  constructor(readonly release: JointRelease) {
    this.sums = new Float32Array(releasedSize(release));
  }

  add({ expertLoad, clippedShare }: ReleasedFigures): void {
    const values = [...expertLoad.flatMap((load) => [...load]), ...(clippedShare === undefined ? [] : [clippedShare])];
    values.forEach((value, i) => (this.sums[i] = DECAY * this.sums[i] + (1 - DECAY) * value));
    this.steps++;
  }

  /**
   * Averages of the steps so far, without the pull of the sums towards their beginning at 0 (bias correction as in Adam). Every
   * layer's load is moved to a sum of 1, then all is kept within 0 and 1. Before the first step loads are even, and no share is known.
   */
  figures(): ReleasedFigures {
    const { release, sums, steps } = this;
    const { layers, experts } = release;
    const correction = 1 - DECAY ** steps;
    const mean = (i: number): number => sums[i] / correction;
    const loadOf = (layer: number): Float32Array =>
      steps === 0 ? new Float32Array(experts).fill(1 / experts) : shares(Float32Array.from({ length: experts }, (_, e) => mean(layer * experts + e)));
    return {
      expertLoad: release.routingLoad > 0 ? Array.from({ length: layers }, (_, layer) => loadOf(layer)) : [],
      clippedShare: release.clippedShare > 0 && steps > 0 ? within(mean(sums.length - 1)) : undefined,
    };
  }
}

/** The nearest values that sum to 1, each then kept within 0 and 1. (E) → (E) */
function shares(load: Float32Array): Float32Array {
  const excess = (load.reduce((sum, x) => sum + x, 0) - 1) / load.length;
  return load.map((x) => within(x - excess));
}

const within = (share: number): number => Math.min(1, Math.max(0, share));
