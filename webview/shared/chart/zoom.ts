// Ranges of steps that zooming by keyboard leads to.
import type { StepRange } from './lineModel';

/**
 * A range `factor` times as long around a step, in whole steps from 0 on, at least 4 steps long. The step keeps its place
 * on the screen where it can.
 */
export function zoomAround({ fromStep, toStep }: StepRange, step: number, factor: number): StepRange {
  const length = Math.max(4, Math.round((toStep - fromStep) * factor));
  const share = toStep === fromStep ? 0.5 : (step - fromStep) / (toStep - fromStep);
  const from = Math.max(0, Math.round(step - share * length));
  return { fromStep: from, toStep: from + length };
}
