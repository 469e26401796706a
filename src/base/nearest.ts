// Finds the word that someone probably meant to type.

/**
 * The candidates that are within a third of the word's length from it, the nearest first; capital letters, `_` and `-` do not count.
 * Distance: the fewest letters to insert, delete, replace or swap with their neighbour (Damerau 1964).
 */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const plain = normalised(word);
  const most = Math.max(1, Math.floor(plain.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain, normalised(candidate)) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** Small letters only, without `_` and `-`, so that names of different conventions compare equal. */
export const normalised = (name: string): string => name.toLowerCase().replace(/[_-]/g, '');

/** Row by row of the usual table, keeping two rows. */
function editDistance(a: string, b: string): number {
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const [twoAbove, oneAbove] = [above, row];
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = oneAbove[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? twoAbove[j - 2] + 1 : Infinity;
      row.push(Math.min(replaced, swapped, oneAbove[j] + 1, row[j - 1] + 1));
    }
    above = oneAbove;
  }
  return row[b.length];
}
