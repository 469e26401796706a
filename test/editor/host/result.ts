// What the extension host tells the test runner about one test.

export interface HostResult {
  readonly title: string;
  /** Null: passed. */
  readonly error: string | null;
}
