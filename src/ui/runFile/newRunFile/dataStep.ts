// The first question for a new run file: which data.
import { basename } from 'node:path';
import { l10n, QuickPickItemKind, window, workspace, type Uri } from 'vscode';
import { CloisterError } from '../../../base/errors';
import { dataFileEndings, previewData } from '../../../services/dataPreview';
import type { Choices, Source } from './choices';
import { pickOne, type Choice } from './prompts';
import type { Outcome, Place } from './wizard';

/** Most files of the workspace that are listed. */
const mostFiles = 200;

type Target = { readonly type: 'builtIn' } | { readonly type: 'browse' } | { readonly type: 'file'; readonly path: string };

export async function chooseData(choices: Choices, place: Place): Promise<Outcome<Choices>> {
  for (;;) {
    const outcome = await pickOne(place, { placeholder: l10n.t('Data to train on'), choices: await targets() });
    if (outcome.type !== 'next') return outcome;
    const source = await sourceOf(outcome.value);
    if (source !== undefined) return { type: 'next', value: withSource(choices, source) };
  }
}

async function targets(): Promise<Choice<Target>[]> {
  const files = await workspace.findFiles(`**/*.{${dataFileEndings.join(',')}}`, '**/{node_modules,.git,dist}/**', mostFiles);
  const listed = files
    .map((uri) => ({ label: workspace.asRelativePath(uri), value: { type: 'file', path: uri.fsPath } as const }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const heading = { label: l10n.t('In this workspace'), kind: QuickPickItemKind.Separator, value: { type: 'browse' } as const };
  return [
    ...(listed.length > 0 ? [heading] : []),
    ...listed,
    { label: l10n.t('Other'), kind: QuickPickItemKind.Separator, value: { type: 'browse' } },
    { label: l10n.t('$(folder-opened) Browse…'), detail: l10n.t('A JSON Lines, CSV or Parquet file'), value: { type: 'browse' } },
    { label: l10n.t('$(beaker) Built-in sample'), detail: l10n.t('Real e-mails of the SpamAssassin public corpus: ham or spam'), value: { type: 'builtIn' } },
  ];
}

/** Undefined: ask again, because nothing was chosen or the file cannot be read, which has been told. */
async function sourceOf(target: Target): Promise<Source | undefined> {
  switch (target.type) {
    case 'builtIn':
      return target;
    case 'file':
      return readSource(target.path);
    case 'browse': {
      const [uri] = (await window.showOpenDialog({ filters: { [l10n.t('Data')]: [...dataFileEndings] }, ...startFolder() })) ?? [];
      return uri && readSource(uri.fsPath);
    }
  }
}

async function readSource(path: string): Promise<Source | undefined> {
  try {
    return { type: 'file', path, preview: await previewData(path) };
  } catch (error) {
    if (!CloisterError.is(error)) throw error;
    void window.showErrorMessage(`${basename(path)}: ${error.message}`); // The question is asked again at once.
    return undefined;
  }
}

const startFolder = (): { defaultUri?: Uri } => {
  const [folder] = workspace.workspaceFolders ?? [];
  return folder === undefined ? {} : { defaultUri: folder.uri };
};

/** Answers about one file say nothing about another. */
function withSource(choices: Choices, source: Source): Choices {
  const same = choices.source?.type === 'file' && source.type === 'file' && choices.source.path === source.path;
  if (same) return { ...choices, source };
  const { preset, epsilon } = choices;
  return { source, ...(preset && { preset }), ...(epsilon && { epsilon }) };
}
