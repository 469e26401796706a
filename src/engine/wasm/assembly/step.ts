// Everything that the module of a step's second half exports to the host; its memory is one that threads share.
export { addNoise } from './gaussian';
export { adam, multiplyBy, sgd } from './update';
