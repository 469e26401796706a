// What can be done to a process at one of its boundaries: just before, within or just after a statement or a file operation.

/** A boundary of a process, counted from its start. */
export interface Place {
  /** What the operation's name holds, e.g. `INSERT INTO grants`, `rename` or `post sum`; empty: any operation. */
  readonly what: string;
  /** The how-many-eth of these, from 1. */
  readonly nth: number;
}

export type Fault =
  /** Writes the name of every operation to a file, one a line. */
  | { readonly type: 'list'; readonly file: string }
  /** SIGKILL; `within` an operation: so many microseconds after it was handed to the operating system or to SQLite's thread. */
  | { readonly type: 'kill'; readonly when: 'before' | 'after'; readonly at: Place }
  | { readonly type: 'kill'; readonly when: 'within'; readonly at: Place; readonly microseconds: number }
  /** Copies a folder, as a power loss would leave it, before and after every operation whose name holds one of these words. */
  | { readonly type: 'images'; readonly folder: string; readonly into: string; readonly of: readonly string[] }
  /** The clock of the machine is set back. */
  | { readonly type: 'clock'; readonly at: Place; readonly milliseconds: number };

/** What the saboteur is told, in the environment variable {@link orderVariable}. */
export interface Order {
  /** Name of the script whose process is meant; its children inherit the order and let it pass. */
  readonly script: string;
  readonly faults: readonly Fault[];
  /** Where every request to a worker thread for a sum of gradients is noted before it is sent; absent: nowhere. */
  readonly sums?: string;
}

export const orderVariable = 'CLOISTER_TEST_FAULT';
