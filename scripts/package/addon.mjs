// Takes along the compiled addon of TensorFlow, where a runtime is installed on this machine: then users need no compiler for theirs.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Says so in one line where there is none.
 * @param {string} outDirectory the folder of the bundles, with the built command line
 */
export function packAddon(outDirectory) {
  const list = execFileSync(process.execPath, [join(outDirectory, 'cli.js'), 'runtime', 'list', '--json'], { encoding: 'utf8' });
  const [runtime] = JSON.parse(list).installed;
  if (runtime === undefined) {
    console.log('No TensorFlow runtime is installed here, so the package holds no compiled addon: installing a runtime will need a C++ compiler.');
    return;
  }
  const target = join(outDirectory, 'native', `${process.platform}-${process.arch}`);
  mkdirSync(target, { recursive: true });
  copyFileSync(join(runtime.folder, 'lib', 'napi-v8', 'tfjs_binding.node'), join(target, 'tfjs_binding.node'));
}
