// Findings in the text of a run file: each at its own place, and each fix makes its finding go away.
import { describe, expect, it } from 'vitest';
import { pathText } from '../../../src/core/config/documentPath';
import { applyFix } from '../../../src/services/documentEdits';
import type { Finding } from '../../../src/services/findings';
import { analyse } from '../../../src/services/runFileText';
import { broken, soundText } from './documents';

/** Errors and warnings: notes say nothing of what is wrong. */
const found = (text: string): string[] => analyse(text, '/runs/a.run.json').findings.filter(({ severity }) => severity !== 'note').map(told);
const notes = (text: string): string[] => analyse(text, '/runs/a.run.json').findings.filter(({ severity }) => severity === 'note').map(told);
const told = ({ severity, code, path }: Finding): string => `${severity} ${code} ${pathText(path)}`;
const findingOf = (text: string, code: string): Finding => {
  const finding = analyse(text, '/runs/a.run.json').findings.find((one) => one.code === code);
  if (finding === undefined) throw new Error(`No ${code} among ${found(text).join(', ')}`);
  return finding;
};

describe('a sound text', () => {
  it('has nothing wrong, and is read with its folder', () => {
    const { file } = analyse(soundText, '/runs/a.run.json');
    expect(found(soundText)).toEqual([]);
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
  ['a clip norm of 0', broken(['"clipNorm": 1', '"clipNorm": 0']), ['error wrongValue privacy.clipNorm'], true],
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
    const [finding] = analyse(text, '/runs/a.run.json').findings;
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

describe('options of other frameworks that the guarantee does not allow', () => {
  const cases: [member: string, section: string, code: string][] = [
    ['"batchSize": 32', 'privacy', 'samplingMismatch'],
    ['"per_device_train_batch_size": 8', 'training', 'samplingMismatch'],
    ['"maxBatchSize": 600', 'privacy', 'samplingMismatch'],
    ['"drop_last": true', 'training', 'samplingMismatch'],
    ['"shuffle": true', 'training', 'samplingMismatch'],
    ['"poisson_sampling": false', 'privacy', 'samplingMismatch'],
    ['"sampler": "uniform"', 'privacy', 'samplingMismatch'],
    ['"weightedSampler": true', 'training', 'samplingMismatch'],
    ['"loss_reduction": "mean"', 'training', 'samplingMismatch'],
    ['"vocabulary": "fromData"', 'data', 'privateStatistics'],
    ['"max_vocab_size": 5000', 'data', 'privateStatistics'],
    ['"min_df": 2', 'data', 'privateStatistics'],
    ['"tfidf": true', 'data', 'privateStatistics'],
    ['"normalize": true', 'data', 'privateStatistics'],
    ['"scaler": "standard"', 'data', 'privateStatistics'],
    ['"class_weights": "balanced"', 'training', 'privateStatistics'],
    ['"adaptiveClipping": true', 'privacy', 'uncountedRelease'],
    ['"target_unclipped_quantile": 0.5', 'privacy', 'uncountedRelease'],
    ['"reduceLROnPlateau": true', 'training', 'uncountedRelease'],
    ['"load_best_model_at_end": true', 'training', 'uncoveredChoice'],
    ['"saveBestOnly": true', 'training', 'uncoveredChoice'],
    ['"metric_for_best_model": "accuracy"', 'training', 'uncoveredChoice'],
    ['"early_stopping_patience": 3', 'training', 'uncoveredChoice'],
    ['"noiseSeed": 1', 'privacy', 'predictableNoise'],
    ['"seed": 42', 'training', 'predictableNoise'],
  ];
  const withMember = (member: string, section: string): string => broken([`"${section}": {`, `"${section}": { ${member},`]);

  it.each(cases)('%s in %s is %s, and each fix takes it away', (member, section, code) => {
    const text = withMember(member, section);
    const name = member.split('"')[1];
    expect(found(text)).toEqual([`error ${code} ${section}.${name}`]);
    const { message, fixes } = findingOf(text, code);
    expect(message).toContain(`There is no "${name}" here.`);
    for (const fix of fixes) expect(found(applyFix(text, fix)), fix.title).toEqual([]);
  });

  it('move their number to the member that does what is wanted', () => {
    const text = broken(['"expectedBatchSize": 16', '"batch_size": 16']);
    const [move] = findingOf(text, 'samplingMismatch').fixes;
    expect(move.title).toBe('Move it to "privacy.expectedBatchSize"');
    expect(analyse(applyFix(text, move), '/a.run.json').file?.config.privacy.expectedBatchSize).toBe(16);
    const seeded = withMember('"seed": 42', 'training');
    expect(analyse(applyFix(seeded, findingOf(seeded, 'predictableNoise').fixes[0]), '/a.run.json').file?.config.training.initSeed).toBe(42);
  });

  it('do not move what is no number, and do not overwrite what stands there', () => {
    expect(findingOf(withMember('"seed": "none"', 'training'), 'predictableNoise').fixes.map(({ title }) => title)).toEqual(['Remove "seed"']);
    expect(findingOf(withMember('"batchSize": 32', 'privacy'), 'samplingMismatch').fixes.map(({ title }) => title)).toEqual(['Remove "batchSize"']);
  });

  it.each(['"clip_norms": 1', '"maxToken": 5', '"epoch": 3', '"step": 10', '"workers": 2', '"batches": 3'])('are not seen in a typing error: %s', (member) => {
    expect(found(withMember(member, 'privacy')).join()).toMatch(/unknownMember/);
  });
});

describe('notes', () => {
  it('say of private data that accuracy on its test records is not covered', () => {
    expect(notes(soundText)).toEqual(['note privateEvaluation data.testShare']);
  });

  it('say that all checkpoints are covered, and the choice of one is not', () => {
    const text = broken(['"learningRate"', '"checkpointEverySteps": 5, "learningRate"']);
    expect(notes(text)).toEqual(['note privateEvaluation data.testShare', 'note uncoveredChoice training.checkpointEverySteps']);
    expect(findingOf(text, 'uncoveredChoice').message).toMatch(/covers every checkpoint.*does not cover choosing/);
  });

  it('offer to release the accuracy, after which it is covered and the choice of an earlier checkpoint still is not', () => {
    const text = broken(['"learningRate"', '"checkpointEverySteps": 5, "learningRate"']);
    const mended = applyFix(text, findingOf(text, 'privateEvaluation').fixes[0]);
    expect(found(mended)).toEqual([]);
    expect(notes(mended)).toEqual(['note uncoveredChoice training.checkpointEverySteps']);
  });

  it('are none for public data', () => {
    expect(notes(broken(['"private"', '"publicDemonstration"'], ['"learningRate"', '"checkpointEverySteps": 5, "learningRate"']))).toEqual([]);
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
