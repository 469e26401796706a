// The two functions that @tensorflow/tfjs-node still takes from `node:util`, and that Node 23 has taken out of it.

export const isNullOrUndefined = (value: unknown): value is null | undefined => value === null || value === undefined;

export const isArray = (value: unknown): value is unknown[] => Array.isArray(value);
