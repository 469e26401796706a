// Cross entropy of each record with its label.
import { log1 } from './exponential';
import { at } from './lanes';
import { exponentials, largest } from './softmax';
import { scale } from './vectors';

/** logits (rows, classes), labels (rows) → loss (rows), dLogits = softmax - one-hot (rows, classes). */
export function crossEntropy(logits: usize, labels: usize, rows: i32, classes: i32, loss: usize, dLogits: usize): void {
  for (let i = 0; i < rows; i++) {
    const row = at(logits, i * classes);
    const target = at(dLogits, i * classes);
    const label = i32.load(at(labels, i));
    const most = largest(row, classes);
    const sum = exponentials(target, row, most, classes);
    scale(target, target, <f32>1 / sum, classes);
    f32.store(at(loss, i), log1(sum) + (most - f32.load(at(row, label))));
    f32.store(at(target, label), f32.load(at(target, label)) - 1);
  }
}
