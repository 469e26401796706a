// Run ids that people can say and remember: `amber-otter-7k2`.
import { randomInt } from 'node:crypto';

const adjectives =
  'amber ancient azure bold brave bright brisk calm clear clever cosy crisp dapper deep eager fair fleet gentle golden grand happy honest jolly keen kind lively lucky mellow mild misty noble quick quiet rapid rosy royal silent silver snowy solid steady still sunny swift tidy vivid warm wise witty young'.split(' ');
const animals =
  'badger bear beaver bison crane crow deer dove duck eagle egret falcon ferret finch fox gecko gull hare hawk heron ibis jay kestrel kite koala lark lemur lion lynx magpie marten mole moose newt otter owl panda puffin quail raven robin seal shrew sparrow stoat stork swan tern tiger toad vole walrus weasel whale wolf wren'.split(' ');

/** Digits and letters that are not mistaken for one another. */
const symbols = '23456789abcdefghjkmnpqrstvwxyz';

const pick = (choices: readonly string[] | string): string => choices[randomInt(choices.length)];

/** A random id; about 75 million exist. The store makes sure that it is new. */
export const makeRunId = (): string => `${pick(adjectives)}-${pick(animals)}-${pick(symbols)}${pick(symbols)}${pick(symbols)}`;
