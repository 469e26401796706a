// Findings in the text of a run file: each at its own place, and each fix makes its finding go away.
import { describe, expect, it } from 'vitest';
import { pathText } from '../../../src/core/config/documentPath';
import { applyFix } from '../../../src/services/documentEdits';
import type { Finding } from '../../../src/services/findings';
import { analyse } from '../../../src/services/runFileText';
import { broken, soundText } from './documents';

const found = (text: string): string[] => analyse(text, '/runs/a.run.json').findings.map(told);
const told = ({ severity, code, path }: Finding): string => `${severity} ${code} ${pathText(path)}`;
const findingOf = (text: string, code: string): Finding => {
  const finding = analyse(text, '/runs/a.run.json').findings.find((one) => one.code === code);
  if (finding === undefined) throw new Error(`No ${code} among ${found(text).join(', ')}`);
  return finding;
};

describe('a sound text', () => {
  it('has no finding, and is read with its folder', () => {
    const { findings, file } = analyse(soundText, '/runs/a.run.json');
    expect(findings).toEqual([]);
    expect(file).toMatchObject({ baseDirectory: '/runs', config: { name: 'sound', model: { numExperts: 4 } } });
  });
});

const dataOfSound = soundText.slice(soundText.indexOf('"path"'), soundText.indexOf('},\n  "model"'));

/** What is broken, what is found, and whether it can be mended by an edit. */
const cases: [name: string, text: string, expected: string[], fixable: boolean][] = [
  ['a member with a typing error', broken(['"clipNorm": 1', '"clipNorm": 1, "clipnorn": 2']), ['error unknownMember privacy.clipnorn'], true],
  ['a member that nothing resembles', broken(['"name":', '"colour": "blue", "name":']), ['error unknownMember colour'], true],
  ['a member of an optimiser that it has not', broken(['"adam" }', '"adam", "momentum": 0.9 }']), ['error unknownMember training.optimizer.momentum'], true],
  ['an optimiser by a wrong name', broken(['"adam"', '"adm"']), ['error wrongValue training.optimizer.name'], true],
  ['a preset by a wrong name', broken(['"tiny"', '"tini"']), ['error wrongValue model.preset'], true],
  ['a model without preset and architecture', broken(['"preset": "tiny"', '"numExperts": 4']), ['error missingMember model.preset'], true],
  ['an override that its preset has not', broken(['"preset": "tiny"', '"preset": "linear", "numExperts": 4']), ['error unknownMember model.numExperts'], true],
  ['data without declaration', broken(['"declared": "private",', '']), ['error missingMember data.declared'], true],
  ['no unit of privacy', broken(['"unit": "record",', '']), ['error missingMember privacy.unit'], true],
  ['a unit of privacy by a wrong name', broken(['"unit": "record"', '"unit": "recrod"']), ['error wrongValue privacy.unit'], true],
  ['a unit by column without bound', broken(['"unit": "record"', '"unit": { "column": "author" }']), ['error missingMember privacy.unit.maxRecords'], false],
  ['a unit by column with a member too many', broken(['"unit": "record"', '"unit": { "column": "author", "maxRecords": 5, "minRecords": 1 }']), ['error unknownMember privacy.unit.minRecords'], true],
  ['a unit by column of the built-in data', broken(['"unit": "record"', '"unit": { "column": "author", "maxRecords": 5 }'], [dataOfSound, '"builtIn": "spam-assassin", "maxTokens": 64\n  ']), ['error wrongValue privacy.unit'], true],
  ['a number as text', broken(['"clipNorm": 1', '"clipNorm": "1"']), ['error wrongValue privacy.clipNorm'], false],
  ['labels that are equal', broken(['"ham", "spam"', '"ham", "ham"']), ['error wrongValue data.labels'], false],
  ['no δ', broken(['"delta": 1e-4,', '']), ['error deltaMissing privacy.delta'], true],
  ['neither ε nor noise', broken(['"noiseMultiplier": 4,', '']), ['error noiseTarget privacy.epsilon'], true],
  ['both ε and noise', broken(['"noiseMultiplier": 4,', '"noiseMultiplier": 4, "epsilon": 3,']), ['error noiseTarget privacy.epsilon'], true],
  ['neither steps nor epochs', broken(['"expectedBatchSize": 16,', '"expectedBatchSize": 16'], ['"steps": 10', '']), ['error lengthTarget privacy.steps'], true],
  ['both steps and epochs', broken(['"steps": 10', '"steps": 10, "epochs": 3']), ['error lengthTarget privacy.steps'], true],
  ['a sampling rate above 1', broken(['"expectedBatchSize": 16', '"expectedBatchSize": 200']), ['error samplingRate privacy.expectedBatchSize'], true],
  ['a released load of a model without experts', broken(['"tiny"', '"linear"'], ['"steps": 10', '"steps": 10, "release": { "routingLoad": 0.1 }']), ['error loadWithoutExperts privacy.release.routingLoad'], true],
  ['balancing by a load that is not released', broken(['"tiny"', '"tiny", "balancing": { "kind": "released", "coefficient": 0.01 }']), ['error balancingWithoutLoad privacy.release.routingLoad'], true],
  ['a release under no part of the noise', broken(['"steps": 10', '"steps": 10, "release": { "clippedShare": 0 }']), ['error wrongValue privacy.release.clippedShare'], false],
  ['a δ above 1/N', broken(['1e-4', '0.01']), ['error deltaTooLarge privacy.delta'], true],
  ['a δ above 1/(10 N)', broken(['1e-4', '1e-3']), ['warning deltaLarge privacy.delta'], true],
  ['most records in each batch', broken(['"expectedBatchSize": 16', '"expectedBatchSize": 100']), ['warning samplingRateLarge privacy.expectedBatchSize'], true],
  ['a batch of few', broken(['"expectedBatchSize": 16', '"expectedBatchSize": 15']), ['warning batchTiny privacy.expectedBatchSize'], false],
  ['an extreme clip norm', broken(['"clipNorm": 1', '"clipNorm": 1e6']), ['warning clipNormExtreme privacy.clipNorm'], false],
  ['experts that starve', broken(['"maxTokens": 64', '"maxTokens": 4']), ['warning expertsStarve model.numExperts'], false],
];

