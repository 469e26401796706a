// Which rows belong to which record.
import { at } from './lanes';

/** First row of record b; for b = number of records, the number of rows. */
@inline
export function startOf(starts: usize, b: i32): i32 {
  return i32.load(at(starts, b));
}

/** The record that owns `row`, searched upwards from a record that does not come later. */
@inline
export function recordOf(starts: usize, row: i32, from: i32): i32 {
  while (startOf(starts, from + 1) <= row) from++;
  return from;
}
