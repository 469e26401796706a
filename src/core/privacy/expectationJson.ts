// The JSON form of what a filter's order was chosen for, as the ledger keeps it.
import { z } from 'zod';
import type { Expectation } from './filterOrder';
import { mechanismToJson, parseMechanism } from './mechanismJson';

const runs = z.strictObject({ type: z.literal('runs'), runs: z.int().positive(), samplingRate: z.number().gt(0).lte(1), steps: z.int().positive() });
const like = z.strictObject({ type: z.literal('like'), run: z.unknown().transform((run) => parseMechanism(run)) });
const unknown = z.strictObject({ type: z.literal('unknown') });

/** @throws ZodError or badInput for anything that {@link expectationToJson} does not give */
export const parseExpectation = (value: unknown): Expectation => z.discriminatedUnion('type', [runs, like, unknown]).parse(value);

/** Plain JSON value from which {@link parseExpectation} makes an equal expectation. */
export const expectationToJson = (expectation: Expectation): unknown =>
  expectation.type === 'like' ? { type: 'like', run: mechanismToJson(expectation.run) } : expectation;
