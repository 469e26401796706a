// The privacy ledger as the rest of the program sees it: who may train on what, and how much.
import { badInput, CloisterError, refused } from '../../base/errors';
import { openUnit, positive } from '../../base/validate';
import type { TrainingPlan } from '../../core/plan';
import { leastCap } from '../../core/privacy/filter';
import { chooseOrder, type Expectation } from '../../core/privacy/filterOrder';
import { isNonPrivate, type Mechanism } from '../../core/privacy/mechanism';
import { addUp, ledgerUnitOf, unitText, type PrivacyUnit } from '../../core/privacy/unit';
import { newLedger, type Cap, type ChosenRule, type Claim, type ClaimEnd, type LedgerDataSet } from '../../protocol/ledger';
import type { RunData, RunId } from '../../protocol/run';
import type { KnownContent, OwnersChoice } from '../../store/ledger/dataSets';
import type { ClaimDraft, ProposedLedger } from '../../store/ledger/claims';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { readSettings } from '../settings';
import { judge, roomOf, type Room } from './fit';
import { placeOf, type Place } from './recognise';
import { ledgerReport, ledgerTotals, type LedgerReport, type LedgerTotals } from './report';

export type { OwnersChoice };

/** What identifies a data set to the ledger. */
export interface DataIdentity extends Pick<RunData, 'digest' | 'name' | 'declared'> {
  /** Of its texts; without it only the very same content is recognised. */
  readonly sketch?: Uint8Array;
  /** Unit of privacy of its ledger when that is made before a run; absent: the record. Runs in another unit are refused, never miscounted. */
  readonly unit?: PrivacyUnit;
}

/** What somebody decided against the rules, each with a written reason that stays on record. */
export interface Exceptions {
  /** Data that shares records with a known data set gets a ledger of its own all the same. */
  readonly freshLedger?: string | undefined;
  /** The claim is let in although the ledger would refuse it. */
  readonly override?: string | undefined;
}

/** Policy over the ledger's tables. All methods may be called from any process at any time. */
export interface PrivacyLedger {
  /**
   * What the ledger would be with the run on it; changes nothing.
   * @throws refused as {@link reserve} would
   */
  preview(accounting: Accounting, data: DataIdentity, plan: TrainingPlan, exceptions?: Exceptions): Promise<LedgerTotals>;
  /** How much of the run the ledger would take as it stands; undefined where that is no question of steps or noise. */
  room(data: DataIdentity, plan: TrainingPlan): Promise<Room | undefined>;
  /**
   * Reserves everything that a run plans to spend, durably, before anything is computed from the data; or changes no claim.
   * Private data that has no cap yet gets the default cap of the settings, if there is one.
   * Data that shares records with what is on a ledger is charged there, see {@link placeOf}.
   * @throws refused when it does not fit, the data set was retired, or was declared otherwise or protected in another unit before
   */
  reserve(runId: RunId, data: DataIdentity, plan: TrainingPlan, exceptions?: Exceptions): Promise<Claim>;
  /** The ledger that data is charged on; undefined when it would get a new one. Changes nothing. */
  ledgerOf(data: DataIdentity): Promise<LedgerDataSet | undefined>;
  /** Puts data on its ledger without reserving anything, so that it can get a cap. */
  putOn(data: DataIdentity, exceptions?: Exceptions): Promise<LedgerDataSet>;
  /**
   * A decision of the data's owner, recorded with its reason.
   * @throws badInput for an unknown data set or a missing reason
   */
  change(digest: string, choice: OwnersChoice, reason: string): Promise<LedgerDataSet>;
  /**
   * Reserves further steps for a run that is taken up again; what it was charged before stays charged.
   * @param override why they are let in although the ledger may refuse them; a reason that let the run in before is none for more steps
   * @throws refused when they do not fit
   */
  extend(runId: RunId, steps: number, override?: string): Promise<Claim>;
  /** Settles a run to what it was granted; no further grant is given. Without effect for a run without a claim. */
  close(runId: RunId, end: ClaimEnd): Promise<void>;
  /**
   * Sets the cap of a private data set and records it with its reason and the order of its filter, see {@link changedRule}.
   * @param expectation what will be trained on it; absent: what the ledger knows already, else nothing
   * @throws badInput for public data, an unknown data set, a missing reason, or once something was charged, an expectation or a cap that
   *   the ledger's order cannot hold
   */
  setCap(digest: string, cap: Cap, reason: string, expectation?: Expectation): Promise<LedgerDataSet>;
  /**
   * Whether a cap may still come with another order of the filter, so that it makes sense to ask what will be trained. Something may be
   * charged before the cap is set: {@link setCap} asks again.
   */
  isOrderOpen(digest: string): Promise<boolean>;
  /** The data set that a person means by its name or the start of its digest. */
  find(nameOrDigest: string): Promise<LedgerDataSet>;
  report(accounting: Accounting, digest: string): Promise<LedgerReport>;
  reports(accounting: Accounting): Promise<LedgerReport[]>;
}

