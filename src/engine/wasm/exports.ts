// The functions of the compiled kernel module as the host sees them; what each does stands in assembly/.

/** An address in the shared heap, in bytes; 0 where a tensor may be missing. */
type Pointer = number;
type Flag = 0 | 1;

/** Signatures of assembly/index.ts. Sizes count elements; matrices are row-major. */
export interface KernelExports {
  fixedWorkspaceBytes(): number;
  setWorkspace(address: Pointer): void;

  multiply(
    m: number, n: number, k: number,
    a: Pointer, lda: number, transposeA: Flag, b: Pointer, ldb: number, transposeB: Flag, c: Pointer, ldc: number,
  ): void;

  segmentGradients(x: Pointer, inputs: number, dy: Pointer, outputs: number, starts: Pointer, segments: number, gradients: Pointer): void;
  gradientNormElements(rows: number, inputs: number, outputs: number): number;
  keepsGradient(rows: number, inputs: number, outputs: number): Flag;
  gradientSquaredNorms(
    x: Pointer, inputs: number, dy: Pointer, outputs: number, starts: Pointer, records: number, kept: Pointer, norms: Pointer,
  ): void;
  rowSquaredNorms(m: Pointer, rows: number, n: number, norms: Pointer): void;
  weightedRowSum(m: Pointer, weights: Pointer, rows: number, n: number, sum: Pointer): void;
  scaleRows(m: Pointer, n: number, weights: Pointer, starts: Pointer, records: number, scaled: Pointer): void;

  firstOutside(ids: Pointer, count: number, vocabulary: number): number;
  embed(table: Pointer, ids: Pointer, count: number, d: number, multiplier: number, rows: Pointer): void;
  embeddingNormElements(longest: number, d: number): number;
  embeddingSquaredNorms(
    ids: Pointer, dy: Pointer, d: number, starts: Pointer, records: number, multiplier: number, norms: Pointer,
  ): void;
  embeddingGradient(
    ids: Pointer, dy: Pointer, d: number, weights: Pointer, starts: Pointer, records: number,
    multiplier: number, vocabulary: number, table: Pointer,
  ): void;

  rmsNorm(x: Pointer, scale: Pointer, rows: number, d: number, epsilon: number, y: Pointer, inverseRms: Pointer): void;
  rmsNormBackward(x: Pointer, inverseRms: Pointer, scale: Pointer, dy: Pointer, rows: number, d: number, dx: Pointer): void;
  rmsNormScaleGradients(
    x: Pointer, inverseRms: Pointer, dy: Pointer, d: number, starts: Pointer, records: number, gradients: Pointer,
  ): void;

  attention(
    qkv: Pointer, distanceBias: Pointer, distances: number, heads: number, dKv: number, factor: number,
    starts: Pointer, records: number, longest: number, out: Pointer, probabilities: Pointer,
  ): void;
  attentionBackward(
    qkv: Pointer, probabilities: Pointer, dOut: Pointer, distances: number, heads: number, dKv: number, factor: number,
    starts: Pointer, records: number, dQkv: Pointer, dBias: Pointer,
  ): void;

  relu(x: Pointer, n: number, y: Pointer): void;
  reluBackward(y: Pointer, dy: Pointer, n: number, dx: Pointer): void;

  routerSoftmax(
    logits: Pointer, rows: number, experts: number, probabilities: Pointer, logSumExp: Pointer, expert: Pointer, gate: Pointer,
  ): void;
  sortByExpert(
    expert: Pointer, experts: number, capacity: number, starts: Pointer, records: number,
    gate: Pointer, order: Pointer, position: Pointer, offsets: Pointer,
  ): void;
  routerLoss(
    probabilities: Pointer, logSumExp: Pointer, expert: Pointer, experts: number, balancing: number, load: Pointer, zLoss: number,
    starts: Pointer, records: number, losses: Pointer,
  ): void;
  routeBackward(
    probabilities: Pointer, logSumExp: Pointer, expert: Pointer, position: Pointer, offsets: Pointer, experts: number,
    dGate: Pointer, balancing: number, load: Pointer, zLoss: number, starts: Pointer, records: number, dLogits: Pointer,
  ): void;

  dispatch(x: Pointer, order: Pointer, rows: number, n: number, sorted: Pointer): void;
  gather(
    sorted: Pointer, position: Pointer, offsets: Pointer, experts: number, factors: Pointer, rows: number, n: number, x: Pointer,
  ): void;
  combineBackward(
    sorted: Pointer, dy: Pointer, order: Pointer, gate: Pointer, offsets: Pointer, experts: number,
    rows: number, n: number, dSorted: Pointer, dGate: Pointer,
  ): void;
  expertMatMul(
    x: Pointer, inputs: number, w: Pointer, outputs: number, transposeW: Flag,
    offsets: Pointer, experts: number, rows: number, y: Pointer,
  ): void;
  expertSquaredNorms(
    x: Pointer, inputs: number, dy: Pointer, outputs: number, order: Pointer, offsets: Pointer, experts: number,
    starts: Pointer, records: number, longest: number, norms: Pointer,
  ): void;
  scaleSortedRows(
    m: Pointer, n: number, weights: Pointer, order: Pointer, offsets: Pointer, experts: number,
    rows: number, starts: Pointer, scaled: Pointer,
  ): void;

  meanPool(x: Pointer, d: number, starts: Pointer, records: number, mean: Pointer): void;
  meanPoolBackward(dMean: Pointer, d: number, starts: Pointer, records: number, dx: Pointer): void;
  crossEntropy(logits: Pointer, labels: Pointer, rows: number, classes: number, loss: Pointer, dLogits: Pointer): void;
}
