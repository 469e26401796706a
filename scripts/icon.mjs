// Makes media/icon.png from media/icon.svg: the marketplace takes no SVG. The renderer is fetched outside the repository.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const media = join(dirname(import.meta.dirname), 'media');
const folder = mkdtempSync(join(tmpdir(), 'cloister-icon-'));
execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '@resvg/resvg-js@2.6.2'], { stdio: 'inherit' });
const { Resvg } = await import(pathToFileURL(join(folder, 'node_modules', '@resvg/resvg-js', 'index.js')).href);
writeFileSync(join(media, 'icon.png'), new Resvg(readFileSync(join(media, 'icon.svg'), 'utf8'), { fitTo: { mode: 'width', value: 256 } }).render().asPng());
rmSync(folder, { recursive: true });
