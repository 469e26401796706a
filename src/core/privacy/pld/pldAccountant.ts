// The accountant by privacy loss distributions; for now it answers with the Rényi bound.
import type { Accountant } from '../accountant';
import type { Mechanism } from '../mechanism';
import { rdpAccountant } from '../rdp/rdpAccountant';

export const pldEpsilon = (mechanism: Mechanism, delta: number): number => rdpAccountant.epsilon(mechanism, delta);

export const pldAccountant: Accountant = { ...rdpAccountant, name: 'pld' };
