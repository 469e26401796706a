// Makes the README's table of peers anew from bench/results/peers.json, without measuring.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/data/packageRoot';
import { updateReadme } from './peers/readme';
import { peersTable, type PeersReport } from './peers/table';

/** Prints the table, and says where the README was out of date. */
export function writePeersTable(): void {
  const report = JSON.parse(readFileSync(join(packageRoot(), 'bench', 'results', 'peers.json'), 'utf8')) as PeersReport;
  const table = peersTable(report);
  console.log(table);
  console.error(updateReadme(join(packageRoot(), 'README.md'), table));
}
