// What every reader of data files yields: a row with its place, its values not yet checked.

/** Names of the columns that are read. */
export interface Columns {
  readonly text: string;
  readonly label: string;
  /** Tells whose record it is; absent where every record is a unit of its own. */
  readonly unit?: string;
}

/** The names that are there. */
export const columnNames = ({ text, label, unit }: Columns): string[] => [text, label, ...(unit === undefined ? [] : [unit])];

export interface Row {
  /** Where it stands, for messages: `mails.jsonl:12` or `mails.parquet, row 12`. */
  readonly place: string;
  readonly text: unknown;
  readonly label: unknown;
  /** Undefined also where no such column is read. */
  readonly unit: unknown;
}

/** `"a", "b"`: names as messages list them. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ') || 'none';
