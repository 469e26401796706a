// Exports runs: what is public or released, and what is sensitive only when it is asked for by name.
import { assertNever } from '../../base/errors';
import type { ExportFormat } from '../../protocol/compare';
import type { RunId } from '../../protocol/run';
import type { Store } from '../../store/store';
import type { Accounting } from '../accounting/accounting';
import { toCsv } from './csv';
import { exportedRun, type ExportedRun } from './exportedRun';
import { toJsonDocument } from './json';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Also what was computed from private data without noise. Without it, the export says by name what it leaves out. */
  readonly includeSensitive: boolean;
}

/**
 * The text of an export: configuration, plan, guarantees and series of each run, in the given order.
 * @throws badInput when one of the runs does not exist
 */
export async function exportRuns(store: Store, accounting: Accounting, runIds: readonly RunId[], { format, includeSensitive }: ExportOptions): Promise<string> {
  const runs: ExportedRun[] = [];
  for (const runId of runIds) runs.push(await exportedRun(store, accounting, runId, includeSensitive));
  switch (format) {
    case 'csv':
      return toCsv(runs);
    case 'json':
      return toJsonDocument(runs);
    default:
      return assertNever(format);
  }
}
