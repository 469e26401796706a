// Data files for tests: written into a folder that goes when the test file is done.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { DataConfig, FileDataConfig } from '../../src/core/config/runFile';
import type { EncodedRecords } from '../../src/core/records';

export const secret = new Uint8Array(32).fill(7);

/** A folder for one test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-data-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

export type Message = readonly [text: string, label: string];

export function writeJsonLines(path: string, messages: readonly Message[]): void {
  writeFileSync(path, messages.map(([text, label]) => `${JSON.stringify({ text, label })}\n`).join(''));
}

export function fileConfig(path: string, changes: Partial<FileDataConfig> = {}): DataConfig {
  return { path, text: 'text', label: 'label', labels: ['ham', 'spam'], declared: 'private', testShare: 0.5, maxTokens: 64, ...changes };
}

/** Each record's label and token ids as one text, in order. */
export function recordsOf({ ids, starts, labels }: EncodedRecords): string[] {
  return Array.from(labels, (label, i) => `${label}: ${ids.subarray(starts[i], starts[i + 1]).join(' ')}`);
}
