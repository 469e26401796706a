// Where the editor proposes to put a copy of the ledger: in the home folder, because a workspace may end up in a repository.
import { homedir } from 'node:os';
import { Uri } from 'vscode';

/** Named after the day, so that copies of several days stand beside each other. */
export const newFileUri = (ending: string): Uri => Uri.joinPath(Uri.file(homedir()), `cloister-ledger-${new Date().toISOString().slice(0, 10)}${ending}`);
