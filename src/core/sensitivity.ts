// How sensitive a number is: the type that keeps un-noised figures away from exports, logs and pipes.

/** Sensitivity of a series or an artefact. Only the first two may leave the machine without being asked for by name. */
export type Sensitivity =
  /** Does not depend on the data: configuration, ε, step counts. */
  | 'public'
  /** Computed from the data by a mechanism that the ledger has charged. */
  | 'released'
  /** Computed from the data without noise: losses, gradient norms, routing loads, true batch sizes. */
  | 'sensitive';

declare const dataDependent: unique symbol;

/** A value computed from the data without noise. Reading it takes {@link revealSensitive}, so that every reader can be found. */
export interface DataDependent<T> {
  readonly [dataDependent]: T;
}

export const markSensitive = <T>(value: T): DataDependent<T> => value as unknown as DataDependent<T>;

/** Unwraps a sensitive value. Call it only where the value stays on this machine or the user asked for it by name. */
export const revealSensitive = <T>(value: DataDependent<T>): T => value as unknown as T;