/** Reasons on record for caps that nobody typed a reason for. */
const defaultCapReason = 'default cap of the settings';

export function createLedger(store: Store): PrivacyLedger {
  const { dataSets, claims } = store.ledger;

  /** The rule that a first run would meet: the data set's own, else what the default cap makes. */
  async function ruleFor(dataSet: LedgerDataSet, run: TrainingPlan): Promise<ChosenRule | undefined> {
    if (dataSet.rule !== undefined || dataSet.declared === 'publicDemonstration') return dataSet.rule;
    const { defaultCap } = await readSettings(store.paths.settings);
    if (defaultCap === undefined) return undefined;
    const { expectedRuns, ...cap } = defaultCap;
    return chosenRule(cap, expectedRuns === undefined ? likeFirst(run.mechanism) : expectedLike(run, expectedRuns));
  }

  async function known(digest: string): Promise<LedgerDataSet> {
    const dataSet = await dataSets.get(digest);
    if (dataSet === undefined) throw new CloisterError('badInput', `No ledger has the digest ${digest}.`, { remedy: { kind: 'listLedgers' } });
    return dataSet;
  }

  const report = async (accounting: Accounting, dataSet: LedgerDataSet): Promise<LedgerReport> =>
    ledgerReport(store, accounting, dataSet, await claims.list(dataSet.digest), await dataSets.capEvents(dataSet.digest));

  async function placedOn(data: DataIdentity, freshLedger?: string): Promise<LedgerDataSet | undefined> {
    const there = await dataSets.ledgerOf(data.digest);
    if (there !== undefined) return there;
    const place = placeOf(data, await dataSets.contents(), freshLedger);
    return 'dataSet' in place ? known(place.dataSet) : undefined;
  }

  /** The ledger as it would be with the run on it. */
  async function propose(data: DataIdentity, plan: TrainingPlan, { freshLedger, override }: Exceptions = {}): Promise<ProposedLedger> {
    const { unit } = plan.guarantee;
    const { digest, name, declared } = data;
    const registered = (await placedOn(data, freshLedger)) ?? { digest, name, declared, ...newLedger, unit: ledgerUnitOf(unit), createdAt: 0 };
    requireSameDeclaration(registered, data);
    requireSameUnit(registered, unit);
    const dataSet = { ...registered, rule: await ruleFor(registered, plan) };
    const subject: Claim = { ...draftClaim('preview', registered.digest, data, plan), id: 0, chargedSteps: 0, evaluation: plan.evaluation && { mechanism: plan.evaluation, charged: false }, status: 'reserved', ended: undefined, overrideReason: override, attempt: 1, promised: { steps: plan.steps, ...plan.guarantee.epsilon }, createdAt: 0 };
    return { dataSet, claims: [...(await claims.list(registered.digest)), subject], subject };
  }

  return {
    async preview(accounting, data, plan, exceptions) {
      const proposed = await propose(data, plan, exceptions);
      judge(proposed);
      return ledgerTotals(store, accounting, proposed.dataSet, proposed.claims);
    },

    room: async (data, plan) => roomOf(await propose(data, plan)),

    async reserve(runId, data, plan, exceptions = {}) {
      requireReasons(exceptions);
      const { unit } = plan.guarantee;
      const dataSet = await dataSets.place({ ...data, unit }, place(data, exceptions), (ledger) => {
        requireSameDeclaration(ledger, data);
        requireSameUnit(ledger, unit);
      });
      const rule = await ruleFor(dataSet, plan);
      if (rule !== undefined) await dataSets.setFirstCap(dataSet.digest, rule, defaultCapReason);
      return claims.reserve({ ...draftClaim(runId, dataSet.digest, data, plan), overrideReason: exceptions.override?.trim() }, judge);
    },

    ledgerOf: (data) => placedOn(data),

    async putOn(data, exceptions = {}) {
      requireReasons(exceptions);
      return dataSets.place(data, place(data, exceptions), (ledger) => requireSameDeclaration(ledger, data));
    },

    async change(digest, choice, reason) {
      await known(digest);
      if (reason.trim() === '') throw badInput('A change of a ledger needs a written reason; it stays on record.');
      return dataSets.change(digest, choice, reason.trim());
    },

    async extend(runId, steps, override) {
      requireReasons({ override });
      const claim = await claims.ofRun(runId);
      if (claim === undefined) {
        throw new CloisterError('badInput', `Run ${runId} has no claim on a ledger, so it cannot be taken up again. Launch it anew.`, { remedy: { kind: 'launchAnew' } });
      }
      return claims.extend(claim.id, steps, judge, override?.trim());
    },

    async close(runId, end) {
      const claim = await claims.ofRun(runId);
      if (claim !== undefined) await claims.close(claim, end);
    },

    async setCap(digest, cap, reason, expectation) {
      positive({ epsilon: cap.epsilon });
      openUnit({ delta: cap.delta });
      const dataSet = await known(digest);
      if (dataSet.declared === 'publicDemonstration') throw badInput(`"${dataSet.name}" is declared a public demonstration: it has no cap.`);
      if (reason.trim() === '') throw badInput('A cap needs a written reason; it stays on record.');
      return dataSets.setCap(digest, reason.trim(), (now, wasCharged) => changedRule(now, wasCharged, cap, expectation));
    },

    isOrderOpen: async (digest) => !(await dataSets.wasCharged(digest)),

    async find(nameOrDigest) {
      const all = await dataSets.list();
      const found = all.filter(({ name, digest }) => name === nameOrDigest || digest.startsWith(nameOrDigest));
      if (found.length === 1) return found[0];
      const choices = (found.length === 0 ? all : found).map(({ name, digest }) => `  ${name}  ${digest.slice(0, 12)}`);
      throw badInput([`${found.length === 0 ? 'No' : 'More than one'} data set is called "${nameOrDigest}". There are:`, ...choices].join('\n'));
    },

    report: async (accounting, digest) => report(accounting, await known(digest)),

    reports: async (accounting) => Promise.all((await dataSets.list()).map((dataSet) => report(accounting, dataSet))),
  };
}

