// Holds a reopened store against its witness: says where the ledger counts too little, too much, twice, or forgets.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Claim, Grant } from '../../src/protocol/ledger';
import { isOpen } from '../../src/protocol/ledger';
import type { RunId } from '../../src/protocol/run';
import { budgetOf, totalCost } from '../../src/protocol/ledgerCosts';
import { verifyChain } from '../../src/store/ledger/verify';
import { storeSecret } from '../../src/store/secret';
import type { Store } from '../../src/store/store';
import type { Fact } from './witness';

export interface Complaint {
  /**
   * - `underCount`: a step was begun that the ledger does not count.
   * - `doubleSpend`: one charge pays for two steps.
   * - `overdrawn`: more is counted than was reserved, or than the cap holds.
   * - `wasted`: more than one grant an attempt is counted that no step was begun of.
   * - `forgotten`: something acknowledged is not there any more.
   * - `chain`: the events do not say what the rows say, or the head does not fit.
   */
  readonly type: 'underCount' | 'doubleSpend' | 'overdrawn' | 'wasted' | 'forgotten' | 'chain';
  readonly text: string;
}

type StoredGrant = Grant & { readonly untaken: number };

/** Everything that a witness has to complain about in a store. */
export async function reckon(store: Store, facts: readonly Fact[]): Promise<Complaint[]> {
  const runs = [...new Set(facts.flatMap((fact) => ('run' in fact ? [fact.run] : [])))];
  const ofRuns = await Promise.all(runs.map((run) => reckonRun(store, run, facts.filter((fact) => 'run' in fact && fact.run === run))));
  return [...ofRuns.flat(), ...(await reckonCaps(store, facts)), ...(await reckonChain(store))];
}

async function reckonRun(store: Store, run: RunId, facts: readonly Fact[]): Promise<Complaint[]> {
  const claim = await store.ledger.claims.ofRun(run);
  if (claim === undefined) return [{ type: 'forgotten', text: `Run ${run} has no claim, but: ${JSON.stringify(facts[0])}` }];
  const grants = await store.ledger.grants.list(claim.id);
  const complaints = [...spendComplaints(claim, grants, facts), ...facts.flatMap((fact) => forgotten(fact, claim, grants))];
  return [...complaints, ...facts.flatMap((fact) => lostCheckpoint(store, fact))];
}

function spendComplaints(claim: Claim, grants: readonly StoredGrant[], facts: readonly Fact[]): Complaint[] {
  const begun = facts.filter((fact) => fact.type === 'begun');
  const steps = new Set(begun.map(({ attempt, step }) => `${attempt}/${step}`));
  const complain = (type: Complaint['type'], holds: boolean, text: string): Complaint[] => (holds ? [{ type, text: `Run ${claim.runId}: ${text}` }] : []);
  return [
    ...complain('underCount', claim.chargedSteps < steps.size, `${steps.size} steps were begun, ${claim.chargedSteps} are charged.`),
    ...begun.flatMap(({ attempt, step }) => complain('underCount', !grants.some((grant) => covers(grant, attempt, step)), `no charge covers step ${step} of attempt ${attempt}.`)),
    ...complain('doubleSpend', steps.size < begun.length, 'a step was begun twice in one attempt.'),
    ...complain('doubleSpend', overlap(grants), 'two grants of one attempt overlap.'),
    ...complain('overdrawn', claim.chargedSteps > claim.reservedSteps, `${claim.chargedSteps} of ${claim.reservedSteps} steps are charged.`),
    ...complain('wasted', claim.chargedSteps > steps.size + claim.attempt * claim.grantSteps, `${claim.chargedSteps} steps are charged, ${steps.size} were begun.`),
  ];
}

const covers = ({ attempt, firstStep, steps, untaken }: StoredGrant, inAttempt: number, step: number): boolean =>
  attempt === inAttempt && step >= firstStep && step < firstStep + steps - untaken;

function overlap(grants: readonly StoredGrant[]): boolean {
  return grants.some((one, i) => grants.slice(i + 1).some((two) => one.attempt === two.attempt && one.firstStep < two.firstStep + two.steps && two.firstStep < one.firstStep + one.steps));
}

/** What the store acknowledged and does not know any more. */
function forgotten(fact: Fact, claim: Claim, grants: readonly StoredGrant[]): Complaint[] {
  const kept = ((): boolean => {
    switch (fact.type) {
      case 'reserved':
        return claim.attempt >= fact.attempt && claim.reservedSteps >= fact.steps;
      case 'granted':
        return grants.some(({ id, attempt, firstStep, steps }) => id === fact.grant && attempt === fact.attempt && firstStep === fact.firstStep && steps === fact.steps);
      case 'givenBack':
        return grants.some(({ id, untaken }) => id === fact.grant && untaken === fact.untaken);
      case 'settled':
        return !isOpen(claim) || claim.attempt > fact.attempt;
      case 'begun':
      case 'checkpoint':
      case 'capSet':
        return true; // Looked at elsewhere.
    }
  })();
  return kept ? [] : [{ type: 'forgotten', text: JSON.stringify(fact) }];
}

function lostCheckpoint(store: Store, fact: Fact): Complaint[] {
  if (fact.type !== 'checkpoint') return [];
  const sha256 = createHash('sha256').update(readFileSync(join(store.paths.checkpoints, fact.path))).digest('hex');
  return sha256 === fact.sha256 ? [] : [{ type: 'forgotten', text: `The file is not whole: ${JSON.stringify(fact)}` }];
}

async function reckonCaps(store: Store, facts: readonly Fact[]): Promise<Complaint[]> {
  const complaints: Complaint[] = [];
  for (const fact of facts) {
    if (fact.type !== 'capSet') continue;
    const events = await store.ledger.dataSets.capEvents(fact.digest);
    if (!events.some(({ cap }) => cap.epsilon === fact.epsilon)) complaints.push({ type: 'forgotten', text: JSON.stringify(fact) });
  }
  for (const { digest, name, rule } of await store.ledger.dataSets.list()) {
    const counted = rule && totalCost(await store.ledger.claims.list(digest), rule.order);
    if (counted !== undefined && counted > budgetOf(rule!)) complaints.push({ type: 'overdrawn', text: `${name}: its claims cost more than its cap holds.` });
  }
  return complaints;
}

async function reckonChain(store: Store): Promise<Complaint[]> {
  const { chain, database } = store.ledger;
  const { differences } = await verifyChain(database, await storeSecret(store.paths.chainKey), () => undefined);
  const texts = [await chain.trouble(), ...differences.map((difference) => JSON.stringify(difference))];
  return texts.filter((text) => text !== undefined).map((text) => ({ type: 'chain', text }));
}
