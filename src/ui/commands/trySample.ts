// Try the Sample: the default run on the e-mails that come with the package; public data, so no budget is needed.
import { defaultRecipePath } from '../../services/recipes';
import type { Cloister } from '../cloister';
import { launchFile } from '../launch/launchFile';

export const run = (cloister: Cloister): Promise<void> => launchFile(cloister, defaultRecipePath());
