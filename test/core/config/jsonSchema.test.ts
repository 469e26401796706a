// The JSON schema of run files, in the service that VS Code reads it with.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getLanguageService, TextDocument, type CompletionItem } from 'vscode-json-languageservice';
import { runFileJsonSchema } from '../../../src/core/config/jsonSchema';
import { suggesting, type SuggestingSchema } from '../../../src/core/config/suggestingSchema';

const service = getLanguageService({});
service.configure({ validate: true, schemas: [{ uri: 'schema://run-file', fileMatch: ['*.run.json'], schema: runFileJsonSchema() }] });

const recipe = readFileSync(resolve(__dirname, '../../../recipes/spam-assassin.run.json'), 'utf8');

function opened(text: string) {
  const document = TextDocument.create('file:///example.run.json', 'jsonc', 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

async function problems(text: string): Promise<unknown[]> {
  const { document, json } = opened(text);
  return (await service.doValidation(document, json, { comments: 'ignore', trailingCommas: 'ignore' })).map(({ message }) => message);
}

/** What is offered at the mark `|` of a text. */
async function offered(marked: string): Promise<CompletionItem[]> {
  const { document, json } = opened(marked.replace('|', ''));
  return (await service.doComplete(document, document.positionAt(marked.indexOf('|')), json))?.items ?? [];
}

const labels = async (marked: string): Promise<readonly string[]> => (await offered(marked)).map(({ label }) => label);

describe('the schema of run files', () => {
  it.each([
    ['a sound file', recipe],
    ['an empty file', '{}'],
    ['a list', '[]'],
    ['unknown members and wrong types', '{ "colour": 1, "name": 7, "data": [], "model": "huge", "privacy": { "delta": "small", "unit": "user", "epsilon": -1 }, "training": null }'],
    ['wrong values', '{ "data": { "builtIn": "enron", "path": 3, "labels": ["one"] }, "model": { "preset": "huge", "balancing": "batch", "attention": "yes" } }'],
    ['a mixture of alternatives', '{ "training": { "optimizer": { "name": "adamm", "momentum": [] }, "decay": "none" }, "compute": { "workers": "many" } }'],
  ])('finds no fault with %s', async (_, text) => {
    expect(await problems(text)).toEqual([]);
  });

  it.each([
    ['sections', '{ | }', ['name', 'data', 'model', 'privacy', 'training', 'compute']],
    ['privacy parameters', '{ "privacy": { | } }', ['unit', 'neighbouringRelation', 'epsilon', 'noiseMultiplier', 'delta', 'clipNorm', 'publicSize', 'expectedBatchSize', 'steps', 'epochs']],
    ['the members of a unit of privacy by column', '{ "privacy": { "unit": { | } } }', ['column', 'maxRecords']],
    ['the members of all kinds of data', '{ "data": { | } }', ['builtIn', 'path', 'labels', 'declared']],
    ['single members beside a preset', '{ "model": { "preset": "default", | } }', ['numExperts', 'expertCapacity', 'balancing']],
    ['members of alternatives', '{ "training": { "optimizer": { | } } }', ['name', 'beta1', 'momentum', 'weightDecay']],
  ])('offers %s', async (_, marked, names) => {
    expect(await labels(marked)).toEqual(expect.arrayContaining(names));
  });

  it.each([
    ['presets', '{ "model": { "preset": | } }', ['"default"', '"tiny"', '"dense"', '"switch"', '"linear"']],
    ['the one value there is', '{ "privacy": { "neighbouringRelation": | } }', ['"addOrRemoveOne"']],
    ['declarations', '{ "data": { "declared": | } }', ['"private"', '"publicDemonstration"']],
    ['names of alternatives', '{ "training": { "optimizer": { "name": | } } }', ['"adam"', '"adamw"', '"sgd"']],
    ['the record as a unit of privacy', '{ "privacy": { "unit": | } }', ['"record"']],
    ['words beside numbers', '{ "privacy": { "epsilon": | } }', ['"inf"']],
    ['yes and no', '{ "model": { "attention": | } }', ['true', 'false']],
    ['defaults', '{ "training": { "decay": | } }', ['"linear"', '"cosine"']],
  ])('offers values: %s', async (_, marked, values) => {
    expect(await labels(marked)).toEqual(expect.arrayContaining(values));
  });

  it.each([
    ['a text', '{ | }', 'name', '"name": "$1"'],
    ['a section', '{ | }', 'privacy', '"privacy": {$1}'],
    ['a list', '{ "data": { | } }', 'labels', '"labels": [$1]'],
    ['the one value there is', '{ "privacy": { | } }', 'neighbouringRelation', '"neighbouringRelation": "${1:addOrRemoveOne}"'],
    ['a number, which is for the reader to choose', '{ "privacy": { | } }', 'delta', '"delta": $1'],
  ])('types %s with its member', async (_, marked, label, text) => {
    const item = (await offered(marked)).find((candidate) => candidate.label === label);
    expect(item?.insertText).toBe(text);
  });

  it('proposes no value for a privacy parameter, not even where only one could be listed', async () => {
    const epsilon = (await offered('{ "privacy": { | } }')).find(({ label }) => label === 'epsilon');
    expect(epsilon?.insertText).toBe('"epsilon": $1');
    for (const member of ['delta', 'clipNorm', 'noiseMultiplier', 'publicSize', 'expectedBatchSize', 'steps', 'epochs']) {
      expect(await labels(`{ "privacy": { "${member}": | } }`), member).toEqual(['number']);
    }
  });

  it('describes every member', () => {
    const bare: string[] = [];
    const walk = ({ properties = {}, items }: SuggestingSchema, path: string): void => {
      for (const [name, member] of Object.entries(properties)) {
        if (member.description === undefined) bare.push(path + name);
        walk(member, `${path}${name}.`);
      }
      if (items !== undefined) walk(items, `${path}[].`);
    };
    walk(runFileJsonSchema(), '');
    expect(bare).toEqual([]);
  });

  it('says in a hover what each alternative means', async () => {
    const { document, json } = opened('{ "training": { "optimizer": { "name": "sgd" } } }');
    const hover = await service.doHover(document, document.positionAt(document.getText().indexOf('"sgd"') + 1), json);
    expect(JSON.stringify(hover?.contents)).toMatch(/adam.*Kingma.*adamw.*Loshchilov.*sgd.*Gradient descent/);
  });
});

describe('suggesting', () => {
  it('puts the description of a section in the place of those of its alternatives', () => {
    const schema = { description: 'whole', anyOf: [{ type: 'string', const: 'off', description: 'none' }, { type: 'integer', description: 'some' }] };
    expect(suggesting(schema)).toMatchObject({ description: 'whole', examples: ['off'] });
  });
});
