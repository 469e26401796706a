// Which layers have experts, and which of their vectors the page needs now.
import type { VectorKind } from '../../src/protocol/buckets';
import type { DashboardData, DashboardState } from './state';

/** Kinds of vectors in the large maps of one layer. */
export const vectorKinds: readonly VectorKind[] = ['expertLoad', 'releasedExpertLoad', 'expertGradientNorm', 'expertSignalToNoise'];

type LoadKind = Extract<VectorKind, 'expertLoad' | 'releasedExpertLoad'>;

/** Whether the run has released its load, so that the page can show it in the place of the exact one. */
export const hasReleasedLoad = ({ vectorSeries }: Pick<DashboardData, 'vectorSeries'>): boolean => vectorSeries.some(({ kind }) => kind === 'releasedExpertLoad');

/** The released load where there is one, unless the exact one was chosen: what is on screen may be seen by others. */
export const shownLoad = ({ choices }: Pick<DashboardState, 'choices'>, data: Pick<DashboardData, 'vectorSeries'>): LoadKind =>
  hasReleasedLoad(data) && !choices.exactLoad ? 'releasedExpertLoad' : 'expertLoad';

/** Layers with experts, rising. */
export const sparseLayers = ({ vectorSeries }: Pick<DashboardData, 'vectorSeries'>): number[] =>
  [...new Set(vectorSeries.map(({ layer }) => layer))].sort((a, b) => a - b);

/** The chosen layer, or the first; undefined while no layer is known. */
export function shownLayer({ choices }: Pick<DashboardState, 'choices'>, data: Pick<DashboardData, 'vectorSeries'>): number | undefined {
  const layers = sparseLayers(data);
  return choices.layer !== undefined && layers.includes(choices.layer) ? choices.layer : layers[0];
}

/**
 * Vectors that are on screen: all kinds of the chosen layer, and the loads of layers whose small map is in view; of exact and
 * released loads, the ones that are shown. Only those that exist; in a fixed order, so that two equal answers look equal.
 */
export function wantedVectors(state: DashboardState, onScreen: ReadonlySet<number>): DashboardData['vectorSeries'] {
  const { data } = state;
  if (data === undefined) return [];
  const large = shownLayer(state, data);
  const load = shownLoad(state, data);
  const isLoad = (kind: VectorKind): boolean => kind === 'expertLoad' || kind === 'releasedExpertLoad';
  return data.vectorSeries.filter(({ kind, layer }) => (isLoad(kind) ? kind === load && (layer === large || onScreen.has(layer)) : layer === large));
}
