// Doubts about the model section of a run file.
import type { RunConfig } from '../core/config/runFile';
import type { Finding } from './findings';

export function modelFindings({ model, data, privacy }: RunConfig): Finding[] {
  if (model.architecture !== 'switch' || model.numExperts === 1) return [];
  const tokens = (privacy.expectedBatchSize * data.maxTokens) / model.numExperts;
  if (tokens >= 32) return [];
  const message = `At most ${Math.floor(tokens)} tokens of a batch reach each of the ${model.numExperts} experts on average, which is too few to learn from under noise.`;
  return [{ severity: 'warning', code: 'expertsStarve', path: ['model', 'numExperts'], message, fixes: [] }];
}
