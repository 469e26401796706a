// The step loop on a real ledger: what is charged before a step, what is given back, and what ends it.
import { describe, expect, it } from 'vitest';
import { planRun } from '../../src/core/plan';
import { plainStepKernels } from '../../src/engine/dp/stepKernels';
import { updateHere } from '../../src/engine/dp/noisyUpdate';
import { releasedSize, type ReleasedFigures } from '../../src/engine/dp/release';
import { ReleasedAverages } from '../../src/engine/dp/releasedAverages';
import type { GradientSource } from '../../src/engine/dp/step';
import { emptyTelemetry } from '../../src/engine/dp/telemetry';
import type { ExpertLoad } from '../../src/engine/model/model';
import { createOptimizer } from '../../src/engine/optim/optimizer';
import type { Claim } from '../../src/protocol/ledger';
import type { StopReason } from '../../src/protocol/runState';
import type { Store } from '../../src/store/store';
import { createSecureRandom } from '../../src/trainer/secureRandom';
import { runSteps, type LoopEnd, type LoopObserver } from '../../src/trainer/loop';
import { exampleClaim, exampleConfig, exampleRun } from '../store/examples';
import { temporaryStore } from '../store/temporary';

const plan = planRun({ ...exampleConfig.privacy, steps: 25 });

interface Watched {
  readonly store: Store;
  readonly claim: Claim;
  /** Steps charged on the ledger at the moment each step's gradients were computed. */
  readonly chargedAtStep: number[];
  readonly completed: number[];
  /** What each step's balancing loss was to go by, and what the step then released. */
  readonly loads: (ExpertLoad | undefined)[];
  readonly figures: (ReleasedFigures | undefined)[];
}

async function reserved(steps = plan.steps): Promise<Watched> {
  const store = await temporaryStore();
  await store.ledger.dataSets.register(exampleRun.data);
  const claim = await store.ledger.claims.reserve(exampleClaim('run-1', { reservedSteps: steps }), () => undefined);
  return { store, claim, chargedAtStep: [], completed: [], loads: [], figures: [] };
}

const charged = async ({ store }: Watched): Promise<number> => (await store.ledger.claims.ofRun('run-1'))!.chargedSteps;

/** Runs the loop; `stopAt` is asked before each step with the number of steps that were taken. */
async function run(watched: Watched, stopAt: (taken: number) => StopReason | undefined = () => undefined, firstStep = 0, released?: ReleasedAverages): Promise<LoopEnd> {
  const { store, claim } = watched;
  const source: GradientSource = {
    units: 10,
    async clippedSum(_parameters, _drawn, { release, balancingLoad }) {
      watched.chargedAtStep.push(await charged(watched));
      watched.loads.push(balancingLoad);
      return { sum: new Float64Array(3 + releasedSize(release)), telemetry: emptyTelemetry() };
    },
  };
  const observer: LoopObserver = {
    granted: () => Promise.resolve(),
    stepped: (_step, report) => Promise.resolve(void watched.figures.push(report.released)),
    grantCompleted: (step) => Promise.resolve(void watched.completed.push(step)),
    stopReason: () => Promise.resolve(stopAt(watched.chargedAtStep.length)),
  };
  const grants = {
    take: (step: number) => store.ledger.grants.take(claim, step),
    giveBack: store.ledger.grants.giveBack.bind(store.ledger.grants),
  };
  const updater = updateHere(plainStepKernels, createSecureRandom(), createOptimizer({ name: 'sgd', momentum: 0 }, 3));
  return runSteps({ plan, training: exampleConfig.training, source, updater, released, grants, observer }, new Float32Array(3), firstStep);
}

describe('the step loop', () => {
  it('takes no step that is not charged already', async () => {
    const watched = await reserved();
    expect(await run(watched)).toEqual({ type: 'finished' });
    expect(watched.chargedAtStep).toHaveLength(25);
    watched.chargedAtStep.forEach((charge, step) => expect(charge).toBeGreaterThan(step));
    expect(await charged(watched)).toBe(25);
  });

  it('reports the ends of grants', async () => {
    const watched = await reserved();
    await run(watched);
    expect(watched.completed).toEqual([10, 20, 25]);
  });

  it('stops between steps and gives back those that were not begun', async () => {
    const watched = await reserved();
    expect(await run(watched, (taken) => (taken === 13 ? 'requested' : undefined))).toEqual({ type: 'stopped', reason: 'requested' });
    expect(watched.chargedAtStep).toHaveLength(13);
    expect(await charged(watched)).toBe(13);
  });

  it('asked to stop before the first step, charges nothing', async () => {
    const watched = await reserved();
    await run(watched, () => 'interrupted');
    expect(await charged(watched)).toBe(0);
  });

  it('stops by itself at the last step that is granted', async () => {
    const watched = await reserved(7);
    expect(await run(watched)).toEqual({ type: 'stopped', reason: 'revoked' });
    expect(watched.chargedAtStep).toHaveLength(7);
  });

  it('takes no further grant when its claim was closed', async () => {
    const watched = await reserved();
    const end = run(watched, (taken) => (taken === 5 ? void watched.store.ledger.claims.close(watched.claim, 'settled') : undefined));
    expect(await end).toEqual({ type: 'stopped', reason: 'revoked' });
    expect(watched.chargedAtStep).toHaveLength(10);
  });

  it('takes no further grant when a later attempt holds its claim', async () => {
    const watched = await reserved();
    await watched.store.ledger.claims.extend(watched.claim.id, 25, () => undefined);
    expect(await run(watched)).toEqual({ type: 'stopped', reason: 'revoked' });
    expect(watched.chargedAtStep).toHaveLength(0);
  });

  it('balances each step by what the steps before it have released, the first one evenly', async () => {
    const release = { routingLoad: 1, clippedShare: 0.5, layers: 2, experts: 3 };
    const watched = await reserved();
    await run(watched, undefined, 0, new ReleasedAverages(release));
    const before = new ReleasedAverages(release);
    expect(watched.loads).toHaveLength(25);
    for (const [step, load] of watched.loads.entries()) {
      expect(load, `step ${step}`).toEqual(before.figures().expertLoad);
      before.add(watched.figures[step]!);
    }
    expect(watched.loads[0]!.map((load) => [...load])).toEqual(new Array(2).fill(new Array(3).fill(Math.fround(1 / 3))));
    expect(watched.loads[1]).not.toEqual(watched.loads[0]);
  });

  it('releases nothing but the parameters where no release is planned', async () => {
    const watched = await reserved();
    await run(watched);
    expect([...watched.loads, ...watched.figures].filter((one) => one !== undefined)).toEqual([]);
  });

  it('goes on from a later step to the end of the plan', async () => {
    const watched = await reserved();
    expect(await run(watched, undefined, 20)).toEqual({ type: 'finished' });
    expect(watched.chargedAtStep).toHaveLength(5);
    expect(await charged(watched)).toBe(5);
  });
});
