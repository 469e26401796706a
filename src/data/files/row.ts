// What every reader of data files yields: a row with its place, its values not yet checked.

/** Names of the two columns that are read. */
export interface Columns {
  readonly text: string;
  readonly label: string;
}

export interface Row {
  /** Where it stands, for messages: `mails.jsonl:12` or `mails.parquet, row 12`. */
  readonly place: string;
  readonly text: unknown;
  readonly label: unknown;
}

/** `"a", "b"`: names as messages list them. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ') || 'none';
