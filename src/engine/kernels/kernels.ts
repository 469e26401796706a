// The operations that the engine needs from a backend, over rows of many records packed without padding.
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/**
 * Which rows belong to which record. The norms of gradients, and the weights that gradients are added up with, are of units of
 * privacy: kernels that make or take these are given the rows of units in the place of records, and treat a unit's rows as one
 * record's. Rows of all records lie one after the other, so no record is padded and no operation
 * can depend on how long its batch-mates are.
 */
export interface Segments {
  /** Number of records, B. */
  readonly records: number;
  /** Number of rows of all records together, R. */
  readonly rows: number;
  /** Length of the longest record. */
  readonly longest: number;
  /** Record b owns rows starts[b] up to starts[b + 1]. int32 (B + 1) */
  readonly starts: Tensor1D;
  /** The same on the host. (B + 1) */
  readonly hostStarts: Int32Array;
}

/**
 * The decision of a top-1 router, and the order in which experts see the rows: sorted by expert, then by row, so that the
 * rows of one record inside one expert lie together. Rows over capacity come last, behind the last expert.
 */
export interface Routing {
  /** Number of experts, E. */
  readonly experts: number;
  /** Softmax of the router logits. (R, E) */
  readonly probabilities: Tensor2D;
  /** log Σ exp of the router logits. (R) */
  readonly logSumExp: Tensor1D;
  /** Chosen expert of each row, the lowest index among equals; kept or not. int32 (R) */
  readonly expert: Tensor1D;
  /** Probability of the chosen expert; 0 where the row was dropped. (R) */
  readonly gate: Tensor1D;
  /** Sorted position → row. int32 (R) */
  readonly order: Tensor1D;
  /** Row → sorted position. int32 (R) */
  readonly position: Tensor1D;
  /** Expert e owns sorted positions offsets[e] up to offsets[e + 1]; dropped rows follow. int32 (E + 1) */
  readonly offsets: Tensor1D;
}

export interface AttentionShape {
  readonly numHeads: number;
  readonly dKv: number;
  /** Factor on the scores before the softmax: 1 for Switch. */
  readonly scale: number;
}

/** Attention of a pass, with what its backward pass needs; a backend keeps the probabilities in whatever form it likes. */
export interface Attention {
  readonly out: Tensor2D; // (R, H · dKv)
  /** dOut (R, H · dKv) → dQkv (R, 3 · H · dKv), and each record's gradient of distanceBias (B, H · (2 L - 1)), null without one */
  readonly backward: (dOut: Tensor2D) => { dQkv: Tensor2D; dDistanceBias: Tensor2D | null };
}

export interface RouterLosses {
  /** Coefficient of E · Σ_e f_e P_e inside each record; 0 turns it off. */
  readonly balancing: number;
  /** f, the same for every record and with no gradient, e.g. a load that was released; absent: each record's own. (E) */
  readonly load?: Tensor1D;
  /** Coefficient of the mean squared log-sum-exp inside each record; 0 turns it off. */
  readonly zLoss: number;
}

/**
 * The gradient of a matrix or of a stack of them, still separable by unit of privacy. How the norms come about is the backend's
 * choice: by Gram matrices (the ghost norm ⟨X Xᵀ, dY dYᵀ⟩), or from each unit's own gradient, which it may keep for the sum.
 */
export interface SeparableGradient<T extends Tensor> {
  /** ‖g_u‖² of each unit's gradient. (U) */
  squaredNorms(): Tensor1D;
  /** Σ_u weights_u · g_u; null weighs every unit with 1. weights (U) */
  sum(weights: Tensor1D | null): T;
}

/**
 * One backend's kernels. float32 unless said otherwise; shapes stand behind each member. R rows, B records, E experts,
 * H heads. Row results do not depend on the position of the row in the batch, nor on other records.
 */
export interface Kernels {
  /** What computes, for reports: backend and instruction set. */
  readonly description: string;

  /** op(a) · op(b). */
  matMul(a: Tensor2D, b: Tensor2D, transposeA?: boolean, transposeB?: boolean): Tensor2D;

  /** Gradient of a linear layer: g_u = X_uᵀ dY_u over the rows of a unit. x (R, in), dy (R, out) → (in, out) */
  linearGradient(x: Tensor2D, dy: Tensor2D, units: Segments): SeparableGradient<Tensor2D>;
  /** Squared L2 norm of each row. (B, n) → (B) */
  rowSquaredNorms(m: Tensor2D): Tensor1D;
  /** Σ_b weights_b · m_b. (B, n), (B) → (n) */
  weightedRowSum(m: Tensor2D, weights: Tensor1D): Tensor1D;

