// Which layers have experts, and which of their vectors the page needs now.
import type { VectorKind } from '../../src/protocol/buckets';
import type { DashboardData, DashboardState } from './state';

/** Kinds of vectors in the large maps of one layer. */
export const vectorKinds: readonly VectorKind[] = ['expertLoad', 'expertGradientNorm', 'expertSignalToNoise'];

/** Layers with experts, rising. */
export const sparseLayers = ({ vectorSeries }: Pick<DashboardData, 'vectorSeries'>): number[] =>
  [...new Set(vectorSeries.map(({ layer }) => layer))].sort((a, b) => a - b);

/** The chosen layer, or the first; undefined while no layer is known. */
export function shownLayer({ choices }: Pick<DashboardState, 'choices'>, data: Pick<DashboardData, 'vectorSeries'>): number | undefined {
  const layers = sparseLayers(data);
  return choices.layer !== undefined && layers.includes(choices.layer) ? choices.layer : layers[0];
}

/**
 * Vectors that are on screen: all kinds of the chosen layer, and the loads of layers whose small map is in view. Only those
 * that exist; in a fixed order, so that two equal answers look equal.
 */
export function wantedVectors(state: DashboardState, onScreen: ReadonlySet<number>): DashboardData['vectorSeries'] {
  const { data } = state;
  if (data === undefined) return [];
  const large = shownLayer(state, data);
  return data.vectorSeries.filter(({ kind, layer }) => layer === large || (kind === 'expertLoad' && onScreen.has(layer)));
}
