// Reads the index address out of pip's own configuration, in the order in which pip reads it.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Setting {
  readonly value: string;
  /** The file, or the variable. */
  readonly from: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `index-url` as pip would take it: from PIP_INDEX_URL, else from the files, the strongest first: PIP_CONFIG_FILE, the virtual
 * environment, the user, the machine. In a file, the section [install] is stronger than [global].
 * Source: pip's documentation, "Configuration", precedence.
 */
export async function indexUrlOfPip(environment: Environment = process.env, home: string = homedir()): Promise<Setting | undefined> {
  const { PIP_INDEX_URL } = environment;
  if (PIP_INDEX_URL) return { value: PIP_INDEX_URL, from: 'PIP_INDEX_URL' };
  for (const file of configurationFiles(environment, home)) {
    const text = await readFile(file, 'utf8').catch(() => undefined); // Most of them do not exist.
    const value = text === undefined ? undefined : indexUrlIn(text);
    if (value !== undefined) return { value, from: file };
  }
  return undefined;
}

function configurationFiles(environment: Environment, home: string): readonly string[] {
  const { PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_HOME, XDG_CONFIG_DIRS = '/etc/xdg', APPDATA, PROGRAMDATA } = environment;
  if (PIP_CONFIG_FILE === (process.platform === 'win32' ? 'nul' : '/dev/null')) return []; // pip's way to read no file at all.
  const name = process.platform === 'win32' ? 'pip.ini' : 'pip.conf';
  const user =
    process.platform === 'win32'
      ? [join(APPDATA ?? home, 'pip', name), join(home, 'pip', name)]
      : [join(XDG_CONFIG_HOME || join(home, '.config'), 'pip', name), join(home, 'Library', 'Application Support', 'pip', name), join(home, '.pip', name)];
  const machine = process.platform === 'win32' ? [join(PROGRAMDATA ?? 'C:\\ProgramData', 'pip', name)] : ['/etc/pip.conf', ...XDG_CONFIG_DIRS.split(':').map((folder) => join(folder, 'pip', name))];
  return [...(PIP_CONFIG_FILE ? [PIP_CONFIG_FILE] : []), ...(VIRTUAL_ENV ? [join(VIRTUAL_ENV, name)] : []), ...user, ...machine];
}

/** Names may be written with `_` or `-`, values after `=` or `:`; lines that start with `#` or `;` are comments. */
function indexUrlIn(text: string): string | undefined {
  const found = new Map<string, string>();
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim() ?? section;
    const value = /^\s*index[-_]url\s*[=:]\s*(\S+)/i.exec(line)?.[1];
    if (value !== undefined) found.set(section, value);
  }
  return found.get('install') ?? found.get('global');
}
