// Edits of the text of a run file: what they change, and what they leave as it is.
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { applyFix, differenceOf } from '../../../src/services/documentEdits';
import { locate, memberAt } from '../../../src/services/documentRanges';
import { removing, renaming, setting, type Edit, type Finding } from '../../../src/services/findings';
import { soundText } from './documents';

const edited = (text: string, ...edits: Edit[]): string => applyFix(text, { title: 'edit', edits });
const read = (text: string): unknown => parse(text, [], { allowTrailingComma: true }) as unknown;

describe('removing a member', () => {
  it.each([
    ['the only one', '{ "a": 1 }', '{ }'],
    ['the first on a line', '{ "a": 1, "b": 2 }', '{ "b": 2 }'],
    ['the last on a line', '{ "b": 2, "a": 1 }', '{ "b": 2 }'],
    ['one with a line of its own', '{\n  "b": 2,\n  "a": 1,\n  "c": 3\n}', '{\n  "b": 2,\n  "c": 3\n}'],
    ['the last line', '{\n  "b": 2, // two\n  "a": 1\n}', '{\n  "b": 2 // two\n}'],
    ['one before comments', '{ // first\n  "a": 1,\n  // b is two\n  "b": 2\n}', '{ // first\n  // b is two\n  "b": 2\n}'],
    ['one after a comment with a comma', '{ "b": 2 /* , */, "a": 1 }', '{ "b": 2 /* , */ }'],
    ['one whose comma follows a comment', '{ "a": 1 /* one */ , "b": 2 }', '{ "b": 2 }'],
    ['one with Windows line ends', '{\r\n  "a": 1,\r\n  "b": 2\r\n}', '{\r\n  "b": 2\r\n}'],
    ['one before a trailing comma', '{ "b": 2, "a": 1, }', '{ "b": 2, }'],
    ['one that is not there', '{ "b": 2 }', '{ "b": 2 }'],
  ])('%s', (_name, before, after) => {
    const lines = (text: string): string => text.replaceAll('\\\r', '\r').replaceAll('\\\n', '\n');
    expect(edited(lines(before), removing(['a']))).toBe(lines(after));
  });

  it('keeps every comment, for every member of the sound text', () => {
    const comments = soundText.match(/\/\/.*|\/\*.*?\*\//g)!;
    for (const [section, members] of Object.entries(read(soundText) as Record<string, unknown>)) {
      for (const member of typeof members === 'object' ? Object.keys(members!) : []) {
        const text = edited(soundText, removing([section, member]));
        expect(read(text)).not.toHaveProperty([section, member]);
        for (const comment of comments) expect(text, `${section}.${member}`).toContain(comment);
      }
    }
  });
});

describe('setting and renaming', () => {
  it('put a new member into its section with the indentation of the text', () => {
    expect(edited(soundText, setting(['privacy', 'epochs'], 3))).toContain('"steps": 10,\n    "epochs": 3\n');
    expect(edited(soundText.replaceAll('  ', '\t'), setting(['privacy', 'epochs'], 3))).toContain('\n\t\t"epochs": 3\n');
  });

  it('change nothing but the value, or the name', () => {
    expect(edited(soundText, setting(['privacy', 'steps'], 12))).toBe(soundText.replace('"steps": 10', '"steps": 12'));
    expect(edited(soundText, renaming(['privacy', 'steps'], 'epochs'))).toBe(soundText.replace('"steps"', '"epochs"'));
  });

  it('write a section on one line', () => {
    const text = edited(soundText, setting(['model', 'balancing'], { kind: 'perSample', coefficient: 0.01 }));
    expect(text).toContain('"balancing": { "kind": "perSample", "coefficient": 0.01 }');
    expect(edited(soundText, setting(['data', 'labels'], ['a', 'b']))).toBe(soundText.replace('["ham", "spam"]', '["a", "b"]'));
    expect(read(edited('{}', setting(['a', 'b'], {})))).toEqual({ a: { b: {} } });
  });

  it('in one fix are applied one after the other', () => {
    expect(read(edited(soundText, removing(['privacy', 'steps']), setting(['privacy', 'epochs'], 2)))).toMatchObject({ privacy: { epochs: 2 } });
  });
});

describe('the difference of two texts', () => {
  it.each([['abc', 'abc'], ['abc', 'axc'], ['abc', 'abbc'], ['aa', 'aaa'], ['aaa', 'aa'], ['', 'a'], ['a', ''], ['abcabc', 'abc']])('%j → %j', (before, after) => {
    const { offset, length, text } = differenceOf(before, after);
    expect(before.slice(0, offset) + text + before.slice(offset + length)).toBe(after);
  });

  it('is small for a small edit', () => {
    expect(differenceOf(soundText, soundText.replace('"steps": 10', '"steps": 12'))).toMatchObject({ length: 1, text: '2' });
  });
});

describe('a finding', () => {
  const place = (code: Finding['code'], path: Finding['path'], text = soundText): string => {
    const [{ offset, length }] = locate(text, [{ severity: 'error', code, path, message: '', fixes: [] }]);
    return text.slice(offset, offset + length);
  };

  it.each<[Finding['code'], Finding['path'], string]>([
    ['wrongValue', ['privacy', 'clipNorm'], '1'],
    ['wrongValue', ['data', 'labels'], '"labels"'],
    ['wrongValue', ['data', 'labels', 1], '"spam"'],
    ['missingMember', ['privacy', 'colour'], '"privacy"'],
    ['missingMember', ['colour'], '{'],
    ['plan', ['privacy'], '"privacy"'],
    ['unreadable', [], '{'],
    ['unknownMember', ['privacy', 'clipNorm'], '"clipNorm"'],
    ['batchCoupled', ['model', 'preset'], '"preset"'],
  ])('%s of %j stands at %s', (code, path, text) => {
    expect(place(code, path)).toBe(text);
  });

  it('of the syntax stands where it says', () => {
    expect(locate('{', [{ severity: 'error', code: 'syntax', path: [], message: '', fixes: [], range: { offset: 1, length: 0 } }])).toEqual([{ offset: 1, length: 0 }]);
  });
});

describe('the member at an offset', () => {
  it.each([
    ['"noiseMultiplier"', ['privacy', 'noiseMultiplier'], 4],
    ['4,', ['privacy', 'noiseMultiplier'], 4],
    ['"adam"', ['training', 'optimizer', 'name'], 'adam'],
  ])('%s', (piece, path, value) => {
    expect(memberAt(soundText, soundText.indexOf(piece, soundText.indexOf('"noiseMultiplier"')) + 1)).toMatchObject({ path, value });
  });

  it('is none outside of members', () => {
    expect(memberAt(soundText, 0)).toBeUndefined();
    expect(memberAt('', 0)).toBeUndefined();
  });
});
