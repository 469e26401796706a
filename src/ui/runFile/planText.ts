// What a run file comes to, in the words of code lenses and hovers. Without the editor, so that it can be tested alone.
import { grouped, significant } from '../../base/numberText';
import type { PrivacyConfig } from '../../core/config/privacy';
import type { TrainingPlan } from '../../core/plan';
import { deltaText, epsilonText } from '../../core/privacy/guaranteeText';
import { noiseFactor } from '../../core/privacy/jointRelease';
import { guaranteeText } from '../guaranteeText';
import type { Translate } from '../translate';

/** `ε 3.00 at δ 1e-4 · 79 steps · noise multiplier 1.636` */
export function planTitle({ guarantee, steps, noiseMultiplier }: TrainingPlan, t: Translate): string {
  const epsilon = epsilonText(guarantee.epsilon.pld);
  const delta = deltaText(guarantee.delta);
  return t('ε {0} at δ {1} · {2} steps · noise multiplier {3}', epsilon, delta, grouped(steps), significant(noiseMultiplier));
}

/** Everything that gives the ε of a title its meaning. */
export function planTooltip({ guarantee, samplingRate, expectedBatchSize, publicSize }: TrainingPlan, t: Translate): string {
  const sampling = t(
    'Each record joins each batch with probability {0}: {1} of {2} records are expected.',
    significant(samplingRate),
    grouped(expectedBatchSize),
    grouped(publicSize),
  );
  return `${guaranteeText(guarantee, t)}\n${sampling}`;
}

/** Markdown for the member that someone points at. */
export function privacyHover(member: 'epsilon' | 'noiseMultiplier', privacy: PrivacyConfig, plan: TrainingPlan, t: Translate): string {
  const noise = significant(plan.noiseMultiplier);
  const steps = grouped(plan.steps);
  if (plan.noiseMultiplier === 0) return t('Without noise there is no guarantee: ε is ∞. Private data refuses this.');
  const deviation = significant(plan.noiseMultiplier * privacy.clipNorm * noiseFactor(plan.release ?? {}));
  const told =
    member === 'epsilon'
      ? t('Comes to a **noise multiplier of {0}** over {1} steps.', noise, steps)
      : t('Comes to **ε {0} at δ {1}** over {2} steps.', epsilonText(plan.guarantee.epsilon.pld), deltaText(plan.guarantee.delta), steps);
  const scale = t('Noise of standard deviation {0} is added to every member of each summed gradient.', deviation);
  return [told, scale, planTooltip(plan, t).replace('\n', '\n\n')].join('\n\n');
}
