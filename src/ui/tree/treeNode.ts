// One item of a tree view as plain data, so that what a view shows can be tested without an editor.

export interface TreeNode {
  /** Stays the same over refreshes, so that selection and expansion stay too. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: TreeIcon;
  /** Markdown without links to commands and without HTML; texts from outside are escaped in it. */
  readonly tooltip?: string;
  /** What a screen reader says: label, description and what the icon alone would tell. */
  readonly spoken: string;
  /** Words that the `when` clauses of menus look for. */
  readonly context: string;
  readonly children?: readonly TreeNode[];
  /** What a click does. */
  readonly command?: { readonly id: string; readonly title: string; readonly arguments?: readonly unknown[] };
}

/** A codicon, in a colour of the theme. */
export interface TreeIcon {
  readonly id: string;
  readonly colour?: string;
}

/** Text that Markdown shows as it is. */
export const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|~<>&$]/g, '\\$&').replace(/\s+/g, ' ');
