// Makes media/terminal.png: trains the default run in a terminal of its own and draws the last screen that it leaves.
// Needs `script` (util-linux); the renderer is fetched by npx. Run it after changing what a finished run prints.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'cloister-picture-'));
const command = `stty cols 100; node dist/cli.js --store ${join(folder, 'store')} demo`;
const output = execFileSync('script', ['-qec', command, '/dev/null'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const lines = ['$ npm start', ...lastScreen(output).map((line) => line.replaceAll(folder, '~/.local/share/cloister').replace('cloister/store', 'cloister'))];
const lineHeight = 20;
const width = Math.max(...lines.map((line) => plain(line).length)) * 8.43 + 48; // 8.43: width of a character at 14 pixels
const height = lines.length * lineHeight + 44;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans Mono, monospace" font-size="14">
<rect width="100%" height="100%" rx="8" fill="#1e1e1e"/>
${lines.map((line, i) => `<text xml:space="preserve" x="24" y="${36 + i * lineHeight}" fill="#d4d4d4">${spans(line)}</text>`).join('\n')}
</svg>`;

// The renderer is a development aid and no dependency.
execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '@resvg/resvg-js@2.6.2'], { stdio: 'inherit' });
const { Resvg } = await import(pathToFileURL(join(folder, 'node_modules', '@resvg/resvg-js', 'index.js')).href);
writeFileSync(join(root, 'media', 'terminal.png'), new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render().asPng());
rmSync(folder, { recursive: true });

/** What stands on the screen at the end: a carriage return or an erased line starts a line anew. */
function lastScreen(text) {
  return text
    .split(/\r?\n/)
    .map((line) => line.split(/\r|\x1b\[1G|\x1b\[0?[GK]|\x1b\[2K/).filter((part) => plain(part).trim() !== '').at(-1) ?? '')
    .map((line) => line.replace(/\x1b\[(?![0-9;]*m)[0-9;?]*[A-Za-z]/g, ''))
    .filter((line, i, all) => line !== '' || all[i - 1] !== '');
}

function plain(line) {
  return line.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
}

/** Bold, dim and the few colours that the command line uses. */
function spans(line) {
  const style = { 1: 'font-weight="bold"', 2: 'fill="#8a8a8a"', 31: 'fill="#f14c4c"', 32: 'fill="#23d18b"', 33: 'fill="#e5e510"', 36: 'fill="#29b8db"' };
  let open = '';
  return line
    .split(/(\x1b\[[0-9;]*m)/)
    .map((part) => {
      const code = /^\x1b\[([0-9;]*)m$/.exec(part)?.[1];
      if (code !== undefined) return (open = style[code] ?? ''), '';
      const text = part.replace(/&/g, '&amp;').replace(/</g, '&lt;');
      return open ? `<tspan ${open}>${text}</tspan>` : text;
    })
    .join('');
}
