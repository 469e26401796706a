// What `doctor` found, with a mark for what is wrong.
import type { Diagnosis } from '../../services/doctor';
import type { Colours } from '../screen';
import { gibibytes, grouped } from '../../base/numberText';
import { runtimeFacts } from './runtimes';
import { facts, type Fact } from './table';

export function diagnosisText(diagnosis: Diagnosis, healthy: boolean, colours: Colours): string {
  const { versions, platform, cpu, cores, memory, store, kernels } = diagnosis;
  const wrong = (text: string): string => colours.red(`✗ ${text}`);
  const right = (text: string): string => `${colours.green('✓')} ${text}`;
  const list: Fact[] = [
    ['cloister', versions.cloister],
    ['node', versions.node],
    ['sqlite', versions.sqlite],
    ['platform', platform],
    ['processor', `${cpu}, ${cores} cores, ${gibibytes(memory)}`],
    ['store', store.usable ? right(store.directory) : wrong(`${store.directory}\n${store.problem}`)],
    ['ledger', store.ledger],
    ['kernels', kernels === undefined ? wrong('dist/kernels.wasm is missing. Build it with: npm run build') : right(`${kernels.path} (${grouped(kernels.bytes)} bytes)`)],
    ...trainingFacts(diagnosis, right, wrong),
    ...runtimeFacts(diagnosis.runtimes, colours),
  ];
  return [facts(list), healthy ? colours.green('Runs can be trained and kept here.') : colours.red('Something is wrong, see above.')].join('\n');
}

type Mark = (text: string) => string;

/** The native backend is nobody's fault where there is no TensorFlow: then it is left out. */
function trainingFacts({ training, runtimes }: Diagnosis, right: Mark, wrong: Mark): Fact[] {
  if ('problem' in training) return [['trainer', wrong(training.problem)]];
  const expected = training.backends.filter(({ name }) => name !== 'native' || runtimes.chosen !== undefined);
  const backends = expected.map(({ name, usable, simd, detail }): Fact => {
    const text = [simd ? 'with SIMD' : undefined, detail].filter((part) => part !== undefined && part !== '').join(', ');
    return [`backend ${name}`, usable ? right(text === '' ? 'usable' : `usable, ${text}`) : wrong(text === '' ? 'not usable' : text)];
  });
  return [['tfjs', training.tfjs], ...backends];
}
