// Messages between the extension and the compare page. Both sides check what they receive (see messages.ts).
import type { RunConfig } from '../core/config/runFile';
import type { Guarantee } from '../core/privacy/guarantee';
import type { ScalarView } from './buckets';
import type { TestFigures } from './figures';
import type { Labelled } from './labelled';
import type { AuditResult, DataDeclaration, RunId } from './run';
import type { RunState } from './runState';

/** One run as the table shows it. */
export interface ComparedRun extends TestFigures {
  readonly id: RunId;
  readonly name: string;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  readonly createdAt: number;
  readonly config: RunConfig;
  readonly dataSet: { readonly name: string; readonly digest: string; readonly declared: DataDeclaration };
  readonly noiseMultiplier: number;
  readonly samplingRate: number;
  /** Of what was charged so far. */
  readonly spent: Guarantee;
  /** Of an audit that took all of its steps. */
  readonly audit?: Labelled<AuditResult> | undefined;
}

/** Extension → page. */
export type ToCompare =
  /** All runs of the store, the newest first; sent when the page is ready and when the list changes. */
  | { readonly type: 'runs'; readonly runs: readonly ComparedRun[]; readonly selected: readonly RunId[] | undefined }
  /** Runs of the list that are not as they were, while the list itself is. */
  | { readonly type: 'changed'; readonly runs: readonly ComparedRun[] }
  /** Series of one selected run; sent again while it trains. */
  | { readonly type: 'curves'; readonly runId: RunId; readonly scalars: readonly ScalarView[] }
  | { readonly type: 'unavailable'; readonly message: string };

export type ExportFormat = 'csv' | 'json';

/** Page → extension. */
export type FromCompare =
  | { readonly type: 'ready' }
  /** The runs whose curves the page shows. */
  | { readonly type: 'select'; readonly runIds: readonly RunId[] }
  | { readonly type: 'openDashboard'; readonly runId: RunId }
  /** Released figures only, unless sensitive ones were asked for by name. */
  | { readonly type: 'export'; readonly runIds: readonly RunId[]; readonly format: ExportFormat; readonly includeSensitive: boolean };
