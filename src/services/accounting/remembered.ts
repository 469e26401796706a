// ε of mechanisms that are asked for again and again: from memory, from the store, and only then by composing.
import { promisedMemo } from '../../base/memo';
import type { Mechanism } from '../../core/privacy/mechanism';
import { normalForm } from '../../core/privacy/normalForm';
import type { Store } from '../../store/store';
import type { Accounting } from './accounting';
import { accountingVersion } from './version';

/** Most values in memory; beyond it all are forgotten, which costs a look into the store. */
const known = promisedMemo<number>(10_000);

/**
 * {@link Accounting.epsilon}, remembered by what was composed: whatever changes on a ledger that changes its total is another question.
 *
 * Guarantees
 * - A second process composes nothing that a first one has composed on the same store.
 * - What is kept is for views and statements alone, and can be emptied at any time: grants are decided by the filter from the claims
 *   themselves, and verifying a ledger composes anew. So an entry that somebody changed lets nothing be overdrawn.
 * - Figures of an earlier version of the accountants are not used.
 */
export function rememberedEpsilon(store: Store, accounting: Accounting, mechanism: Mechanism, delta: number): Promise<number> {
  const key = keyOf(mechanism, delta);
  if (key === undefined) return accounting.epsilon(mechanism, delta);
  return known.get(`${store.paths.runs} ${key}`, async () => {
    const kept = await store.guarantees.readEpsilon(key);
    if (kept !== undefined) return kept;
    const epsilon = await accounting.epsilon(mechanism, delta);
    await store.guarantees.keepEpsilon(key, epsilon);
    return epsilon;
  });
}

/** By the components, of which many runs have few; undefined without a guarantee, where there is nothing to compose. */
function keyOf(mechanism: Mechanism, delta: number): string | undefined {
  const components = normalForm(mechanism);
  if (components === 'nonPrivate') return undefined;
  return JSON.stringify(['epsilon', accountingVersion, delta, components.map(({ noiseMultiplier, samplingRate, count }) => [noiseMultiplier, samplingRate, count])]);
}
