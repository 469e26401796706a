// The JSON schema of run files against the check that decides: what one accepts, the other does.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { runFileJsonSchema } from '../../../src/core/config/jsonSchema';
import { readRunFile } from '../../../src/core/config/runFile';

const accepts = new Ajv().compile(runFileJsonSchema());
const recipes = resolve(__dirname, '../../../recipes');
const recipe = (name: string): Record<string, Record<string, unknown>> =>
  parse(readFileSync(join(recipes, name), 'utf8')) as Record<string, Record<string, unknown>>;
const names = readdirSync(recipes, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.run.json'));

/** The default recipe with members set, by `section.member`; undefined takes one away. */
function changed(changes: Record<string, unknown>): unknown {
  const document = structuredClone(recipe('spam-assassin.run.json'));
  for (const [path, value] of Object.entries(changes)) {
    const [section, member] = path.split('.');
    const target = member === undefined ? (document as Record<string, unknown>) : document[section];
    target[member ?? section] = value;
  }
  return JSON.parse(JSON.stringify(document)) as unknown;
}

describe('the schema of run files', () => {
  it.each(names)('accepts %s', (name) => {
    expect([accepts(recipe(name)), accepts.errors]).toEqual([true, null]);
  });

  it.each<Record<string, unknown>>([
    { colour: 1 },
    { name: undefined },
    { name: '' },
    { 'data.builtIn': 'enron' },
    { 'data.maxTokens': 0 },
    { 'data.maxTokens': 2.5 },
    { 'model.preset': 'huge' },
    { 'model.balancing': 'batch' },
    { 'model.balancing': { kind: 'batch' } },
    { 'model.expertCapacity': 1.25 },
    { 'model.capacityFactor': 1.25 },
    { 'privacy.delta': undefined },
    { 'privacy.delta': 1 },
    { 'privacy.delta': 0 },
    { 'privacy.epsilon': 'infinite' },
    { 'privacy.epsilon': -1 },
    { 'privacy.clipNorm': 0 },
    { 'privacy.unit': 'user' },
    { 'privacy.neighbouringRelation': 'replaceOne' },
    { 'training.optimizer': { name: 'adamm' } },
    { 'training.optimizer': { name: 'sgd' } },
    { 'training.optimizer': { name: 'adam', momentum: 0.9 } },
    { 'training.decay': 'none' },
    { compute: { workers: 'many' } },
  ])('rejects what the check rejects: %j', (changes) => {
    expect(readRunFile(changed(changes))).toHaveProperty('problems');
    expect(accepts(changed(changes))).toBe(false);
  });

  it.each<Record<string, unknown>>([
    { compute: { workers: 2 } },
    { 'privacy.epsilon': 'inf' },
    { 'model.numExperts': 4 },
    { 'model.expertCapacity': 8 },
    { 'training.optimizer': { name: 'sgd', momentum: 0 } },
    { 'training.decay': undefined },
  ])('accepts what the check accepts: %j', (changes) => {
    expect(readRunFile(changed(changes))).toHaveProperty('config');
    expect([accepts(changed(changes)), accepts.errors]).toEqual([true, null]);
  });

  it('describes every member', () => {
    const bare: string[] = [];
    const walk = (node: Record<string, unknown>, path: string): void => {
      for (const [name, member] of Object.entries((node['properties'] ?? {}) as Record<string, Record<string, unknown>>)) {
        if (member['description'] === undefined) bare.push(path + name);
        walk(member, `${path}${name}.`);
      }
      for (const list of [node['anyOf'], node['oneOf']]) for (const option of (list ?? []) as Record<string, unknown>[]) walk(option, path);
    };
    walk(runFileJsonSchema() as Record<string, unknown>, '');
    expect(bare).toEqual([]);
  });
});
