// Settings and other JSON files that people write.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJsonFile } from '../../src/services/jsonFile';
import { readSettings } from '../../src/services/settings';
import { temporaryDirectory } from '../store/temporary';

async function file(content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryDirectory(), 'settings.json');
  await writeFile(path, content);
  return path;
}

describe('a JSON file', () => {
  it('may have comments and trailing commas', async () => {
    expect(await readJsonFile(await file('{ // why\n "a": [1, 2,], /* and so on */ }'))).toEqual({ a: [1, 2] });
  });

  it.each([
    ['broken', '{\n  "a": 1,\n  "b": ]\n}', /settings\.json:3:8: not valid JSON/],
    ['empty', '', /settings\.json:1:1: not valid JSON/],
    ['not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), /settings\.json is not UTF-8 text/],
  ])('that is %s gives an error that names file and place', async (_name, content, message) => {
    await expect(readJsonFile(await file(content))).rejects.toThrow(message);
  });
});

describe('settings', () => {
  it('of a new store are empty: no cap is made up', async () => {
    expect(await readSettings(join(await temporaryDirectory(), 'settings.json'))).toEqual({});
  });

  it('hold a default cap', async () => {
    expect(await readSettings(await file('{ "defaultCap": { "epsilon": 8, "delta": 1e-5 } }'))).toEqual({ defaultCap: { epsilon: 8, delta: 1e-5 } });
  });

  it.each([
    ['an unknown member', '{ "defaultCup": {} }', /defaultCup/],
    ['a cap without δ', '{ "defaultCap": { "epsilon": 8 } }', /defaultCap\.delta/],
    ['a negative ε', '{ "defaultCap": { "epsilon": -1, "delta": 1e-5 } }', /defaultCap\.epsilon/],
    ['a δ of 1', '{ "defaultCap": { "epsilon": 8, "delta": 1 } }', /defaultCap\.delta/],
  ])('with %s are refused', async (_name, content, message) => {
    await expect(readSettings(await file(content))).rejects.toThrow(message);
  });
});
