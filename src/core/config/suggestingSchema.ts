// Turns a JSON schema that judges into one that only describes and suggests.

/** The keywords of draft 7 that zod writes and that are of use here. */
export interface JsonSchema {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** What an editor's JSON service completes and shows in hovers; no keyword of it finds fault with any document. */
export interface SuggestingSchema {
  readonly description?: string;
  readonly default?: unknown;
  /** Values that are offered. */
  readonly examples?: readonly unknown[];
  /** Of VS Code's JSON service: what is typed for a value that nobody can guess. */
  readonly defaultSnippets?: readonly Snippet[];
  readonly properties?: Readonly<Record<string, SuggestingSchema>>;
  readonly items?: SuggestingSchema;
}

/** `$1` is where the cursor goes; after `^` the body is typed as it is, and elsewhere as JSON. */
interface Snippet {
  readonly label: string;
  readonly body: string;
}

/** No number is proposed: most of them are privacy parameters, which nobody but the owner of the data chooses. */
const freeValues: Readonly<Record<string, Snippet>> = {
  string: { label: '""', body: '$1' },
  number: { label: 'number', body: '^$1' },
  integer: { label: 'number', body: '^$1' },
};

/**
 * Names, descriptions, defaults and suggested values of a schema, without its judgement: the checks of Cloister find more, know
 * how to mend it, and every problem is to be told once. Alternatives become one section that offers the members of all of them.
 */
export function suggesting({ description, default: initial, properties, items, ...schema }: JsonSchema): SuggestingSchema {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).map(suggesting);
  const examples = valuesOf(schema);
  const own: SuggestingSchema = {
    ...(examples.length > 0 && { examples }),
    ...(schema.type !== undefined && schema.type in freeValues && examples.length === 0 && { defaultSnippets: [freeValues[schema.type]] }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, suggesting(member)])) }),
    ...(items && { items: suggesting(items) }),
  };
  return {
    ...[own, ...alternatives].reduce(together),
    // What is said of a section as a whole stands in the place of what is said of each alternative.
    ...(description !== undefined && { description }),
    ...(initial !== undefined && { default: initial }),
  };
}

/** The few values that may stand there, as far as the schema lists them. */
function valuesOf({ type, const: only, enum: some }: JsonSchema): readonly unknown[] {
  if (only !== undefined) return [only];
  return some ?? (type === 'boolean' ? [true, false] : []);
}

function together(a: SuggestingSchema, b: SuggestingSchema): SuggestingSchema {
  const description = bothDescriptions(a, b);
  const examples = [...new Set([...(a.examples ?? []), ...(b.examples ?? [])])];
  return { ...a, ...b, ...(description !== undefined && { description }), ...(examples.length > 0 && { examples }), ...(a.properties && b.properties && { properties: allMembers(a.properties, b.properties) }) };
}

function allMembers(a: Readonly<Record<string, SuggestingSchema>>, b: Readonly<Record<string, SuggestingSchema>>): Record<string, SuggestingSchema> {
  const shared = Object.keys(b).filter((name) => name in a);
  return { ...a, ...b, ...Object.fromEntries(shared.map((name) => [name, together(a[name], b[name])])) };
}

/** One line each, where alternatives say different things of a member. */
function bothDescriptions(a: SuggestingSchema, b: SuggestingSchema): string | undefined {
  const [first, second] = [a, b].map(({ description }) => description);
  if (first === undefined || second === undefined || first === second) return first ?? second;
  return `${withValue(a, first)}\n${withValue(b, second)}`;
}

/** A description of a single value begins with it; one of several has its values in it already. */
const withValue = ({ examples = [] }: SuggestingSchema, description: string): string => (examples.length === 1 ? `${JSON.stringify(examples[0])}: ${description}` : description);
