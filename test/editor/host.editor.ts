// Manners and run files, inside the extension host of a real VS Code.
import { report, runInHost } from './host';
import { temporaryFolder } from './temporary';

report('in the extension host', await runInHost({ folder: temporaryFolder(), suites: ['manners', 'runFiles'] }));
