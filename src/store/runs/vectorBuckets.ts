// Reads vectors in buckets of steps: SQLite hands out the rows in chunks, and one pass over them gathers mean and extremes.
import type { VectorBuckets } from '../../protocol/buckets';
import type { Connection } from '../driver';

/** Rows of one chunk. Gathering them takes about a millisecond; between two chunks other work gets its turn. */
const chunkRows = 1_000;

interface Row {
  readonly step: number;
  readonly value: Uint8Array;
}

/**
 * The buckets of one series from the one that holds `fromStep` on; undefined when there is no row. A NaN (the load of an empty
 * batch) is skipped by mean, min and max; an expert with nothing else in a bucket has NaN for all three.
 * @param width steps of one bucket
 * @throws Error when the rows differ in length
 */
export async function readVectorBuckets(connection: Connection, series: number, fromStep: number, width: number): Promise<VectorBuckets | undefined> {
  let gathering: Gathering | undefined;
  let next = Math.floor(fromStep / width) * width;
  for (;;) {
    const rows = await connection.all<Row>('SELECT step, value FROM vectors WHERE series = ? AND step >= ? ORDER BY step LIMIT ?', [series, next, chunkRows]);
    if (rows.length > 0) gathering ??= new Gathering(rows[0].value.byteLength / Float32Array.BYTES_PER_ELEMENT, width);
    for (const row of rows) gathering!.add(row);
    if (rows.length < chunkRows) return gathering?.buckets();
    next = rows[rows.length - 1].step + 1;
  }
}

/** The buckets so far, and the sums of the last one. */
class Gathering {
  private readonly steps: number[] = [];
  private readonly rows = { mean: [] as Float32Array[], min: [] as Float32Array[], max: [] as Float32Array[] };
  private readonly sums: Float64Array; // (experts)
  private readonly counts: Float64Array; // (experts)
  private readonly vector: Float32Array; // (experts)
  private readonly vectorBytes: Uint8Array;

  constructor(
    private readonly experts: number,
    private readonly width: number,
  ) {
    this.sums = new Float64Array(experts);
    this.counts = new Float64Array(experts);
    this.vector = new Float32Array(experts);
    this.vectorBytes = new Uint8Array(this.vector.buffer);
  }

  add({ step, value }: Row): void {
    const { experts, vector, sums, counts, rows } = this;
    if (value.byteLength !== this.vectorBytes.byteLength) throw new Error(`A vector of step ${step} has ${value.byteLength} bytes, not ${this.vectorBytes.byteLength}.`);
    this.vectorBytes.set(value); // Copied, because SQLite's bytes need not lie at a multiple of four.
    const start = step - (step % this.width);
    if (this.steps.at(-1) !== start) this.begin(start);
    const [min, max] = [rows.min[rows.min.length - 1], rows.max[rows.max.length - 1]];
    for (let e = 0; e < experts; e++) {
      const entry = vector[e];
      if (Number.isNaN(entry)) continue;
      if (counts[e] === 0 || entry < min[e]) min[e] = entry;
      if (counts[e] === 0 || entry > max[e]) max[e] = entry;
      sums[e] += entry;
      counts[e]++;
    }
  }

  buckets(): VectorBuckets {
    this.finishMean();
    const { mean, min, max } = this.rows;
    return { experts: this.experts, steps: Int32Array.from(this.steps), mean: joined(mean), min: joined(min), max: joined(max) };
  }

  private begin(start: number): void {
    if (this.steps.length > 0) this.finishMean();
    this.steps.push(start);
    this.rows.min.push(new Float32Array(this.experts).fill(NaN));
    this.rows.max.push(new Float32Array(this.experts).fill(NaN));
    this.sums.fill(0);
    this.counts.fill(0);
  }

  private finishMean(): void {
    this.rows.mean.push(Float32Array.from(this.sums, (sum, e) => sum / this.counts[e]));
  }
}

/** (rows) of (experts) → (rows · experts) */
function joined(rows: readonly Float32Array[]): Float32Array {
  const experts = rows[0].length;
  const whole = new Float32Array(rows.length * experts);
  rows.forEach((row, i) => whole.set(row, i * experts));
  return whole;
}
