// The doubt that noise leaves anything to learn from, told before a run has spent its budget on it.
import { grouped } from '../base/numberText';
import { roundedDown } from '../base/round';
import type { ModelConfig } from '../core/config/model';
import { parameterCount } from '../core/config/parameterCount';
import { presetNames, presets } from '../core/config/presets';
import type { DataConfig, RunConfig } from '../core/config/runFile';
import { leastSignalToNoise, signalToNoise } from '../core/privacy/signalToNoise';
import type { TrainingPlan } from '../core/plan';
import { vocabularySize } from '../data/vocabulary';
import { setting, type Finding, type Fix } from './findings';

/**
 * A warning when even parallel gradients of all records would be drowned by the noise; see {@link signalToNoise}. From public quantities
 * alone, so that it may be shown anywhere. Its fixes are the presets with few enough parameters, the largest first.
 */
export function signalFindings({ model, data }: Pick<RunConfig, 'model' | 'data'>, plan: TrainingPlan): Finding[] {
  const parameters = parametersOf(model, data);
  const ratio = ratioOf(plan, parameters);
  if (ratio >= leastSignalToNoise) return [];
  const message =
    `The noise swamps any signal: if the gradients of all records pointed the same way in every step, all of them together would still be only ` +
    `${roundedDown(ratio, 2)} times as long as the noise on the ${grouped(parameters)} parameters. ` +
    'What helps: a larger expected batch, more epochs, a larger ε or less noise, or a model with fewer parameters.';
  return [{ severity: 'warning', code: 'noiseSwamps', path: ['privacy'], message, fixes: smallerModels(data, plan, parameters) }];
}

function ratioOf({ noiseMultiplier, expectedBatchSize, steps, release }: TrainingPlan, parameters: number): number {
  const { routingLoad = 0, clippedShare = 0 } = release ?? {};
  return signalToNoise({ noiseMultiplier: noiseMultiplier * Math.sqrt(1 + routingLoad + clippedShare), expectedBatchSize, steps, parameters });
}

function parametersOf(model: ModelConfig, data: DataConfig): number {
  return parameterCount(model, vocabularySize, 'builtIn' in data ? builtInClasses : data.labels.length);
}

/** Ham and spam. */
const builtInClasses = 2;

/** What a run releases of its routing fits no model without experts, so such a run is offered none. */
function smallerModels(data: DataConfig, plan: TrainingPlan, parameters: number): Fix[] {
  if (plan.release?.routingLoad !== undefined) return [];
  return presetNames
    .map((preset) => ({ preset, size: parametersOf(presets[preset], data) }))
    .filter(({ size }) => size < parameters && ratioOf(plan, size) >= leastSignalToNoise)
    .sort((a, b) => b.size - a.size)
    .map(({ preset, size }) => ({ title: `Use the preset "${preset}", with ${grouped(size)} parameters`, edits: [setting(['model'], { preset })] }));
}
