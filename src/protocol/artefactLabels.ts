// How far each artefact may travel, and why: the complete list, so that what is written, printed or exported has its line here first.
import type { Sensitivity } from '../core/sensitivity';
import type { Run } from './run';
import { labelInRun } from './seriesLabels';

interface ArtefactLabel {
  /** On private data under noise; see {@link artefactInRun} for other runs. */
  readonly label: Sensitivity;
  readonly why: string;
}

/** Series have a list of their own, `seriesLabels.ts`. */
export const artefactLabels = {
  description: { label: 'public', why: 'Run file, plan, state, environment and steps are written or worked out without looking at a record.' },
  guarantee: { label: 'public', why: 'An ε follows from the mechanism and the steps charged, not from the records.' },
  statement: { label: 'public', why: 'It says what is guaranteed, assumed and not covered, and holds no figure but what was released under noise.' },
  log: { label: 'public', why: 'It has milestones of the trainer and places in its program; the message of an error, which may quote a record, is kept with the run.' },
  checkVerdict: { label: 'public', why: 'Whether the arithmetic keeps to its bound is the same for all records, unless the program is wrong.' },
  checkpoint: { label: 'released', why: 'Parameters, state of the optimizer and released averages are all made from noisy sums.' },
  audit: { label: 'released', why: 'The guesses are about made-up canaries, which are nobody’s records, and made from the released model alone.' },
  releasedAccuracy: { label: 'released', why: 'The counts have noise of their own, and a charge for it.' },
  metrics: { label: 'sensitive', why: 'Figures on the test split, and how many records the bound on units left out, are computed from private records without noise.' },
  failure: { label: 'sensitive', why: 'The message of an error may quote a record.' },
  times: { label: 'sensitive', why: 'How long steps take depends on the records in them.' },
  exactness: { label: 'sensitive', why: 'The errors are those of gradients of private records, without noise.' },
  twoWorlds: { label: 'sensitive', why: 'The differences are those of gradients of private records, without noise, and name the records by their length.' },
  runStore: { label: 'sensitive', why: 'The database of the runs holds every series, the sensitive ones included.' },
  dataCache: { label: 'sensitive', why: 'It holds records as they were read.' },
  ledger: { label: 'sensitive', why: 'It holds a sketch of each data set, in which whoever also has the secret can look up texts. Backups and exports hold it as well.' },
  secrets: { label: 'sensitive', why: 'With them the sketches can be searched, and the chain of the ledger forged.' },
  ledgerState: { label: 'public', why: 'Settings, and the count and hash of the last event.' },
} as const satisfies Readonly<Record<string, ArtefactLabel>>;

export type ArtefactName = keyof typeof artefactLabels;

/**
 * The label of an artefact of one run; see {@link labelInRun} for what data and noise change about it. The released accuracy has
 * noise of its own, so it is released in every run.
 */
export function artefactInRun(name: ArtefactName, run: Parameters<typeof labelInRun>[1]): Sensitivity {
  const { label } = artefactLabels[name];
  return name === 'releasedAccuracy' ? label : labelInRun(label, run);
}

/** For what is computed with the noise off, before there is a run. */
export const artefactWithoutNoise = (name: ArtefactName, declared: Run['data']['declared']): Sensitivity =>
  artefactInRun(name, { data: { declared }, plan: { noiseMultiplier: 0 } });
