// What the bench understands on its command line.
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../bench/options';

const known = ['step', 'peers'];

describe('readOptions', () => {
  it('takes names with and without dashes, five rounds, and no engine that compiles for minutes', () => {
    expect(readOptions(['step', '--peers'], known)).toEqual({ names: ['step', 'peers'], options: { rounds: 5, all: false } });
  });

  it('takes --rounds and --all', () => {
    expect(readOptions(['peers', '--rounds', '1', '--all'], known)).toEqual({ names: ['peers'], options: { rounds: 1, all: true } });
  });

  it('refuses a name and an option that there are not, and names what there is', () => {
    expect(() => readOptions(['speed'], known)).toThrow('No bench is called speed. There are: step, peers.');
    expect(() => readOptions(['--fast'], known)).toThrow('--fast');
  });

  it.each(['0', '-1', '2.5', 'many', ''])('refuses --rounds=%s', (rounds) => {
    expect(() => readOptions([`--rounds=${rounds}`], known)).toThrow('whole number');
  });
});
