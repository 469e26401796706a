// `cloister privacy epsilon|calibrate`: questions about privacy parameters, without data and without a store.
import { Command, type Option } from 'commander';
import { badInput } from '../../base/errors';
import type { Mechanism } from '../../core/privacy/mechanism';
import { guaranteeJson } from '../../services/guaranteeJson';
import { calibrate, guarantee, readMechanisms, stepsMechanism } from '../../services/privacy';
import { contextOf, present } from '../context';
import { numberOption, openUnit, positive, rate, wholeNumber } from '../options';
import { guaranteeText } from '../../core/privacy/guaranteeText';

interface EpsilonOptions {
  readonly noiseMultiplier?: number;
  readonly samplingRate?: number;
  readonly steps?: number;
  readonly mechanisms?: string;
  readonly delta: number;
}

interface CalibrateOptions {
  readonly epsilon: number;
  readonly delta: number;
  readonly samplingRate: number;
  readonly steps: number;
}

const samplingRate = (): Option => numberOption('--sampling-rate <rate>', 'probability with which each record joins a batch', rate);
const steps = (): Option => numberOption('--steps <count>', 'number of noisy steps', wholeNumber);
const delta = (): Option => numberOption('--delta <delta>', 'δ of the guarantee', openUnit).makeOptionMandatory();

export function privacyCommand(): Command {
  const command = new Command('privacy').description('work out privacy parameters');
  command
    .command('epsilon')
    .description('ε of Poisson-sampled Gaussian steps, or of a list of mechanisms')
    .addOption(numberOption('--noise-multiplier <number>', 'noise standard deviation divided by the clip norm', positive))
    .addOption(samplingRate())
    .addOption(steps())
    .option('--mechanisms <file>', 'JSON file with a list of mechanisms to compose, instead of the three options above')
    .addOption(delta())
    .action(async (options: EpsilonOptions, self: Command) => {
      const answer = guarantee(await mechanismOf(options), options.delta);
      present(contextOf(self), guaranteeJson(answer), guaranteeText(answer));
    });
  command
    .command('calibrate')
    .description('the smallest noise multiplier that meets a target ε')
    .addOption(numberOption('--epsilon <epsilon>', 'target ε', positive).makeOptionMandatory())
    .addOption(delta())
    .addOption(samplingRate().makeOptionMandatory())
    .addOption(steps().makeOptionMandatory())
    .action((options: CalibrateOptions, self: Command) => {
      const answer = calibrate(options);
      const text =
        `noise multiplier ${answer.noiseMultiplier}, for ${options.steps} steps at sampling rate ${options.samplingRate}\n` + guaranteeText(answer.guarantee);
      present(contextOf(self), { noiseMultiplier: answer.noiseMultiplier, ...guaranteeJson(answer.guarantee) }, text);
    });
  return command;
}

async function mechanismOf({ noiseMultiplier, samplingRate, steps, mechanisms }: EpsilonOptions): Promise<Mechanism> {
  const given = [noiseMultiplier, samplingRate, steps].filter((value) => value !== undefined).length;
  if (mechanisms !== undefined && given === 0) return readMechanisms(mechanisms);
  if (mechanisms === undefined && noiseMultiplier !== undefined && samplingRate !== undefined && steps !== undefined) {
    return stepsMechanism({ noiseMultiplier, samplingRate, steps });
  }
  throw badInput('Give --noise-multiplier, --sampling-rate and --steps, all three, or --mechanisms alone.');
}
