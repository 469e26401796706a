// Says in words for people what a schema expects, and what stands there instead.
import type { z } from 'zod';

/** As it follows "Expected": `a number above 0`, `"adam", "adamw" or "sgd"`. */
export function expectationOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeText[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'invalid_value':
      return listed(issue.values.map((value) => JSON.stringify(value)));
    case 'too_small':
      return boundText(issue.origin, Number(issue.minimum), issue.inclusive === true ? 'at least' : 'above');
    case 'too_big':
      return boundText(issue.origin, Number(issue.maximum), issue.inclusive === true ? 'at most' : 'below');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return listed(issue.errors.length > 0 ? issue.errors.map(([first]) => expectationOf(first)) : discriminators(issue));
    default:
      return issue.message;
  }
}

/** A value as messages show it: short, and never a whole section. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

const typeText: Partial<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function boundText(origin: string, bound: number, comparison: string): string {
  switch (origin) {
    case 'string':
      return bound === 1 && comparison === 'at least' ? 'a text that is not empty' : `a text of ${comparison} ${bound} characters`;
    case 'array':
      return `a list of ${comparison} ${bound} items`;
    default:
      return `a number ${comparison} ${bound}`;
  }
}

const discriminators = (issue: z.core.$ZodIssueInvalidUnion): string[] =>
  ((issue as { options?: readonly unknown[] }).options ?? []).map((option) => JSON.stringify(option));

/** `a, b or c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
