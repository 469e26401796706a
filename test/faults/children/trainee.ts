// One attempt of a run with the real ledger, loop and checkpoints, and gradients of zeros. Arguments: folder, task as JSON.
import { join } from 'node:path';
import { plainStepKernels } from '../../../src/engine/dp/stepKernels';
import { updateHere } from '../../../src/engine/dp/noisyUpdate';
import type { GradientSource } from '../../../src/engine/dp/step';
import { emptyTelemetry } from '../../../src/engine/dp/telemetry';
import { createOptimizer } from '../../../src/engine/optim/optimizer';
import { ParameterLayout } from '../../../src/engine/parameters';
import type { Claim, Grant } from '../../../src/protocol/ledger';
import type { Run, RunId } from '../../../src/protocol/run';
import { createLedger } from '../../../src/services/ledger/ledger';
import { processIdentity } from '../../../src/store/processIdentity';
import type { RunDraft } from '../../../src/store/runs/runs';
import { openStore, type Store } from '../../../src/store/store';
import { writeCheckpoint, type TrainingState } from '../../../src/trainer/checkpointFiles';
import { runSteps, type GrantSource, type LoopObserver } from '../../../src/trainer/loop';
import { createSecureRandom } from '../../../src/trainer/secureRandom';
import { openWitness, type Witness } from '../witness';

export interface Task {
  /** What to train, worked out beforehand: accounting and parsing would take most of a short life. */
  readonly draft: RunDraft;
  /** The run to take up again; absent: a new one. */
  readonly resume?: RunId;
  /** Steps after which somebody asks it to stop. */
  readonly steps: number;
  /** Cap at δ 1e-5 that is set before a new run. */
  readonly cap: number;
}

async function main(folder: string, task: Task): Promise<void> {
  const witness = openWitness(join(folder, 'witness.log'));
  const store = await openStore(join(folder, 'store'));
  const { run, claim } = await (task.resume === undefined ? launch(store, witness, task) : resume(store, witness, task.resume));
  await train(store, witness, run, claim, task.steps);
  await store.ledger.claims.close(claim, 'settled');
  witness.note({ type: 'settled', run: run.id, attempt: claim.attempt });
  await store.runs.end(run.id, run.attempt, { type: 'stop', reason: 'requested' });
  await store.close();
  witness.close();
}

async function launch(store: Store, witness: Witness, { draft, cap: epsilon }: Task): Promise<{ run: Run; claim: Claim }> {
  const { data, plan } = draft;
  const ledger = createLedger(store);
  await store.ledger.dataSets.register(data);
  await ledger.setCap(data.digest, { epsilon, delta: 1e-5 }, 'for the test');
  witness.note({ type: 'capSet', digest: data.digest, epsilon });
  const { id } = await store.runs.create(draft);
  const claim = await ledger.reserve(id, data, plan);
  witness.note({ type: 'reserved', run: id, attempt: 1, steps: claim.reservedSteps });
  await store.runs.start(id, 'beside');
  return { run: await store.runs.started(id, (await processIdentity())!), claim };
}

async function resume(store: Store, witness: Witness, id: RunId): Promise<{ run: Run; claim: Claim }> {
  const { plan } = await store.runs.get(id);
  const firstStep = (await store.checkpoints.latest(id))?.step ?? 0;
  await store.runs.resume(id, firstStep, 'beside', () => createLedger(store).extend(id, plan.steps - firstStep));
  const claim = (await store.ledger.claims.ofRun(id))!;
  witness.note({ type: 'reserved', run: id, attempt: claim.attempt, steps: claim.reservedSteps });
  return { run: await store.runs.started(id, (await processIdentity())!), claim };
}

async function train(store: Store, witness: Witness, run: Run, claim: Claim, steps: number): Promise<void> {
  const { plan, config } = run;
  const layout = new ParameterLayout([['weights', [8]]]);
  const parameters = new Float32Array(layout.size);
  const optimizer = createOptimizer({ name: 'sgd', momentum: 0.9 }, layout.size);
  const about = { run: run.id, attempt: claim.attempt };
  let step = run.step;
  const source: GradientSource = {
    // The first thing that a step asks for, before it draws.
    get units() {
      witness.note({ type: 'begun', ...about, step });
      return 10;
    },
    clippedSum: () => Promise.resolve({ sum: new Float64Array(layout.size), telemetry: emptyTelemetry() }),
  };
  await runSteps(
    {
      plan,
      training: config.training,
      source,
      updater: updateHere(plainStepKernels, createSecureRandom(), optimizer),
      grants: witnessed(store, witness, claim),
      observer: observer(store, witness, run, { layout, parameters, optimizer }, steps, (taken) => (step = taken)),
    },
    parameters,
    run.step,
  );
}

function witnessed(store: Store, witness: Witness, claim: Claim): GrantSource {
  const { grants } = store.ledger;
  return {
    async take(firstStep) {
      const grant = await grants.take(claim, firstStep);
      if (grant !== undefined) witness.note({ type: 'granted', run: claim.runId, attempt: claim.attempt, grant: grant.id, firstStep, steps: grant.steps });
      return grant;
    },
    async giveBack(grant: Grant, taken: number) {
      await grants.giveBack(grant, taken);
      witness.note({ type: 'givenBack', run: claim.runId, grant: grant.id, untaken: grant.steps - taken });
    },
  };
}

/** Reports as a trainer does: a sign of life after each step, a checkpoint after each grant. */
function observer(store: Store, witness: Witness, run: Run, state: TrainingState, steps: number, onStep: (taken: number) => void): LoopObserver {
  let taken = 0;
  return {
    granted: () => Promise.resolve(),
    async stepped(step) {
      taken++;
      onStep(step + 1);
      await store.runs.heartbeat(run.id, run.attempt, step + 1);
    },
    async grantCompleted(step) {
      const written = await writeCheckpoint(store.paths.checkpoints, run.id, step, run.plan, state);
      await store.checkpoints.add(written);
      const { path, sha256 } = written;
      witness.note({ type: 'checkpoint', run: run.id, step, path, sha256 });
    },
    stopReason: () => Promise.resolve(taken >= steps ? 'requested' : undefined),
  };
}

main(process.argv[2], JSON.parse(process.argv[3]) as Task).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
