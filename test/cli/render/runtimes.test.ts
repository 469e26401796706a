// TensorFlow runtimes as people read them.
import { createColors } from 'picocolors';
import { describe, expect, it } from 'vitest';
import { installedText, runtimesText, stageOf } from '../../../src/cli/render/runtimes';
import type { NewRuntime, RuntimeReport } from '../../../src/services/runtimes';

const plain = createColors(false);
const gpu: RuntimeReport = { name: 'for GPUs', origin: 'installed', folder: '/gpu', usable: true, addon: '/gpu/addon', tensorFlow: '2.20.0', gpu: true };
const cpu: RuntimeReport = { ...gpu, name: 'for processors', folder: '/cpu', gpu: false };

describe('the runtimes', () => {
  it('are marked with the one that is used', () => {
    const text = runtimesText({ reports: [cpu, gpu], chosen: gpu }, 'install', plain);
    expect(text).toMatch(/for processors +✓ TensorFlow 2\.20\.0 on the processor, usable\n +\/cpu/);
    expect(text).toMatch(/for GPUs +✓ TensorFlow 2\.20\.0 on a GPU, used by the native backend\n +\/gpu/);
  });

  it('are none, with the command that installs one', () => {
    expect(runtimesText({ reports: [], chosen: undefined }, 'install one', plain)).toContain('Install a runtime with: install one');
  });
});

describe('a new runtime', () => {
  const runtime: NewRuntime = { name: 'new', kind: 'gpu', tensorFlow: '2.20.0', wheels: [], addon: 'compiled', installed: '', folder: '/new', gpu: true };

  it('works, and where it was made for a GPU and found none, says so', () => {
    expect(installedText(runtime, plain)).toMatch(/^new is installed and works\.\nTensorFlow 2\.20\.0 in \/new, with an addon that was compiled here\.$/);
    expect(installedText({ ...runtime, gpu: false }, plain)).toContain('it found no GPU');
    expect(installedText({ ...runtime, kind: 'cpu', gpu: false, addon: 'prebuilt' }, plain)).toMatch(/works\.\n.*the addon of this package/);
  });

  it('is on its way in stages, with shares where there are any', () => {
    expect(stageOf({ stage: 'download', file: 'tensorflow_cpu-2.20.0-x.whl', done: 5e8, total: 1e9 })).toEqual(['Downloading tensorflow_cpu (1000 MB in all)', 0.5]);
    expect(stageOf({ stage: 'test' })).toEqual(['Testing']);
  });
});
