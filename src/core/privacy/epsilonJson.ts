// ε in JSON, which has no infinity.

/** A number as JSON can hold it: Infinity is written as "inf". */
export const epsilonToJson = (epsilon: number): number | 'inf' => (epsilon === Infinity ? 'inf' : epsilon);

/** The reverse of {@link epsilonToJson}. */
export const epsilonFromJson = (value: number | 'inf'): number => (value === 'inf' ? Infinity : value);
