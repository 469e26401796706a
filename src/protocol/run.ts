// What is known about one run, as every front end reads it.
import type { RunConfig } from '../core/config/runFile';
import type { AuditDesign } from '../core/privacy/audit/design';
import type { TrainingPlan } from '../core/plan';
import type { ReleasedAccuracy } from '../core/privacy/noisyAccuracy';
import type { Labelled } from './labelled';
import type { RunState } from './runState';

/** Short, readable and unique in its store, e.g. `amber-otter-7k2`. */
export type RunId = string;

/** Which process trains: a pid alone may belong to somebody else by the time it is looked at. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When the process started, as the operating system tells it; undefined where it cannot be asked. */
  readonly startTime: string | undefined;
}

/** The data a run trains on. What depends on the records (their number, the share of the labels) stays out. */
export interface RunData {
  readonly name: string;
  /** Keyed digest of the content: names the ledger. */
  readonly digest: string;
  readonly declared: DataDeclaration;
  /** Relative paths of the configuration start here: the folder of the run file. */
  readonly baseDirectory: string;
}

/** What the owner of a data set declares it to be. */
export type DataDeclaration = 'private' | 'publicDemonstration';

/** What ran where. Never holds environment variables. */
export interface Environment {
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
  /** State of the repository that the run file lies in; null outside of one. */
  readonly source: { readonly commit: string; readonly dirty: boolean } | null;
}

/** What the trainer chose where the run file says "auto". */
export interface TrainerFacts {
  readonly backend: string;
  /** Worker threads. */
  readonly workers: number;
  /** Most records that are processed at once, or 'auto' for as many as fit a number of tokens. */
  readonly microBatch: number | 'auto';
}

/**
 * What an audit came to: its design, fixed before the first step, and its guesses about canaries, which are nobody's records. They
 * are made from the released model, so they are as released as the model itself.
 */
export interface AuditResult extends AuditDesign {
  /** Guesses that were right. */
  readonly correct: number;
  readonly delta: number;
  /** ε of the model at δ that the audit refutes, with the confidence of the design; 0 when it refutes none. */
  readonly lowerBound: number;
}

/** What a run came to. */
export interface RunResult {
  /** Figures on the test split without noise, by name: accuracy, auc, ... */
  readonly metrics: Labelled<Readonly<Record<string, number>>>;
  /** Of a run that took all of its steps and plans its release. */
  readonly releasedAccuracy?: Labelled<ReleasedAccuracy>;
  /** Of an audit that took all of its steps. */
  readonly audit?: Labelled<AuditResult>;
}

/** Timestamps are milliseconds since 1970. */
export interface Run {
  readonly id: RunId;
  readonly name: string;
  readonly state: RunState;
  readonly config: RunConfig;
  readonly plan: TrainingPlan;
  readonly data: RunData;
  readonly environment: Environment;
  readonly createdAt: number;
  /** First start, after any waiting in the queue; a resume does not change it. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly process: ProcessIdentity | undefined;
  /** When the trainer last reported; for a trainer that has not reported yet, when it was started. */
  readonly heartbeatAt: number | undefined;
  /** Steps that were taken and are part of the model. */
  readonly step: number;
  /** Counts the starts: 1 for the first, one more for each resume. */
  readonly attempt: number;
  /** Of the latest attempt that began to train; undefined before the first. */
  readonly trainer: TrainerFacts | undefined;
  readonly result: RunResult | undefined;
}

/** Asked of a trainer, which reads it between two steps. */
export interface TrainerRequest {
  readonly id: number;
  readonly runId: RunId;
  readonly kind: 'stop';
  readonly createdAt: number;
}

/** A checkpoint file that is complete on disk. Holds released parameters, so it is as far-reaching as the model itself. */
export interface Checkpoint {
  readonly runId: RunId;
  /** Number of steps taken before it: resuming starts with this step (counted from 0). Always on a grant border. */
  readonly step: number;
  /** Relative to the checkpoint folder of the store. */
  readonly path: string;
  readonly sha256: string;
  readonly createdAt: number;
}
