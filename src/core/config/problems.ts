// What is wrong with a run file, one problem at a time: each at its own place, in words for people, with the values that could stand there.
import type { z } from 'zod';
import { pathText, valueAt, type DocumentPath } from './documentPath';
import { expectationOf, listed, shown } from './expectation';
import { choicesOf, descend, meantOption, membersOf } from './schemaWalk';

/** A rule between members of the privacy section, see {@link ../config/privacy}, or of it and the data. */
export type Relation = 'noiseTarget' | 'lengthTarget' | 'samplingRate' | 'unitColumn';

/** A rule between what is released and the model, see {@link ../config/release}. */
export type ReleaseRule = 'loadWithoutExperts' | 'balancingWithoutLoad';

export interface Problem {
  readonly kind: 'unknownMember' | 'missingMember' | 'wrongValue' | Relation | ReleaseRule;
  /** Where; for a missing member the place that it should have. */
  readonly path: DocumentPath;
  readonly message: string;
  /** Names of members that may stand in the place of an unknown one, or the values that are allowed where only a few are. */
  readonly choices: readonly (string | number | boolean)[];
}

/**
 * The problems behind zod's issues, every unknown member and every missing one on its own.
 * Where alternatives are possible, only the problems of the one that is meant are told.
 * @param value the document that was checked
 */
export function problemsOf(schema: z.ZodType, value: unknown, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(schema, value, issue, []));
}

function problemsOfIssue(schema: z.ZodType, document: unknown, issue: z.core.$ZodIssue, base: DocumentPath): Problem[] {
  const path = [...base, ...(issue.path as DocumentPath)];
  const found = valueAt(document, path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownMember(schema, document, path, key));
  if (issue.code === 'custom') return [{ kind: relationOf(issue), path, message: issue.message, choices: [] }];
  if (found === undefined) return [missingMember(schema, document, path)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const meant = meantOption(path, found, issue.errors);
    if (meant !== undefined) return issue.errors[meant].flatMap((inner) => problemsOfIssue(schema, document, inner, path));
  }
  const message = `Expected ${expectationOf(issue)}, but found ${shown(found)}.`;
  return [{ kind: 'wrongValue', path, message, choices: choicesOf(descend(schema, document, path)) }];
}

function unknownMember(schema: z.ZodType, document: unknown, section: DocumentPath, key: string): Problem {
  const where = section.length === 0 ? '' : ` in "${pathText(section)}"`;
  const present = Object.keys(valueAt(document, section) as object);
  const choices = membersOf(descend(schema, document, section)).filter((name) => !present.includes(name));
  return { kind: 'unknownMember', path: [...section, key], message: `There is no member "${key}"${where}.`, choices };
}

function missingMember(schema: z.ZodType, document: unknown, path: DocumentPath): Problem {
  const member = descend(schema, document, path);
  const choices = choicesOf(member);
  const values = choices.length === 0 ? '' : ` Give ${listed(choices.map((choice) => JSON.stringify(choice)))}.`;
  const meaning = member?.description === undefined ? '' : ` ${member.description}`;
  return { kind: 'missingMember', path, message: `"${path.at(-1) ?? 'The run file'}" is missing.${values}${meaning}`, choices };
}

/** Rules between members carry their name; other rules of one member are a wrong value. */
function relationOf(issue: z.core.$ZodIssueCustom): Problem['kind'] {
  const relation = issue.params?.['relation'] as Relation | undefined;
  return relation ?? 'wrongValue';
}