  /** multiplier · table[id]. table (V, d), ids int32 (R) → (R, d) */
  embed(table: Tensor2D, ids: Tensor1D, multiplier: number): Tensor2D;
  /** ‖gradient of the table‖² of each record: rows with the same id add up before the norm. dy (R, d) → (B) */
  embeddingSquaredNorms(ids: Tensor1D, dy: Tensor2D, segments: Segments, multiplier: number): Tensor1D;
  /** Σ over rows of weight · multiplier · dy, added into row id of the table. → (V, d) */
  embeddingGradient(ids: Tensor1D, dy: Tensor2D, weights: Tensor1D | null, segments: Segments, multiplier: number, vocabulary: number): Tensor2D;

  /** scale ⊙ x / √(mean x² + epsilon). x (R, d), scale (d) → y (R, d), inverseRms (R) */
  rmsNorm(x: Tensor2D, scale: Tensor1D, epsilon: number): { y: Tensor2D; inverseRms: Tensor1D };
  /** Gradient of the input of rmsNorm. → (R, d) */
  rmsNormBackward(x: Tensor2D, inverseRms: Tensor1D, scale: Tensor1D, dy: Tensor2D): Tensor2D;
  /** Σ over a record's rows of x̂ ⊙ dy: its gradient of the scale. → (B, d) */
  rmsNormScaleGradients(x: Tensor2D, inverseRms: Tensor1D, dy: Tensor2D, segments: Segments): Tensor2D;

  /**
   * Multi-head self-attention inside each record. qkv (R, 3 · H · dKv) holds queries, keys, values; head h of each takes
   * columns h · dKv on. distanceBias (H, 2 L - 1) with L ≥ longest, or null: bias of key j for query i at column j - i + L - 1.
   */
  attention(qkv: Tensor2D, distanceBias: Tensor2D | null, shape: AttentionShape, segments: Segments): Attention;

  /** max(x, 0). (R, n) */
  relu(x: Tensor2D): Tensor2D;
  /** dy where y > 0, else 0. y is relu's output. (R, n) */
  reluBackward(y: Tensor2D, dy: Tensor2D): Tensor2D;

  /** Top-1 routing; capacity counts rows of one record in one expert, Infinity for dropless. logits (R, E) */
  route(logits: Tensor2D, capacity: number, segments: Segments): Routing;
  /** Router losses of each record; its own f counts chosen experts, dropped or not, and has no gradient. → (B) */
  routerLoss(routing: Routing, losses: RouterLosses, segments: Segments): Tensor1D;
  /** Gradient of the logits through the gate (of kept rows) and the router losses. dGate (R) → (R, E) */
  routeBackward(routing: Routing, dGate: Tensor1D, losses: RouterLosses, segments: Segments): Tensor2D;
  /** Rows in sorted order. (R, n) → (R, n) */
  dispatch(x: Tensor2D, routing: Routing): Tensor2D;
  /** Gradient of dispatch: rows back in their own order, zero where dropped. (R, n) → (R, n) */
  dispatchBackward(dSorted: Tensor2D, routing: Routing): Tensor2D;
  /** gate · expert output, rows in their own order, zero where dropped. sorted (R, n) → (R, n) */
  combine(sorted: Tensor2D, routing: Routing): Tensor2D;
  /** dy (R, n) → dSorted (R, n), zero behind the last expert; dGate (R), zero where dropped */
  combineBackward(sorted: Tensor2D, dy: Tensor2D, routing: Routing): { dSorted: Tensor2D; dGate: Tensor1D };
  /** Each sorted row times the matrix of its expert, zero behind the last expert. x (R, in), w (E, in, out) → (R, out) */
  expertMatMul(x: Tensor2D, w: Tensor3D, routing: Routing, transposeW?: boolean): Tensor2D;
  /**
   * Gradients of all experts' matrices from sorted rows. The squared norm of a unit adds over the experts:
   * Σ_e ‖Σ_{t: e_t = e} x_tᵀ dy_t‖². An expert without rows has gradient 0. x (R, in), dy (R, out) → (E, in, out)
   */
  expertGradient(x: Tensor2D, dy: Tensor2D, routing: Routing, units: Segments): SeparableGradient<Tensor3D>;

  /** Mean of a record's rows. (R, d) → (B, d) */
  meanPool(x: Tensor2D, segments: Segments): Tensor2D;
  /** (B, d) → (R, d) */
  meanPoolBackward(dy: Tensor2D, segments: Segments): Tensor2D;
  /** Cross entropy of each record with its label. logits (B, C), labels int32 (B) → loss (B), softmax − one-hot (B, C) */
  crossEntropy(logits: Tensor2D, labels: Tensor1D): { loss: Tensor1D; dLogits: Tensor2D };
}
