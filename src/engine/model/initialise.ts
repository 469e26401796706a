// Initial weights from a seed: the one place where a seeded generator is allowed, because nothing private depends on it.
import type { ParameterLayout } from '../parameters';

/** How one parameter starts: normal with this standard deviation, or filled with a constant. */
export type Initial = { readonly std: number } | { readonly constant: number };

/** Fills a flat vector in the order of the layout. The same seed and layout give the same vector. */
export function initialise(layout: ParameterLayout, initialOf: (name: string) => Initial, seed: number): Float32Array {
  const flat = new Float32Array(layout.size);
  const normal = seededNormal(seed);
  for (const { name } of layout.slots) {
    const view = layout.view(flat, name);
    const initial = initialOf(name);
    if ('constant' in initial) view.fill(initial.constant);
    else for (let i = 0; i < view.length; i++) view[i] = initial.std * normal();
  }
  return flat;
}

/** Standard normal numbers by Box–Muller from a small counter-based generator (splitmix32). Not for noise. */
function seededNormal(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
