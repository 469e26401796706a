// What the person at the page has chosen to see; the only part of the page's state that is kept when the tab is hidden or closed.
import * as z from 'zod/mini';

export const panelIds = ['routing', 'gradients', 'expertGradients', 'expertSignal', 'privacy', 'audit', 'loss', 'throughput', 'schedule', 'configuration'] as const;

export type PanelId = (typeof panelIds)[number];

export interface Choices {
  readonly axis: 'step' | 'time';
  /** Weight of the past in drawn lines. */
  readonly smoothing: number;
  /** Panels with logarithmic values. */
  readonly logarithmic: readonly PanelId[];
  readonly collapsed: readonly PanelId[];
  /** Layer whose heat maps are shown large; undefined: the first. */
  readonly layer: number | undefined;
  /** The exact load of the experts, where the run has released one under noise. */
  readonly exactLoad: boolean;
}

export const firstChoices: Choices = { axis: 'step', smoothing: 0, logarithmic: ['gradients'], collapsed: ['configuration'], layer: undefined, exactLoad: false };

/** Kept as JSON, a member that is undefined is missing. */
const layer: z.ZodMiniType<number | undefined> = z.optional(z.int().check(z.nonnegative()));
const panels = z.array(z.enum(panelIds));

const schema: z.ZodMiniType<Choices> = z.object({
  axis: z.enum(['step', 'time']),
  smoothing: z.number().check(z.gte(0), z.lt(1)),
  logarithmic: panels,
  collapsed: panels,
  layer,
  exactLoad: z.boolean(),
});

/** Undefined for what another version of the page has kept and this one cannot read: then the page starts as new. */
export function parseChoices(saved: unknown): Choices | undefined {
  const result = schema.safeParse((saved as { choices?: unknown } | undefined)?.choices);
  return result.success ? result.data : undefined;
}
