// Recognises options of other frameworks under which the guarantee would not be what the accountant says.
//
// A run file has no such options, so each of them is an unknown member; but whoever writes one expects it to work, and should read why it
// cannot. Those through which records of a batch touch each other are in {@link ./batchCoupled}.
import { normalised } from '../../base/nearest';
import type { DocumentPath } from './documentPath';

/**
 * - `samplingMismatch`: batches would not be drawn as the accountant assumes.
 * - `privateStatistics`: something would be worked out from the records before training, without noise.
 * - `uncountedRelease`: something that steers the training would be worked out from the records, without noise.
 * - `uncoveredChoice`: a checkpoint or the end of the training would be chosen by an un-noised metric.
 * - `predictableNoise`: somebody could work out the noise and take it off again.
 */
export type UnsoundKind = 'samplingMismatch' | 'privateStatistics' | 'uncountedRelease' | 'uncoveredChoice' | 'predictableNoise';

export interface UnsoundOption {
  readonly kind: UnsoundKind;
  readonly why: string;
  /** The member that does what is probably wanted, by its path; undefined when there is no such thing. */
  readonly instead: DocumentPath | undefined;
}

/** What is wrong with a member that the run file does not know, if it is one of these. */
export function unsoundOption(path: DocumentPath): UnsoundOption | undefined {
  const name = normalised(String(path.at(-1)));
  return known.find(({ names }) => names.test(name));
}

const poisson =
  'Every record joins a batch by its own coin, with probability expectedBatchSize / publicSize, and the size of the batch varies: the accountant counts this Poisson sampling and no other.';

/** Names in small letters without `_` and `-`; in the words of PyTorch, Opacus, Hugging Face, Keras and scikit-learn. */
const known: readonly (UnsoundOption & { readonly names: RegExp })[] = [
  {
    names: /^(perdevice)?(train)?(ing)?batchsize$/,
    kind: 'samplingMismatch',
    why: `Batches have no fixed size. ${poisson}`,
    instead: ['privacy', 'expectedBatchSize'],
  },
  {
    names: /^max(imum)?(train)?batchsize$|^(drop|skip)last(batch)?$|^truncatebatch(es)?$|^padbatch(es)?$/,
    kind: 'samplingMismatch',
    why: `Batches are never cut or filled up to a size: how memory is used is a question of micro-batches alone. ${poisson}`,
    instead: undefined,
  },
  {
    names: /^(data)?shuffle(d|ing)?$|^poisson(sampling)?$|^(batch|data)?sampler$|^(with)?replacement$|^group(ed)?bylength$/,
    kind: 'samplingMismatch',
    why: `How batches are drawn cannot be chosen. ${poisson} Going through shuffled records protects less than it at the same noise.`,
    instead: undefined,
  },
  {
    names: /^(weighted|balanced|stratified)(random)?sampl(er|ing)$|^(over|under)sampl(e|ing)$|^(sample|sampling)weights?$/,
    kind: 'samplingMismatch',
    why: `All records have the same chance to be drawn. ${poisson}`,
    instead: undefined,
  },
  {
    names: /^(loss|grad(ient)?)reduction$|^normali[sz]eby(batch(size)?)?$|^(grad(ient)?)?divisor$/,
    kind: 'samplingMismatch',
    why: 'The noisy sum is divided by the public expected batch size. Dividing by the records that were drawn would release their number without noise.',
    instead: undefined,
  },
  {
    names: /^(build|fit|train|learn)?(vocab(ulary)?|tokeni[sz]er)(size|from|path|file)?$|^maxvocab(ulary)?(size)?$|^max(imum)?features$|^mi(n|nimum)(word|token|document)?(freq(uency)?|count|df)$|^maxdf$/,
    kind: 'privateStatistics',
    why: 'A vocabulary made from the records would tell which words they hold. Ours is made from public text and is the same for every data set.',
    instead: undefined,
  },
  {
    names: /^(use)?(tf)?idf$|^(norm(ali[sz]e)?|standardi[sz]e|scale)(d|r|features|inputs|data)?$|^(feature)?scal(er|ing)$|^whiten(ing)?$|^pca$/,
    kind: 'privateStatistics',
    why: 'Document frequencies, means and variances taken over the records depend on every one of them, and would enter the model without noise.',
    instead: undefined,
  },
  {
    names: /^(class|label)weights?$|^pos(itive)?weight$/,
    kind: 'privateStatistics',
    why: 'Weights of the classes are mostly taken from how often each label occurs in the records, which would enter the model without noise.',
    instead: undefined,
  },
  {
    names: /^(adaptive|auto(matic)?|quantile)clip(ping)?(norm)?$|^clip(ping)?(norm)?quantile$|^target(unclipped)?quantile$|^adaclip$/,
    kind: 'uncountedRelease',
    why: 'A clip norm that follows the norms of the records is a release of its own, which no charge covers here. Choose a clip norm; its noise grows with it.',
    instead: ['privacy', 'clipNorm'],
  },
  {
    names: /^(reducelronplateau|plateau)$|^(lr)?reduceonplateau$/,
    kind: 'uncountedRelease',
    why: 'A learning rate that follows the loss would release that loss without noise. Rates follow the number of the step.',
    instead: undefined,
  },
  {
    names: /^(save|keep|load|restore)best(model|weights|checkpoint|only)?(only|atend)?$|^metricforbest(model)?$|^best(metric|checkpoint|model)$|^monitor$/,
    kind: 'uncoveredChoice',
    why: 'The guarantee covers every checkpoint, but not the choice of one by a metric of private records without noise: that choice tells something of the records.',
    instead: undefined,
  },
  {
    names: /^early(stopping|stop)(patience|rounds|metric|threshold)?$|^patience$/,
    kind: 'uncoveredChoice',
    why: 'Ending when an un-noised metric of private records stops rising tells something of the records that no charge covers. The number of steps is fixed beforehand.',
    instead: ['privacy', 'steps'],
  },
  {
    names: /^(noise|sampling|dp|privacy|random|global|torch|numpy)?(seed|randomstate|generator)$/,
    kind: 'predictableNoise',
    why: 'Noise and sampling come from the operating system and are never seeded: whoever knows the seed can take the noise off again. Initial weights have a seed.',
    instead: ['training', 'initSeed'],
  },
];