const place =
  (data: DataIdentity, { freshLedger }: Exceptions) =>
  (contents: readonly KnownContent[]): Place =>
    placeOf(data, contents, freshLedger);

const chosenRule = (cap: Cap, expectation: Expectation): ChosenRule => ({ cap, order: chooseOrder(cap.epsilon, cap.delta, expectation).order, expectation });

/**
 * The rule that a cap makes on a ledger.
 *
 * Guarantees
 * - While nothing was ever charged, a new cap comes with the best order for it. The filter needs an order that is fixed before the first
 *   mechanism sees the data (Feldman & Zrnic 2021, Theorem 4.3); until then nobody's choice of one can depend on the data. Reserved
 *   claims have seen nothing, and each of their grants is judged at the order that holds by then.
 * - From the first charge on, the order never changes.
 * - Whether something was charged is asked in the transaction that writes the rule, so that no grant of another process comes between.
 */
function changedRule({ name, rule, expectation: known }: LedgerDataSet, wasCharged: boolean, cap: Cap, expectation: Expectation | undefined): ChosenRule {
  if (rule === undefined || !wasCharged) return chosenRule(cap, expectation ?? known ?? { type: 'unknown' });
  if (expectation !== undefined) {
    throw badInput(`The filter of "${name}" keeps its order of ${rule.order}, because something was charged already. Leave out what is expected to be trained.`);
  }
  requireHoldable(cap, rule.order);
  return { cap, order: rule.order };
}

