// Runs as one JSON document.
import type { ExportedRun } from './exportedRun';

/**
 * `{ runs: [{ id, …facts, sensitiveFacts, leftOut, series: [{ name, sensitivity, steps, values }] }] }`; `sensitiveFacts` names
 * those of the facts that are sensitive. JSON has no NaN and no infinity: in values they are null, "inf" and "-inf".
 */
export function toJsonDocument(runs: readonly ExportedRun[]): string {
  return JSON.stringify({ runs: runs.map(runDocument) });
}

const runDocument = ({ id, facts, series, leftOut }: ExportedRun): object => ({
  id,
  ...Object.fromEntries(facts.map(({ name, value }) => [name, value])),
  sensitiveFacts: facts.filter(({ sensitivity }) => sensitivity === 'sensitive').map(({ name }) => name),
  leftOut,
  series: series.map(({ name, sensitivity, steps, values }) => ({
    name,
    sensitivity,
    steps: Array.from(steps),
    values: Array.from(values, jsonNumber),
  })),
});

function jsonNumber(value: number): number | string | null {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : String(value).replace('Infinity', 'inf');
}
