// What statements need to write Markdown.

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');

/** @param rows cells, the first row being the titles; cells are Markdown already */
export function markdownTable([titles, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Names are anybody's: they must not become links, images or HTML. */
export const escaped = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>()#!|&~]/g, '\\$&');
