// What people are told after an import of a ledger.
import { describe, expect, it } from 'vitest';
import { importText } from '../../src/ui/budget/importText';
import { english } from './english';

describe('an import', () => {
  it.each([
    [{ added: ['mails', 'notes'], merged: [], claims: 3 }, 'Imported: mails, notes. 3 runs came with it.'],
    [{ added: [], merged: ['mails'], claims: 1 }, 'Here before, and now counting what either ledger did: mails. One run came with it.'],
    [{ added: ['notes'], merged: ['mails'], claims: 0 }, 'Imported: notes. Here before, and now counting what either ledger did: mails.'],
    [{ added: [], merged: [], claims: 0 }, 'Nothing in it was new: this ledger counts all of it already.'],
  ])('%j', (imported, text) => expect(importText(imported, english)).toBe(text));
});
