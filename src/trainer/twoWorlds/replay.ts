// Takes the same steps with and without one unit of privacy, such as a record, noise off, and lists whatever else than its own term has changed.
import { CloisterError } from '../../base/errors';
import type { EncodedRecords } from '../../core/records';
import { createLocalSource } from '../../engine/dp/microBatches';
import { tapUnits, type UnitTrace } from '../../engine/dp/unitTap';
import type { SumTask } from '../../engine/dp/step';
import type { Kernels } from '../../engine/kernels/kernels';
import type { Model } from '../../engine/model/model';
import type { Optimizer } from '../../engine/optim/optimizer';
import { ownTerm, others, type Difference, type World } from './compare';
import { matesOf, type LeftOut, type LeftOutKind } from './leftOut';

/** Something that differs between the worlds and must not. */
export interface Violation extends Difference {
  /** Counted from 0. */
  readonly step: number;
  /** Which unit was left out. */
  readonly leftOut: LeftOutKind;
}

export interface Replay {
  readonly model: Model;
  readonly kernels: Kernels;
  readonly records: EncodedRecords;
  /** What is summed in each step; always with a clip norm. */
  readonly task: SumTask & { readonly clipNorm: number };
  readonly microBatch: number | 'auto';
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  /** One step each, in this order. */
  readonly leftOut: readonly LeftOut[];
  /** Largest change of another unit's clipped gradient that passes, relative to it; 0 asks for the same bits. */
  readonly tolerance: number;
}

/**
 * Replays steps in two worlds from the same weights: with the unit and without it; after each step both go on with the weights
 * of the world that has it. The batch without it is looked at twice, the second time in reverse order.
 *
 * Guarantees: finds, among the units and steps that are looked at, every change of another unit's clipped gradient above the
 * tolerance, every row of another unit that goes to another expert, every change of the sum beyond the unit's own term and
 * rounding, and every unit whose term is above the sensitivity.
 *
 * @param parameters weights to start from; changed in place
 * @throws CloisterError when a unit of the batches has no finite gradient, so that nothing can be said about it
 */
export async function replayTwoWorlds(replay: Replay, parameters: Float32Array): Promise<Violation[]> {
  const { records, task, tolerance, optimizer, learningRate } = replay;
  const tap = tapUnits(replay.model);
  const source = createLocalSource(tap.model, replay.kernels, records, replay.microBatch);
  const world = async (drawn: Int32Array): Promise<World> => {
    const { sum } = await source.clippedSum(parameters, drawn, task);
    return { gradient: sum.slice(0, parameters.length), released: sum.slice(parameters.length), traces: byUnit(drawn, tap.take()) };
  };

  const violations: Violation[] = [];
  for (const [step, { unit, kind }] of replay.leftOut.entries()) {
    const mates = matesOf(unit, step, records);
    const drawn = Int32Array.of(...mates, unit).sort();
    const complete = await world(drawn);
    const without = await world(mates);
    const reversed = await world(mates.toReversed());
    const differences = [
      ...ownTerm(complete, without, unit, task),
      ...others(complete, without, tolerance),
      ...others(complete, reversed, tolerance),
    ];
    violations.push(...differences.map((difference) => ({ step, leftOut: kind, ...difference })));
    optimizer.update(parameters, complete.gradient.map((x) => x / drawn.length), learningRate);
  }
  return violations;
}

function byUnit(drawn: Int32Array, traces: readonly UnitTrace[]): ReadonlyMap<number, UnitTrace> {
  const missing = drawn.length - traces.length;
  if (missing > 0) throw new CloisterError('failed', `Of ${drawn.length} units of privacy ${missing} have no finite gradient, so nothing can be said about them. Lower the learning rate, or look at the data.`);
  return new Map(traces.map((trace, place) => [drawn[place], trace]));
}
