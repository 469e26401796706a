// Accuracy measures of a classifier, from its scores.

/** Records whose largest score is that of their label, the first of equal ones counting. scores (B · C), labels (B) */
export function correctAnswers(scores: Float32Array, labels: Int32Array, classes: number): number {
  let right = 0;
  labels.forEach((label, b) => {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[b * classes + c] > scores[b * classes + best]) best = c;
    if (best === label) right++;
  });
  return right;
}

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half
 * (Mann–Whitney U by mid-ranks). NaN when one class is missing.
 * @param scores score of the positive class (B)
 * @param positive whether each record is positive (B)
 */
export function areaUnderRoc(scores: ArrayLike<number>, positive: ArrayLike<boolean>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && scores[order[to]] === scores[order[from]]) to++;
    const midRank = (from + 1 + to) / 2;
    for (let k = from; k < to; k++) {
      if (!positive[order[k]]) continue;
      positives++;
      rankSum += midRank;
    }
    from = to;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return NaN;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
