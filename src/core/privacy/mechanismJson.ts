// The JSON form of mechanisms: what the ledger stores and what people write by hand.
import { z } from 'zod';
import { assertNever, badInput } from '../../base/errors';
import { problems } from '../config/runFile';
import {
  composition, gaussian, jointGaussians, nonPrivate, poissonSampledGaussian, selfComposition, type Mechanism,
} from './mechanism';

const noiseMultiplier = z.number().positive();
const samplingRate = z.number().gt(0).lte(1);
const count = z.int().nonnegative();

/** On a single release, `steps` is short for a self-composition. */
const steps = count.optional();

const gaussianSchema = z.strictObject({ type: z.literal('gaussian'), noiseMultiplier, steps });
const sampledSchema = z.strictObject({ type: z.literal('poissonSampledGaussian'), noiseMultiplier, samplingRate, steps });
const jointSchema = z.strictObject({ type: z.literal('jointGaussians'), noiseMultipliers: z.array(noiseMultiplier), samplingRate, steps });
const nonPrivateSchema = z.strictObject({ type: z.literal('nonPrivate'), steps });
const compositionSchema = z.strictObject({
  type: z.literal('composition'),
  get mechanisms() {
    return z.array(mechanismSchema);
  },
});
const selfCompositionSchema = z.strictObject({
  type: z.literal('selfComposition'),
  get mechanism(): typeof mechanismSchema {
    return mechanismSchema;
  },
  count,
});

/** JSON form of one mechanism as people may write it. Unknown members are errors. */
type WrittenMechanism =
  | z.infer<typeof gaussianSchema>
  | z.infer<typeof sampledSchema>
  | z.infer<typeof jointSchema>
  | z.infer<typeof nonPrivateSchema>
  | { type: 'composition'; mechanisms: WrittenMechanism[] }
  | { type: 'selfComposition'; mechanism: WrittenMechanism; count: number };

const mechanismSchema: z.ZodType<WrittenMechanism> = z.lazy(() =>
  z.discriminatedUnion('type', [gaussianSchema, sampledSchema, jointSchema, nonPrivateSchema, compositionSchema, selfCompositionSchema]),
);

/**
 * Reads a mechanism from parsed JSON. A list means composition; a release may carry `steps`:
 * `[{"type":"poissonSampledGaussian","noiseMultiplier":1.1,"samplingRate":0.01,"steps":1000},{"type":"gaussian","noiseMultiplier":5}]`.
 * @param source where the value comes from, for messages
 * @throws badInput listing every problem with its path; unknown members are problems
 */
export function parseMechanism(value: unknown, source = 'the mechanism'): Mechanism {
  const result = z.union([mechanismSchema, z.array(mechanismSchema)]).safeParse(value);
  if (result.success) return Array.isArray(result.data) ? composition(result.data.map(build)) : build(result.data);
  // The error of the alternative that was meant says more than that of the union.
  const meant = Array.isArray(value) ? z.array(mechanismSchema).safeParse(value) : mechanismSchema.safeParse(value);
  throw badInput(`${source} is not a valid mechanism:\n${problems(meant.error ?? result.error)}`);
}

/** Plain JSON value from which {@link parseMechanism} makes an equal mechanism. */
export const mechanismToJson = (mechanism: Mechanism): unknown => JSON.parse(JSON.stringify(mechanism));

function build(written: WrittenMechanism): Mechanism {
  switch (written.type) {
    case 'gaussian':
      return repeated(gaussian(written), written.steps);
    case 'poissonSampledGaussian':
      return repeated(poissonSampledGaussian(written), written.steps);
    case 'jointGaussians':
      return repeated(jointGaussians(written), written.steps);
    case 'nonPrivate':
      return repeated(nonPrivate, written.steps);
    case 'composition':
      return composition(written.mechanisms.map(build));
    case 'selfComposition':
      return selfComposition(build(written.mechanism), written.count);
    default:
      return assertNever(written);
  }
}

const repeated = (mechanism: Mechanism, times: number | undefined): Mechanism =>
  times === undefined ? mechanism : selfComposition(mechanism, times);
