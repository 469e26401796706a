// What an import of a ledger did, as text.
import type { Imported } from '../../services/ledger/importLedger';
import type { Translate } from '../translate';

export function importText({ added, merged, claims }: Imported, t: Translate): string {
  const sentences = [
    ...(added.length === 0 ? [] : [t('Imported: {0}.', added.join(', '))]),
    ...(merged.length === 0 ? [] : [t('Here before, and now counting what either ledger did: {0}.', merged.join(', '))]),
    ...(claims === 0 ? [] : [claims === 1 ? t('One run came with it.') : t('{0} runs came with it.', claims)]),
  ];
  return sentences.length === 0 ? t('Nothing in it was new: this ledger counts all of it already.') : sentences.join(' ');
}
