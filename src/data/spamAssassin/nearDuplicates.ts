// Groups texts that are nearly the same, exactly and in deterministic order: the one step that looks across records.

/** Texts whose sets of shingles overlap at least this much (Jaccard index) are near-duplicates. */
const threshold = 0.5;
/** Words of a shingle. */
const shingleLength = 3;
/** Later words are not compared. */
const comparedWords = 400;
/** Texts that open with the same words are near-duplicates, however they go on: forms and newsletters. */
const openingWords = 30;

/**
 * Groups of near-duplicates: the transitive closure of "Jaccard index of the 3-word shingles ≥ 0.5, or the same first 30
 * words", numbers left out. Exact, so that no pair is missed: a pair with that overlap must share a shingle among the rarest
 * of each (prefix filtering: Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).
 *
 * Only for public data: whether a text joins a group depends on the other texts, which bounds no record's influence.
 * @param texts the words of each text
 * @returns groups of indices, each rising, ordered by their first index; a text without a twin is a group of one
 */
export function nearDuplicateGroups(texts: readonly (readonly string[])[]): number[][] {
  const compared = texts.map((words) => words.filter((word) => !word.startsWith('num')).slice(0, comparedWords));
  const groups = new DisjointSets(texts.length);
  joinEqualOpenings(compared, groups);
  joinOverlapping(rarestFirst(compared.map(shinglesOf)), groups);
  return groups.toArrays();
}

function joinEqualOpenings(texts: readonly (readonly string[])[], groups: DisjointSets): void {
  const firstWith = new Map<string, number>();
  texts.forEach((words, i) => {
    const opening = words.slice(0, openingWords).join(' ');
    const first = firstWith.get(opening);
    if (first === undefined) firstWith.set(opening, i);
    else groups.join(first, i);
  });
}

/** The distinct runs of three words; a text of fewer words is one shingle. */
function shinglesOf(words: readonly string[]): Set<string> {
  const shingles = new Set<string>();
  for (let i = 0; i < Math.max(1, words.length - shingleLength + 1); i++) shingles.add(words.slice(i, i + shingleLength).join(' '));
  return shingles;
}

/** Shingles as numbers that rise with their frequency, each text's rarest first. */
function rarestFirst(texts: readonly ReadonlySet<string>[]): Int32Array[] {
  const frequency = new Map<string, number>();
  for (const shingles of texts) for (const shingle of shingles) frequency.set(shingle, (frequency.get(shingle) ?? 0) + 1);
  const rank = new Map([...frequency].sort((a, b) => a[1] - b[1]).map(([shingle], i) => [shingle, i]));
  return texts.map((shingles) => Int32Array.from(shingles, (shingle) => rank.get(shingle)!).sort());
}

/** Joins each text with the earlier ones that it overlaps, looked up by the rarest shingles alone. */
function joinOverlapping(texts: readonly Int32Array[], groups: DisjointSets): void {
  const holders = new Map<number, number[]>();
  texts.forEach((shingles, i) => {
    const prefix = shingles.subarray(0, shingles.length - Math.ceil(threshold * shingles.length) + 1);
    for (const shingle of prefix) {
      const earlier = holders.get(shingle);
      for (const j of earlier ?? []) {
        if (!groups.joined(i, j) && jaccard(shingles, texts[j]) >= threshold) groups.join(i, j);
      }
      if (earlier) earlier.push(i);
      else holders.set(shingle, [i]);
    }
  });
}

/** |a ∩ b| / |a ∪ b| of two rising lists. */
function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i] - b[j];
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared / (a.length + b.length - shared);
}

/** Union-find with path halving. */
class DisjointSets {
  private readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  join(a: number, b: number): void {
    const [first, second] = [this.root(a), this.root(b)].sort((x, y) => x - y) as [number, number];
    this.parent[second] = first;
  }

  joined(a: number, b: number): boolean {
    return this.root(a) === this.root(b);
  }

  toArrays(): number[][] {
    const members = new Map<number, number[]>();
    for (let i = 0; i < this.parent.length; i++) {
      const root = this.root(i);
      const group = members.get(root);
      if (group) group.push(i);
      else members.set(root, [i]);
    }
    return [...members.values()];
  }

  private root(item: number): number {
    let i = item;
    while (this.parent[i] !== i) {
      this.parent[i] = this.parent[this.parent[i]]!;
      i = this.parent[i]!;
    }
    return i;
  }
}
