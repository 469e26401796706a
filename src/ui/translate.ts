// How texts for people are made: by `vscode.l10n.t`, handed in where a module must run without an editor.

/**
 * The message in the language of the editor, with `{0}`, `{1}`, … replaced by the arguments.
 * Messages are written out as literals at the call, so that `npm run strings` finds them.
 */
export type Translate = (message: string, ...args: (string | number)[]) => string;
