// The warning of noise that swamps any signal: the default task has none, and what it offers mends it.
import { describe, expect, it } from 'vitest';
import { presets } from '../../src/core/config/presets';
import { parseRunFile, type RunConfig } from '../../src/core/config/runFile';
import { planRun } from '../../src/core/plan';
import { defaultRecipe, comparisonRecipes } from '../../src/services/recipes';
import { signalFindings } from '../../src/services/signalFindings';

const withPrivacy = ({ config }: { config: RunConfig }, changes: object): RunConfig => ({ ...config, privacy: { ...config.privacy, epsilon: undefined, noiseMultiplier: 1, ...changes } });
const findingsOf = (config: RunConfig) => signalFindings(config, planRun(config.privacy));

describe('noise that swamps any signal', () => {
  it('is in none of the runs that come with the package', async () => {
    for (const { config } of await comparisonRecipes()) expect(findingsOf(config), config.name).toEqual([]);
  });

  it('is warned of with the ratio, the number of parameters, and what helps', async () => {
    const config = withPrivacy(await defaultRecipe(), { noiseMultiplier: 32 });
    const [{ severity, code, message }] = findingsOf(config);
    expect([severity, code]).toEqual(['warning', 'noiseSwamps']);
    expect(message).toMatch(/only 0\.51 times as long as the noise on the 74,946 parameters.*larger expected batch.*larger ε.*fewer parameters/);
  });

  it('is mended by each preset that is offered, the largest first', async () => {
    const config = withPrivacy(await defaultRecipe(), { noiseMultiplier: 20 });
    const fixes = findingsOf(config)[0].fixes;
    expect(fixes.map(({ title }) => title)).toEqual(['Use the preset "tiny", with 33,602 parameters', 'Use the preset "linear", with 8,194 parameters']);
    for (const { edits } of fixes) {
      const [edit] = edits;
      const preset = edit.type === 'set' ? (edit.value as { preset: keyof typeof presets }).preset : 'default';
      expect(findingsOf({ ...config, model: presets[preset] })).toEqual([]);
    }
  });

  it('counts the noise that releases beside the gradient add', async () => {
    const recipe = await defaultRecipe();
    const plain = withPrivacy(recipe, { noiseMultiplier: 16 });
    expect(findingsOf(plain)).toEqual([]);
    const sharing = withPrivacy(recipe, { noiseMultiplier: 16, release: { routingLoad: 0.3, clippedShare: 0.05 } });
    expect(findingsOf(sharing)).toMatchObject([{ code: 'noiseSwamps', fixes: [] }]);
  });

  it('takes the classes from the run file', () => {
    const labels = Array.from({ length: 5000 }, (_, i) => `class ${i}`);
    const file = { name: 'many', data: { path: 'a.jsonl', text: 'text', label: 'label', labels, declared: 'private', testShare: 0.2, maxTokens: 8 }, model: { preset: 'linear' } };
    const privacy = { unit: 'record', neighbouringRelation: 'addOrRemoveOne', noiseMultiplier: 1, delta: 1e-6, clipNorm: 1, publicSize: 10_000, expectedBatchSize: 100, steps: 100 };
    const config = parseRunFile({ ...file, privacy, training: { optimizer: { name: 'adam' }, learningRate: 0.1 } }, 'many.run.json');
    expect(findingsOf(config)).toMatchObject([{ code: 'noiseSwamps' }]);
    expect(findingsOf({ ...config, data: { ...config.data, labels: ['a', 'b'] } })).toEqual([]);
  });
});
