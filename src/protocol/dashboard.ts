// Messages between the extension and the dashboard page of one run. Both sides check what they receive (see messages.ts).
import type { RunConfig } from '../core/config/runFile';
import type { TrainingPlan } from '../core/plan';
import type { Guarantee } from '../core/privacy/guarantee';
import type { ScalarView, VectorKind, VectorView } from './buckets';
import type { TestFigures } from './figures';
import type { Labelled } from './labelled';
import type { Enforcement } from './ledger';
import type { AuditResult, DataDeclaration, RunId } from './run';
import type { RunState } from './runState';

/** What the page knows about the run besides its series. */
export interface DashboardRun extends TestFigures {
  readonly id: RunId;
  readonly name: string;
  readonly state: RunState;
  /** Steps that were taken. */
  readonly step: number;
  readonly attempt: number;
  readonly config: RunConfig;
  readonly plan: TrainingPlan;
  readonly dataSet: { readonly name: string; readonly declared: DataDeclaration };
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Guarantee of the steps charged so far. */
  readonly spent: Guarantee;
  /** Whether the page offers to take it up again: false for an audit, and for data that was retired since. */
  readonly resumable: boolean;
  /** Which backend trains, in words; undefined before the trainer has said. */
  readonly backend: string | undefined;
  /** Of an audit that took all of its steps. */
  readonly audit?: Labelled<AuditResult> | undefined;
}

/** The ledger of the run's data set, as far as the ε panel shows it. All ε at `delta`, by the filter. */
export interface DashboardBudget {
  /** `advisory`: nothing is refused, and the page must not call it a cap. */
  readonly enforcement: Enforcement;
  readonly cap: number;
  readonly delta: number;
  /** Of all runs on the data set. */
  readonly spent: number;
  /** Spent, and reserved by open claims. */
  readonly committed: number;
  readonly remaining: number;
  /** Rényi order of the filter. */
  readonly order: number;
  /** Of the whole ledger while the run goes on; undefined for a run that has ended. */
  readonly forecast: LedgerForecast | undefined;
}

/** ε of the ledger over the steps of a run, other runs counted with all that they reserve. By the filter it is a straight line. */
export interface LedgerForecast {
  /** Before the run was charged anything. */
  readonly start: PlannedEpsilon;
  readonly now: PlannedEpsilon;
  /** At the end of the plan. */
  readonly end: PlannedEpsilon;
  /** Last step that the cap lets the run take, when that comes before the end of the plan. */
  readonly capReachedAt: number | undefined;
}

export interface DashboardSnapshot {
  readonly run: DashboardRun;
  /** Undefined for data without a cap. */
  readonly budget: DashboardBudget | undefined;
  readonly scalars: readonly ScalarView[];
  /** Which vector series exist; their rows are asked for, layer by layer, by `watchVectors`. */
  readonly vectorSeries: readonly { readonly kind: VectorKind; readonly layer: number }[];
}

/**
 * What is new: every view starts at a bucket border, and the page drops its own buckets from that border on before it appends.
 * So a resumed run, whose steps from the checkpoint on are taken again, needs nothing of its own.
 */
export interface DashboardTail {
  readonly run: DashboardRun;
  readonly budget: DashboardBudget | undefined;
  /** First step that the views of this tail may hold. */
  readonly fromStep: number;
  readonly scalars: readonly ScalarView[];
  readonly vectors: readonly VectorView[];
}

/** A point of a curve of ε over the steps of a run. */
export interface PlannedEpsilon {
  readonly step: number;
  readonly epsilon: number;
}

/** Extension → page. */
export type ToDashboard =
  | { readonly type: 'snapshot'; readonly snapshot: DashboardSnapshot }
  | { readonly type: 'tail'; readonly tail: DashboardTail }
  /** The curve of the plan, as soon as it is worked out: rising, from step 0 to the end; empty without privacy. */
  | { readonly type: 'planned'; readonly points: readonly PlannedEpsilon[] }
  /** Rows of vector series from their beginning: the answer to `watchVectors`. */
  | { readonly type: 'vectors'; readonly vectors: readonly VectorView[] }
  /** The answer to `zoom`: finer buckets of a range of steps, raw points where they fit. */
  | { readonly type: 'range'; readonly request: number; readonly scalars: readonly ScalarView[] }
  /** The run was deleted, or the store cannot be read. */
  | { readonly type: 'unavailable'; readonly message: string };

/** What a button of the page asks for; each is also a command of the palette. */
export type DashboardCommand = 'stopRun' | 'resumeRun' | 'showLog' | 'showStatement' | 'compareRuns' | 'exportRun';

/** Page → extension. */
export type FromDashboard =
  /** The page is loaded, or shown again: it wants a snapshot. */
  | { readonly type: 'ready' }
  /** The layers on screen; the extension sends their rows and keeps them up to date. */
  | { readonly type: 'watchVectors'; readonly series: readonly { readonly kind: VectorKind; readonly layer: number }[] }
  | { readonly type: 'zoom'; readonly request: number; readonly names: readonly string[]; readonly fromStep: number; readonly toStep: number }
  | { readonly type: 'command'; readonly command: DashboardCommand };
