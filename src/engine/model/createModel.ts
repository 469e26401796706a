// Makes the model that a run's configuration names.
import { assertNever } from '../../base/errors';
import type { ModelConfig } from '../../core/config/model';
import { createLinearClassifier } from './linearClassifier';
import type { Model } from './model';
import { createSwitchClassifier } from './switchClassifier';

/** @param vocabulary number of token ids, @param classes number of labels */
export function createModel(config: ModelConfig, vocabulary: number, classes: number): Model {
  switch (config.architecture) {
    case 'switch':
      return createSwitchClassifier(config, vocabulary, classes);
    case 'linear':
      return createLinearClassifier(vocabulary, classes);
    default:
      return assertNever(config);
  }
}
