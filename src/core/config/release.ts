// Rules between the model and what its run releases beside the gradient, which neither section can check alone.
import { sparseBlocks, type ModelConfig } from './model';
import type { PrivacyConfig } from './privacy';
import type { Problem } from './problems';

/**
 * A balancing loss that goes by the released load needs that load; and only a model with experts has one. Told where the member of
 * the privacy section stands, or should.
 */
export function releaseProblems({ model, privacy }: { readonly model: ModelConfig; readonly privacy: PrivacyConfig }): Problem[] {
  const path = ['privacy', 'release', 'routingLoad'];
  const released = privacy.release?.routingLoad !== undefined;
  const hasExperts = sparseBlocks(model).length > 0;
  if (released && !hasExperts) {
    return [{ kind: 'loadWithoutExperts', path, message: 'This model has no layer with experts, so there is no routing load to release.', choices: [] }];
  }
  if (!released && hasExperts && model.architecture === 'switch' && model.balancing.kind === 'released') {
    const message = 'The balancing loss of kind "released" goes by the routing load of earlier steps, which this run does not release.';
    return [{ kind: 'balancingWithoutLoad', path, message, choices: [] }];
  }
  return [];
}
