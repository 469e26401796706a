// Proves, before anything is timed, that an engine computes what the first engine of its kind does, which is our built-in one.
import { join } from 'node:path';
import type { EngineProcess } from './child';
import { largestDifference, readFindings, type Findings } from './compare';
import type { Engine } from './engines';
import type { Slice } from './protocol';

/** Engines that differ by more than this do not compute the same thing. */
export const TOLERANCE = 1e-4;

/**
 * Disjoint slices of records, of which an engine has to agree on one in all tensors. Where the input of a ReLU is within a rounding error
 * of 0, one engine may count its gradient and another may not, without any fault: such a kink moves one term by its whole size, so that
 * the difference says nothing of rounding. Of the million inputs of a slice one may be at its kink; of disjoint slices, not all. An
 * engine that computes something else differs on each. Odd numbers of records, because the gradients of two records with different
 * labels nearly cancel in the bias of the head.
 */
export const slices: readonly Slice[] = [0, 3, 6].map((from) => ({ from, records: 3 }));

export interface Agreement {
  /** On which records, the first slice that agrees. */
  readonly slice: Slice;
  /** Largest difference over losses, norms and sums of these records, relative to the largest element of the same tensor. */
  readonly difference: number;
}

/** What the first engine of each kind (plain, private) finds on each slice; the others are held against it. */
export class References {
  private readonly findings = new Map<string, ReadonlyMap<Slice, Findings>>();

  /** @param folder for the files in which engines write what they find */
  constructor(private readonly folder: string) {}

  /**
   * The first slice on which the engine agrees. The first of its kind agrees with itself, and is asked for all slices.
   * @throws Error when it agrees on none, see {@link firstAgreement}
   */
  async agreement(engine: Engine, process: EngineProcess): Promise<Agreement> {
    const kind = engine.name === engine.plain ? 'plain' : 'private';
    const reference = this.findings.get(kind);
    if (reference !== undefined) return firstAgreement(async (slice) => largestDifference(await this.ask(engine, process, slice), reference.get(slice)!));
    const found = new Map<Slice, Findings>();
    for (const slice of slices) found.set(slice, await this.ask(engine, process, slice));
    this.findings.set(kind, found);
    return { slice: slices[0], difference: 0 };
  }

  private async ask(engine: Engine, process: EngineProcess, slice: Slice): Promise<Findings> {
    const path = join(this.folder, `${engine.name}.safetensors`);
    await process.check(path, slice);
    return readFindings(path);
  }
}

/** @throws Error naming tensor, difference and slice of every attempt when no slice agrees to the tolerance */
export async function firstAgreement(compare: (slice: Slice) => Promise<{ readonly difference: number; readonly tensor: string }>): Promise<Agreement> {
  const attempts: string[] = [];
  for (const slice of slices) {
    const { difference, tensor } = await compare(slice);
    if (difference <= TOLERANCE) return { slice, difference };
    attempts.push(`${tensor} by ${difference.toPrecision(2)} on records ${spanOf(slice)}`);
  }
  throw new Error(`It computes something else: ${attempts.join(', ')}.`);
}

/** As people read it: the first record and the last. */
export const spanOf = ({ from, records }: Slice): string => `${from}–${from + records - 1}`;