describe('a text with', () => {
  it.each(cases)('%s has it found at its place', (_name, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each(cases)('%s is mended by each fix', (_name, text, [expected], fixable) => {
    const finding = analyse(text, '/runs/a.run.json').findings[0];
    expect(finding.fixes.length > 0).toBe(fixable);
    for (const fix of finding.fixes) {
      const mended = applyFix(text, fix);
      expect(found(mended), `${fix.title}:\n${mended}`).not.toContain(expected);
      expect(mended, 'comments stay').toContain('// What it is called in lists.');
    }
  });

  it('several faults has all of them found at once, also rules between members and doubts about others', () => {
    const text = broken(['"delta": 1e-4,', ''], ['"expectedBatchSize": 16', '"expectedBatchSize": 200'], ['"ham", "spam"', '"ham"'], ['"name":', '"colour": 1, "name":']);
    expect(found(text).sort()).toEqual([
      'error deltaMissing privacy.delta',
      'error samplingRate privacy.expectedBatchSize',
      'error unknownMember colour',
      'error wrongValue data.labels',
    ]);
    expect(found(broken(['1e-4', '0.01'], ['"tiny"', '"tini"']))).toEqual(['error wrongValue model.preset', 'error deltaTooLarge privacy.delta']);
  });
});

describe('options that couple the records of a batch', () => {
  it.each([
    ['"balancing": "batch"', 'balancing'],
    ['"balancing": { "kind": "batch", "coefficient": 0.02 }', 'balancing'],
    ['"expertCapacity": { "factor": 1.25 }', 'expertCapacity'],
    ['"expertCapacity": 1.25', 'expertCapacity'],
    ['"capacityFactor": 1.25', 'capacityFactor'],
    ['"train_capacity_factor": 1.25', 'train_capacity_factor'],
    ['"batchNorm": true', 'batchNorm'],
    ['"routerBiasUpdate": 0.001', 'routerBiasUpdate'],
    ['"auxFreeBias": true', 'auxFreeBias'],
    ['"router_aux_loss_coef": 0.001', 'router_aux_loss_coef'],
    ['"expertChoice": true', 'expertChoice'],
  ])('are known: %s', (member, name) => {
    const text = broken(['"preset": "tiny"', `"preset": "tiny", ${member}`]);
    expect(found(text)).toEqual([`error batchCoupled model.${name}`]);
    const { message, fixes } = findingOf(text, 'batchCoupled');
    expect(message).toMatch(/clip norm/);
    for (const fix of fixes) expect(found(applyFix(text, fix)), fix.title).toEqual([]);
  });

  it('are replaced by the same inside each record, with the coefficient that was given', () => {
    const text = broken(['"preset": "tiny"', '"preset": "tiny", "router_aux_loss_coef": 0.002']);
    const mended = analyse(applyFix(text, findingOf(text, 'batchCoupled').fixes[0]), '/a.run.json');
    expect(mended.file?.config.model).toMatchObject({ balancing: { kind: 'perSample', coefficient: 0.002 } });
  });

  it.each(['"balancing": { "kind": "perSampel", "coefficient": 1 }', '"expertCapacity": "drop"', '"numExpert": 4'])('are not seen in a typing error: %s', (member) => {
    expect(found(broken(['"preset": "tiny"', `"preset": "tiny", ${member}`])).join()).not.toContain('batchCoupled');
  });
});

describe('a misspelt member', () => {
  it('is also a missing one, and renaming mends both', () => {
    const text = broken(['"clipNorm"', '"clip_norm"']);
    expect(found(text).sort()).toEqual(['error missingMember privacy.clipNorm', 'error unknownMember privacy.clip_norm']);
    expect(applyFix(text, findingOf(text, 'unknownMember').fixes[0])).toBe(soundText);
  });
});

describe('messages', () => {
  it.each([
    ['unknownMember', broken(['"clipNorm"', '"clip_norm"']), 'There is no member "clip_norm" in "privacy". Did you mean "clipNorm"?'],
    ['wrongValue', broken(['"adam"', '"adm"']), 'Expected "adam", "adamw" or "sgd", but found "adm".'],
    ['wrongValue', broken(['"maxTokens": 64', '"maxTokens": 6.4']), 'Expected a whole number, but found 6.4.'],
    ['wrongValue', broken(['"clipNorm": 1', '"clipNorm": -1']), 'Expected a number above 0, but found -1.'],
    ['wrongValue', broken(['"privacy": {', '"compute": { "workers": "many" }, "privacy": {']), 'Expected "auto" or a number, but found "many".'],
    ['missingMember', broken(['"declared": "private",', '']), '"declared" is missing. Give "private" or "publicDemonstration".'],
  ])('of %s say what was expected', (code, text, message) => {
    expect(findingOf(text, code).message).toContain(message);
  });

  it.each([
    ['deltaLarge', '1e-3', 'δ = 0.001 is above 1/(10 N) = 6.2e-4;'],
    ['deltaTooLarge', '0.01', 'δ = 0.01 is not below 1/N = 0.0062:'],
  ])('of %s have numbers that people can read, rounded so that they stay true', (code, delta, message) => {
    expect(findingOf(broken(['1e-4', delta]), code).message).toContain(message);
  });

  it('of a proposed δ say that it is one', () => {
    expect(findingOf(broken(['"delta": 1e-4,', '']), 'deltaMissing').fixes.map(({ title }) => title)).toEqual(['Set δ to 6e-4, a proposal: 1/(10·N) rounded down']);
  });

  it('never quote a long value', () => {
    expect(findingOf(broken(['"declared": "private"', `"declared": "${'secret '.repeat(50)}"`]), 'wrongValue').message.length).toBeLessThan(150);
  });
});

describe('text that is no JSON', () => {
  it('has findings of its syntax only, where it breaks', () => {
    const text = broken(['"name": "sound"', '"name": ']);
    const { findings } = analyse(text, '/a.run.json');
    expect(findings.map(({ code }) => code)).toEqual(['syntax']);
    expect(findings[0].range?.offset).toBe(text.indexOf(',', text.indexOf('"name"')));
  });

  it.each(['', '   ', '// nothing yet\n'])('may be empty: %j', (text) => {
    expect(found(text)).toEqual(['error syntax (top level)']);
  });

  it.each(['[]', '3', 'null', '"text"'])('or no object: %s', (text) => {
    expect(found(text)).toEqual(['error wrongValue (top level)']);
  });
});
