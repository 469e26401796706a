// Our own engine as a child process of the bench: `peer.js wasm|native plain|private THREADS LENGTH`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { randomNormal, type Tensor2D } from '@tensorflow/tfjs-core';
import { assertNever } from '../../src/base/errors';
import { selectUnits } from '../../src/core/records';
import { packageRoot } from '../../src/data/packageRoot';
import { privateStep } from '../../src/engine/dp/step';
import type { Kernels } from '../../src/engine/kernels/kernels';
import { toBatch } from '../../src/engine/model/model';
import { ParameterTensors } from '../../src/engine/parameters';
import { encodeTensors, type NamedTensor } from '../../src/engine/safetensors';
import { chooseCompute, openKernels, prepareProcess, type Backend } from '../../src/trainer/backends';
import { createSecureRandom } from '../../src/trainer/secureRandom';
import { openWorkerPool } from '../../src/trainer/workers/pool';
import { adamw, openLocalStep, type StepParts } from '../local';
import { benchModel, classes, vocabulary } from '../model';
import { createProblem, learningRate, protection, type Problem } from './problem';
import type { EngineRequest, Ready, Slice, Timing } from './protocol';

async function choose(backend: 'wasm' | 'native'): Promise<Backend> {
  const chosen = await chooseCompute({ backend, workers: 1, microBatch: 'auto' }, benchModel, packageRoot());
  prepareProcess(chosen);
  return chosen.backend;
}

/** Sums and updates in this thread, or in worker threads of one thread each. */
async function openParts(backend: Backend, kernels: Kernels, threads: number, { model, records, parameters }: Problem): Promise<StepParts> {
  if (threads === 1) {
    const local = await openLocalStep(model);
    local.parameters.set(parameters);
    return { ...local, source: local.sourceOf(kernels, records, 'auto') };
  }
  const pool = await openWorkerPool({
    entry: join(packageRoot(), 'dist', 'worker.js'),
    workers: threads,
    microBatch: 'auto',
    backend,
    model: benchModel,
    vocabulary,
    classes,
    train: records,
    test: records,
    layout: model.layout,
    optimizer: adamw,
  });
  pool.parameters.set(parameters);
  return { source: pool, updater: pool, parameters: pool.parameters };
}

/** Loss of each record as the gradients are of: cross entropy and router losses. (B) */
function losses(kernels: Kernels, { model, records, parameters }: Problem): Float32Array {
  const tensors = new ParameterTensors(model.layout, parameters);
  const batch = toBatch(records);
  const pass = model.forward(kernels, tensors, batch);
  const balancing = benchModel.balancing.kind === 'perSample' ? benchModel.balancing.coefficient : 0;
  const router = pass.routings.map((routing) => kernels.routerLoss(routing, { balancing, zLoss: benchModel.routerZLoss }, batch.segments).dataSync<'float32'>());
  tensors.dispose();
  return pass.crossEntropy.dataSync<'float32'>().map((loss, b) => router.reduce((sum, each) => sum + each[b], loss));
}

async function timed(work: () => Promise<unknown> | undefined): Promise<Timing> {
  const [wall, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, wall: performance.now() - wall };
}

async function main(): Promise<void> {
  const [name, mode, threads, length] = process.argv.slice(2) as ['wasm' | 'native', 'plain' | 'private', string, string];
  const backend = await choose(name);
  const kernels = await openKernels(backend);
  const problem = createProblem(Number(length));
  const { model, records } = problem;
  const { source, updater, parameters } = await openParts(backend, kernels, Number(threads), problem);
  const mechanism = { samplingRate: 1, expectedBatchSize: source.units, protection: mode === 'private' ? protection : ('none' as const) };
  const sampling = createSecureRandom();
  const matrices = [0, 1].map(() => randomNormal([1024, 1024]) as Tensor2D) as [Tensor2D, Tensor2D];

  const check = async (to: string, { from, records: count }: Slice): Promise<void> => {
    const drawn = Int32Array.from({ length: count }, (_, b) => from + b);
    const { sum, telemetry } = await source.clippedSum(parameters, drawn, { clipNorm: mode === 'private' ? protection.clipNorm : null });
    const flat = Float32Array.from(sum);
    const tensors = new Map<string, NamedTensor>(model.layout.slots.map(({ name, shape }) => [name, { shape, data: model.layout.view(flat, name) }]));
    tensors.set('losses', { shape: [count], data: losses(kernels, { ...problem, records: selectUnits(records, drawn) }) });
    // Worker threads take micro-batches in any order, and so would the norms be.
    if (mode === 'private' && threads === '1') tensors.set('norms', { shape: [count], data: Float32Array.from(telemetry.norms) });
    writeFileSync(to, encodeTensors({ tensors, metadata: {} }));
  };
  const handle = async (request: EngineRequest): Promise<Timing | object> => {
    switch (request.do) {
      case 'step':
        return timed(() => privateStep({ mechanism, source, sampling, updater }, parameters, learningRate));
      case 'product':
        return timed(() => void kernels.matMul(...matrices).dispose());
      case 'check':
        await check(request.to, request);
        return {};
      default:
        return assertNever(request);
    }
  };
  const reply = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
  reply({ versions: { 'Node.js': process.versions.node, [name === 'wasm' ? 'built-in kernels' : 'native kernels']: kernels.description } } satisfies Ready);
  for await (const line of createInterface({ input: process.stdin })) reply(await handle(JSON.parse(line) as EngineRequest));
  process.exit(0); // Worker threads would keep it alive.
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exit(1);
});
