// What is found wrong or doubtful in a run file, and the edits that would mend it.
import type { Remedy } from '../base/errors';
import type { DocumentPath } from '../core/config/documentPath';
import type { UnsoundKind } from '../core/config/unsoundOptions';

export interface Finding {
  /**
   * - `error`: the run would be refused or fail.
   * - `warning`: it runs, and probably not as meant.
   * - `note`: it runs as meant, and there is something to know about what its guarantee covers.
   */
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: FindingCode;
  /** Where in the run file; empty for the whole file. A missing member has the place where it should stand. */
  readonly path: DocumentPath;
  readonly message: string;
  /** Ways to mend it, the likeliest first. None is applied unasked. */
  readonly fixes: readonly Fix[];
  /** What would mend it outside of the run file. */
  readonly remedy?: Remedy;
  /** Where in the text, in characters, when the text is no JSON and so has no paths. */
  readonly range?: { readonly offset: number; readonly length: number };
}

export type FindingCode =
  // Of the text
  | 'unreadable'
  | 'syntax'
  | 'unknownMember'
  | 'missingMember'
  | 'wrongValue'
  | 'batchCoupled'
  | UnsoundKind
  // Of the privacy parameters and the model
  | 'deltaMissing'
  | 'noiseTarget'
  | 'lengthTarget'
  | 'samplingRate'
  | 'loadWithoutExperts'
  | 'balancingWithoutLoad'
  | 'plan'
  | 'deltaTooLarge'
  | 'deltaLarge'
  | 'epsilonLarge'
  | 'clipNormExtreme'
  | 'batchTiny'
  | 'samplingRateLarge'
  | 'noiseSwamps'
  | 'expertsStarve'
  // Of the data and its budget
  | 'dataMissing'
  | 'columnMissing'
  | 'data'
  | 'publicSizeOff'
  | 'dataChanged'
  | 'dataShared'
  | 'privateEvaluation'
  | 'budget';

export interface Fix {
  /** What it does, as a command: `Remove "epochs"`. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** Puts a value at a place, which may be new; or gives the member there another name; or takes it away. */
export type Edit =
  | { readonly type: 'set'; readonly path: DocumentPath; readonly value: unknown }
  | { readonly type: 'rename'; readonly path: DocumentPath; readonly name: string }
  | { readonly type: 'remove'; readonly path: DocumentPath };

export const setting = (path: DocumentPath, value: unknown): Edit => ({ type: 'set', path, value });

export const renaming = (path: DocumentPath, name: string): Edit => ({ type: 'rename', path, name });

export const removing = (path: DocumentPath): Edit => ({ type: 'remove', path });

export const removal = (path: DocumentPath): Fix => ({ title: `Remove "${path.at(-1)}"`, edits: [removing(path)] });
