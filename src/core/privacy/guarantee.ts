// The privacy guarantee of a mechanism as people must read it: ε never without δ, unit, relation and accountant.
import type { Mechanism } from './mechanism';
import { pldEpsilon } from './pld/pldAccountant';
import { renyiEpsilon } from './rdp/rdpAccountant';
import type { PrivacyUnit } from './unit';

/** What it takes to make sense of an ε. */
export interface Guarantee {
  /** ε by each accountant, both sound; `pld` is the headline and `rdp` the independent cross-check. Infinity: no guarantee. */
  readonly epsilon: {
    readonly pld: number;
    readonly rdp: number;
    /** Rényi order at which `rdp` is reached. */
    readonly rdpOrder: number;
  };
  readonly delta: number;
  readonly unit: PrivacyUnit;
  readonly neighbouringRelation: 'addOrRemoveOne';
}

/**
 * @param unit what one invocation's sensitivity is about; ε does not depend on it, its meaning does
 * @throws badInput unless δ is in (0, 1)
 */
export function guaranteeOf(mechanism: Mechanism, delta: number, unit: PrivacyUnit): Guarantee {
  const { epsilon: rdp, order: rdpOrder } = renyiEpsilon(mechanism, delta);
  const epsilon = Object.freeze({ pld: pldEpsilon(mechanism, delta), rdp, rdpOrder });
  return Object.freeze({ epsilon, delta, unit, neighbouringRelation: 'addOrRemoveOne' });
}