/** What is known of runs whose noise is still open. */
export type RunLength = Pick<TrainingPlan, 'samplingRate' | 'steps'>;

/** So many runs of the length and the sampling rate of a plan. */
export const expectedLike = ({ samplingRate, steps }: RunLength, runs: number): Expectation => ({ type: 'runs', runs, samplingRate, steps });

/** A run without privacy says nothing of those that will be let in. */
const likeFirst = (run: Mechanism): Expectation => (isNonPrivate(run) ? { type: 'unknown' } : { type: 'like', run });

/** A declaration is made once: a private data set does not become public by another word in a run file, nor the other way round. */
function requireSameDeclaration(registered: Pick<LedgerDataSet, 'name' | 'declared'>, data: DataIdentity): void {
  if (registered.declared === data.declared) return;
  throw refused(`"${registered.name}" is on the ledger as ${spell(registered.declared)}, but the run file declares it ${spell(data.declared)}. The first declaration holds.`);
}

/** Charges for different units of privacy do not add up; the bound of a column may be another, see {@link addUp}. */
function requireSameUnit({ name, unit: first }: LedgerDataSet, unit: PrivacyUnit): void {
  if (addUp(first, unit)) return;
  throw refused(`The ledger of "${name}" counts for ${unitText(first)}, but the run file protects ${unitText(ledgerUnitOf(unit))}. Charges for different units of privacy do not add up: use the unit of the ledger.`);
}

function requireReasons({ freshLedger, override }: Exceptions): void {
  if (freshLedger?.trim() === '') throw badInput('A fresh ledger for data that overlaps another needs a written reason; it stays on record.');
  if (override?.trim() === '') throw badInput('Overriding a refusal needs a written reason; it stays on record.');
}

/** The conversion from the order to ε takes a part of every cap, the larger the lower the order. */
function requireHoldable(cap: Cap, order: number): void {
  const least = leastCap(cap.delta, order);
  if (cap.epsilon > least) return;
  throw badInput(
    `The filter of this ledger has the order ${order}, which stays now that something was charged, and cannot hold a cap of ε ${cap.epsilon} at δ ${cap.delta}. ` +
      `Choose one above ${least.toFixed(2)}.`,
  );
}

const spell = (declared: DataIdentity['declared']): string => (declared === 'private' ? 'private' : 'a public demonstration');

const draftClaim = (runId: RunId, digest: string, data: DataIdentity, plan: TrainingPlan): ClaimDraft => ({
  runId,
  digest,
  content: data.digest,
  stepMechanism: plan.stepMechanism,
  delta: plan.guarantee.delta,
  grantSteps: grantStepsOf(plan.steps),
  reservedSteps: plan.steps,
  ...(plan.evaluation && { evaluation: plan.evaluation }),
  epsilon: plan.guarantee.epsilon,
});

/** Steps of one grant: a crash wastes at most a hundredth of the run, and a grant's disk write is spread over its steps. */
export const grantStepsOf = (steps: number): number => Math.max(1, Math.ceil(steps / 100));
