// Guarantees as plain JSON, for machines: no ε without what gives it a meaning.
import { epsilonToJson } from '../core/privacy/epsilonJson';
import type { Guarantee } from '../core/privacy/guarantee';

/** A guarantee as machines read it: infinity is "inf", and ε stands with everything that gives it a meaning. */
export function guaranteeJson({ epsilon, delta, unit, neighbouringRelation }: Guarantee): object {
  return {
    pld: { epsilon: epsilonToJson(epsilon.pld) },
    rdp: { epsilon: epsilonToJson(epsilon.rdp), order: epsilon.rdpOrder },
    delta,
    unit,
    neighbouringRelation,
  };
}
