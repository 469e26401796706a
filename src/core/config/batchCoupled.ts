// Recognises options of other frameworks that couple the records of a batch, which private training cannot have.
//
// The sensitivity of a step is the clip norm only if one record changes nothing but its own term of the sum. An option through which
// a record changes the gradients of its batch-mates breaks this, and the noise no longer hides the record.
import { normalised } from '../../base/nearest';
import { isObject, type DocumentPath } from './documentPath';

export interface BatchCoupling {
  /** Why the option cannot be had. */
  readonly why: string;
  /** What does the same within each record, as members of the model section; none when there is no such thing. */
  readonly replacement: Readonly<Record<string, unknown>>;
}

/**
 * What is wrong with an option, if it is one that couples records.
 * @param path where it stands in the run file: a member that is unknown there, or one whose value is none of ours
 */
export function batchCoupling(path: DocumentPath, value: unknown): BatchCoupling | undefined {
  const [section, member = '', part] = path.map(String);
  if (section === 'model' && member === 'balancing' && (part === undefined || part === 'kind')) return overTheBatch(value) ? balancing(value) : undefined;
  if (section === 'model' && member === 'expertCapacity' && part === undefined) return looksLikeFactor(value) ? capacity : undefined;
  const name = normalised(String(path.at(-1)));
  return known.find(({ names }) => names.test(name))?.coupling(value);
}

const consequence = 'Then one record changes the gradients of others, its influence on the sum is not bounded by the clip norm, and the noise does not hide it.';

const capacity: BatchCoupling = {
  why: `A capacity counted over the batch lets the tokens of one record push out those of another. ${consequence}`,
  replacement: { expertCapacity: 'dropless' },
};

const balancing = (value: unknown): BatchCoupling => ({
  why: `A balancing loss over the batch multiplies the load of all records with the routing of each. ${consequence}`,
  replacement: { balancing: { kind: 'perSample', coefficient: coefficientOf(value) } },
});

/** Names in small letters without `_` and `-`; in the words of Switch Transformers, Hugging Face, Megatron and DeepSeek. */
const known: readonly { readonly names: RegExp; readonly coupling: (value: unknown) => BatchCoupling }[] = [
  { names: /^(train|training|eval|inference|moe)?(expert)?capacityfactor$/, coupling: () => capacity },
  { names: /^(moe|router)?aux(iliary)?loss(coef|coeff|coefficient|weight)?$|^(global|batch)?(loadbalancing|balancing|balance)loss(coef|coefficient|weight)?$/, coupling: balancing },
  {
    names: /^batchnorm(1d|ali[sz]ation)?$/,
    coupling: () => ({ why: `Batch normalisation takes mean and variance over the records of a batch. ${consequence} RMS norms work inside each token.`, replacement: {} }),
  },
  {
    names: /^(moe)?(router|expert|gate)?bias(update)(rate|speed)?$|^(aux|auxiliary|auxloss|loss)free(bias|balancing|loadbalancing)?$/,
    coupling: (value) => ({
      why: `A router bias that follows the load of the batch is computed from the records without noise, and is released with the model. ${consequence}`,
      replacement: balancing(value).replacement,
    }),
  },
  {
    names: /^(expertchoice|batchpriority|batchprioriti[sz]ed)(routing)?$/,
    coupling: () => ({ why: `With this routing, an expert chooses among the tokens of all records of a batch. ${consequence}`, replacement: {} }),
  },
];

const overTheBatch = (value: unknown): boolean => {
  const kind = isObject(value) ? value['kind'] : value;
  return typeof kind === 'string' && /^(batch|perbatch|global|minibatch|switch|aux|auxloss)$/.test(normalised(kind));
};

/** Capacities are whole numbers of tokens; factors are fractions, or sections of their own. */
const looksLikeFactor = (value: unknown): boolean => isObject(value) || (typeof value === 'number' && !Number.isInteger(value));

/** The coefficient that was given, else that of Switch Transformers (Fedus et al. 2021, §2.2). */
function coefficientOf(value: unknown): number {
  const given = isObject(value) ? (value['coefficient'] ?? value['coef'] ?? value['weight']) : value;
  return typeof given === 'number' && given >= 0 ? given : 0.01;
}
