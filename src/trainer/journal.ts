// The run's log: milestones of the trainer in words. Standard output is the log file of the run.

/** @param milestone holds nothing that was computed from the records */
export function note(milestone: string): void {
  console.log(`${new Date().toISOString()}  ${milestone}`);
}
