// The plan of a run: its noise and its sampling, for people and for machines.
import type { TrainingPlan } from '../../core/plan';
import { mechanismToJson } from '../../core/privacy/mechanismJson';
import { guaranteeJson } from '../../services/guaranteeJson';
import { grouped, significant } from '../../base/numberText';
import type { Fact } from './table';

export const planFacts = (plan: TrainingPlan): Fact[] => [
  ['noise', `noise multiplier ${significant(plan.noiseMultiplier)}, clip norm ${significant(plan.clipNorm)}`],
  ['sampling', `rate ${significant(plan.samplingRate)}: ${grouped(plan.expectedBatchSize)} of ${grouped(plan.publicSize)} records expected in a batch`],
  ['evaluation', plan.evaluation && `accuracy released after the last step, noise multiplier ${significant(plan.evaluation.noiseMultiplier)}`],
];

export function planJson({ samplingRate, steps, noiseMultiplier, clipNorm, expectedBatchSize, publicSize, evaluation, guarantee }: TrainingPlan): object {
  return { samplingRate, steps, noiseMultiplier, clipNorm, expectedBatchSize, publicSize, evaluation: evaluation && mechanismToJson(evaluation), guarantee: guaranteeJson(guarantee) };
}
