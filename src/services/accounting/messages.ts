// What the thread that asks and the accountant's thread say to each other.
import type { ErrorKind, Remedy } from '../../base/errors';
import type { PrivacyConfig } from '../../core/config/privacy';
import type { TrainingPlan } from '../../core/plan';
import type { Guarantee } from '../../core/privacy/guarantee';
import type { Mechanism } from '../../core/privacy/mechanism';
import type { PrivacyUnit } from '../../core/privacy/unit';

export type Question =
  | { readonly type: 'plan'; readonly privacy: PrivacyConfig }
  | { readonly type: 'guarantee'; readonly mechanism: Mechanism; readonly delta: number; readonly unit: PrivacyUnit }
  | { readonly type: 'epsilon'; readonly mechanism: Mechanism; readonly delta: number };

export type Answer = TrainingPlan | Guarantee | number;

/** `id` says which question a reply belongs to. */
export interface Request {
  readonly id: number;
  readonly question: Question;
}

export type Reply =
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answer }
  /** An error for people: it is made anew on the other side, with the same kind, message and remedy. */
  | { readonly type: 'refusal'; readonly id: number; readonly kind: ErrorKind; readonly message: string; readonly remedy: Remedy | undefined }
  /** A defect of ours, with the stack of the thread that it happened in. */
  | { readonly type: 'defect'; readonly id: number; readonly message: string; readonly stack: string };
