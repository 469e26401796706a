// Walks the run-file schema along a document: which members and values may stand at a place, given the alternative that is meant there.
import type { z } from 'zod';
import { isObject, pathText, valueAt, type DocumentPath } from './documentPath';

type Schema = z.core.$ZodTypes;

/** The schema of the member at a path of the document, or undefined where there is none. Its description is that of the member. */
export function descend(schema: z.ZodType, document: unknown, path: DocumentPath): z.ZodType | undefined {
  let current: z.ZodType | undefined = schema;
  for (const [depth, step] of path.entries()) {
    const section = path.slice(0, depth);
    current = current && memberOf(sectionOf(current, valueAt(document, section), section), step);
  }
  return current;
}

/** Names of the members of a section; none for anything else. */
export function membersOf(schema: z.ZodType | undefined): string[] {
  const shapes = optionsOf(schema).map((option) => shapeOf(option));
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}

/** The values that a member may have, where they are few enough to be listed, but for sections; none where others are possible too. */
export function choicesOf(schema: z.ZodType | undefined): (string | number | boolean)[] {
  const values = optionsOf(schema).filter((option) => Object.keys(shapeOf(option)).length === 0).map(valuesOf);
  return values.some((list) => list.length === 0) ? [] : values.flat();
}

function valuesOf(option: z.ZodType): (string | number | boolean)[] {
  const { def } = (option as unknown as Schema)._zod;
  switch (def.type) {
    case 'literal':
      return def.values as (string | number | boolean)[];
    case 'enum':
      return Object.values(def.entries);
    case 'boolean':
      return [true, false];
    default:
      return [];
  }
}

/**
 * The alternative that a value means, judged by the members that only one of them has; undefined when it is none of them.
 * @param errors the issues of each alternative
 */
export function meantOption(path: DocumentPath, value: unknown, errors: readonly (readonly z.core.$ZodIssue[])[]): number | undefined {
  if (!isObject(value)) return undefined;
  const named = namedOption(path, value);
  if (named !== undefined) return named;
  const sections = errors.findIndex((issues) => issues.some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'));
  return sections < 0 ? undefined : sections;
}

/** The order is that of the alternatives in the schema. */
function namedOption(path: DocumentPath, value: Readonly<Record<string, unknown>>): number | undefined {
  switch (pathText(path)) {
    case 'data':
      return 'builtIn' in value ? 0 : 1;
    case 'model':
      if ('preset' in value || !('architecture' in value)) return 0;
      return value['architecture'] === 'linear' ? 2 : 1;
    default:
      return undefined;
  }
}

/** The one alternative of a section that its value means; a section without alternatives is its own. */
function sectionOf(schema: z.ZodType, value: unknown, path: DocumentPath): z.ZodType | undefined {
  const options = optionsOf(schema);
  if (options.length === 1 || !isObject(value)) return options[0];
  const named = namedOption(path, value);
  if (named !== undefined) return options[named];
  const { def } = (unwrapped(schema) as unknown as Schema)._zod;
  const key = 'discriminator' in def ? String(def.discriminator) : undefined;
  const matching = options.find((option) => key !== undefined && choicesOf(shapeOf(option)[key]).includes(value[key] as string));
  return matching ?? options.find((option) => Object.keys(shapeOf(option)).length > 0);
}

const memberOf = (schema: z.ZodType | undefined, step: string | number): z.ZodType | undefined => {
  if (schema === undefined) return undefined;
  const { def } = (unwrapped(schema) as unknown as Schema)._zod;
  return typeof step === 'number' ? (def.type === 'array' ? (def.element as unknown as z.ZodType) : undefined) : shapeOf(schema)[step];
};

function optionsOf(schema: z.ZodType | undefined): z.ZodType[] {
  if (schema === undefined) return [];
  const plain = unwrapped(schema);
  const { def } = (plain as unknown as Schema)._zod;
  return def.type === 'union' ? (def.options as unknown as z.ZodType[]) : [plain];
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  const { def } = (unwrapped(schema) as unknown as Schema)._zod;
  return def.type === 'object' ? (def.shape as unknown as Record<string, z.ZodType>) : {};
}

/** Without the wrappers that make a member optional or give it a default. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const { def } = (schema as unknown as Schema)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      return unwrapped(def.innerType as unknown as z.ZodType);
    default:
      return schema;
  }
}
