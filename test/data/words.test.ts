// The rule of tokenisation, by examples that a person can check.
import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../src/data/words';

describe('words', () => {
  it.each([
    ['letters are lower-cased', 'Hello WORLD', ['hello', 'world']],
    ['one inner apostrophe joins, straight or curly', "don't don’t rock'n'roll 'quoted'", ["don't", "don't", "rock'n", 'roll', 'quoted']],
    ['a number becomes its count of digits, six for six and more', '7 42 1,000 1234567', ['num1', 'num2', 'num1', 'num3', 'num6']],
    ['letters and digits part', 'mp3 2nd', ['mp', 'num1', 'num1', 'nd']],
    ['the marks ! $ % ? are words, others separate', 'Only $5 (100% off)! Why?', ['only', '$', 'num1', 'num3', '%', 'off', '!', 'why', '?']],
    ['a web address becomes urltok', 'see http://example.org/a?b=1 or WWW.example.com now', ['see', 'urltok', 'or', 'urltok', 'now']],
    ['an e-mail address becomes mailtok', 'write to <jo.doe+x@example.org>, please', ['write', 'to', 'mailtok', 'please']],
    ['other scripts separate', 'naïve 日本 café', ['na', 've', 'caf']],
    ['a text without a word has none', ' … — 日本 ', []],
  ])('%s', (_, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('takes linear time on a long run without a space', () => {
    const start = performance.now();
    expect(wordsOf('a1'.repeat(200_000))).toHaveLength(400_000);
    expect(performance.now() - start).toBeLessThan(5000); // comparing each start with the whole rest would take minutes
  });
});
