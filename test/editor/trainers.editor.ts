// Trainers outlive the window and the server that launched them, inside the extension hosts of two VS Codes, one after the other.
import { report, runInHost } from './host';
import { temporaryFolder } from './temporary';

const folder = temporaryFolder();

report('in the first extension host', await runInHost({ folder, suites: ['launching'] }));
report('in the second extension host', await runInHost({ folder, suites: ['adopting'] }));
