// Mean of the rows of each record, and back.
import { at } from './lanes';
import { startOf } from './segments';
import { add, fillZero, scale } from './vectors';

/** x (R, d) → mean (B, d). */
export function meanPool(x: usize, d: i32, starts: usize, records: i32, mean: usize): void {
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const end = startOf(starts, b + 1);
    const target = at(mean, b * d);
    fillZero(target, d);
    for (let i = first; i < end; i++) {
      add(target, at(x, i * d), d);
    }
    scale(target, target, <f32>1 / <f32>(end - first), d);
  }
}

/** dMean (B, d) → dx (R, d). */
export function meanPoolBackward(dMean: usize, d: i32, starts: usize, records: i32, dx: usize): void {
  for (let b = 0; b < records; b++) {
    const first = startOf(starts, b);
    const end = startOf(starts, b + 1);
    const perRow = <f32>1 / <f32>(end - first);
    for (let i = first; i < end; i++) {
      scale(at(dx, i * d), at(dMean, b * d), perRow, d);
    }
  }
}
