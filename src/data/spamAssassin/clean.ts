// Cleans the whole corpus: readable text, nothing too short, one mail for each group of near-duplicates.
import type { Dropped, OnProgress, TextRecord } from '../textRecord';
import { wordsOf } from '../words';
import type { Corpus } from './corpus';
import { mailText } from './mailText';
import { nearDuplicateGroups } from './nearDuplicates';

/** Rises with every change of the cleaning that changes its result, so that older cached results are not used. */
export const cleaningVersion = 1;

export const labels = ['ham', 'spam'] as const;

/** Mails with fewer words after cleaning are left out. */
const fewestWords = 5;

export interface CleanedCorpus {
  readonly records: readonly TextRecord[];
  readonly dropped: Dropped;
}

/**
 * Cleans every mail, drops those under five words, groups near-duplicates, keeps the first mail of each group and drops groups
 * whose mails disagree on the label. Grouping comes before any split, so that no near-duplicate of a training mail is tested
 * on. It looks across records, which is sound here only because the corpus is public.
 */
export async function cleanCorpus(corpus: Corpus, onProgress?: OnProgress): Promise<CleanedCorpus> {
  const mails = await readMails(corpus, onProgress);
  const words = mails.map((mail) => wordsOf(mail.text));
  const long = mails.filter((_, i) => words[i].length >= fewestWords);
  onProgress?.({ stage: 'comparing e-mails', done: 0, total: long.length });
  const groups = nearDuplicateGroups(words.filter((list) => list.length >= fewestWords)).map((group) => group.map((i) => long[i]));
  return onePerGroup(groups, mails.length - long.length);
}

async function readMails(corpus: Corpus, onProgress?: OnProgress): Promise<TextRecord[]> {
  const raw = corpus.mails();
  const mails: TextRecord[] = [];
  for (const { spam, read } of raw) {
    if (mails.length % 100 === 0) onProgress?.({ stage: 'cleaning e-mails', done: mails.length, total: raw.length });
    mails.push({ text: await mailText(await read()), label: spam ? 1 : 0 });
  }
  return mails;
}

function onePerGroup(groups: readonly (readonly TextRecord[])[], tooShort: number): CleanedCorpus {
  const agreeing = groups.filter((group) => group.every((mail) => mail.label === group[0].label));
  const members = (list: readonly (readonly TextRecord[])[]): number => list.reduce((sum, group) => sum + group.length, 0);
  return {
    records: agreeing.map((group) => group[0]),
    dropped: { nearDuplicates: members(agreeing) - agreeing.length, tooShort, mixedLabel: members(groups) - members(agreeing) },
  };
}
