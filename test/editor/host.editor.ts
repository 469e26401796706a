// Manners and run files, inside the extension host of a real VS Code.
import { rmSync } from 'node:fs';
import { afterAll } from 'vitest';
import { report, runInHost } from './host';
import { temporaryFolder } from './temporary';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

report('in the extension host', await runInHost({ folder, suite: 'manners' }));
report('in the extension host', await runInHost({ folder, suite: 'runFiles' }));
