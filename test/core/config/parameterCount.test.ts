// The number of parameters that a configuration promises is that of the model that the engine makes.
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../../src/core/config/model';
import { parameterCount } from '../../../src/core/config/parameterCount';
import { presetNames, presets } from '../../../src/core/config/presets';
import { createModel } from '../../../src/engine/model/createModel';

describe('the number of parameters', () => {
  it.each(presetNames)('of the preset %s is that of the layout', (name) => {
    expect(parameterCount(presets[name], 4096, 2)).toBe(createModel(presets[name], 4096, 2).layout.size);
  });

  it.each<[string, ModelConfig]>([
    ['several blocks, every second one sparse', { ...presets.switch, numLayers: 5 }],
    ['every block sparse', { ...presets.default, numLayers: 3 }],
    ['no attention', { ...presets.switch, attention: false }],
    ['one expert', { ...presets.switch, numExperts: 1 }],
  ])('of a model with %s too', (_name, model) => {
    expect(parameterCount(model, 101, 7)).toBe(createModel(model, 101, 7).layout.size);
  });
});
