// Places inside a JSON document: the members and positions that lead from the top to a value.

/** Names of members and positions in lists, from the top; empty for the whole document. */
export type DocumentPath = readonly (string | number)[];

/** `data.labels[2]`; `(top level)` for the whole document. */
export function pathText(path: DocumentPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text === '' ? '(top level)' : text.replace(/^\./, '');
}

/** The value at a path, or undefined when the document ends before it. */
export function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((value, step) => (isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined), document);
}

/** Lists are objects here too: their positions are their members. */
export const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> => typeof value === 'object' && value !== null;
