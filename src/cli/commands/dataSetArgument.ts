// How the commands on one ledger name it.

/** Flags and description of the argument. */
export const dataSetArgument = ['<data-set>', 'name of the data set, the start of its digest, or a run file that uses it'] as const;
