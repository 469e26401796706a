// Turns what the schema of run files objects to into findings with fixes.
import { assertNever } from '../base/errors';
import { nearest } from '../base/nearest';
import { batchCoupling } from '../core/config/batchCoupled';
import { valueAt, type DocumentPath } from '../core/config/documentPath';
import type { Problem } from '../core/config/problems';
import { removal, removing, renaming, setting, type Finding, type FindingCode, type Fix } from './findings';
import { batchSizeFix, deltaFix } from './privacyFindings';
import { proposedBatchSize, proposedClipNorm, proposedEpochs, proposedLoadShare } from './proposals';
import { unsoundFinding } from './unsoundFindings';

/** Most fixes that are offered for one finding. */
const mostFixes = 5;

/** @param document the parsed run file that has the problem */
export function problemFinding(problem: Problem, document: unknown): Finding {
  const { kind, path, message } = problem;
  const finding = (code: FindingCode, fixes: readonly Fix[], told = message): Finding => ({ severity: 'error', code, path, message: told, fixes });
  switch (kind) {
    case 'unknownMember':
      return coupledFinding(problem, document) ?? unsoundFinding(path, document) ?? unknownMember(problem);
    case 'wrongValue':
      return coupledFinding(problem, document) ?? noClipNorm(problem, document) ?? finding('wrongValue', valueFixes(problem, String(valueAt(document, path))));
    case 'missingMember':
      return path.join('.') === 'privacy.delta' ? finding('deltaMissing', deltaFixes(document)) : finding('missingMember', valueFixes(problem, ''));
    case 'noiseTarget':
      return finding('noiseTarget', oneOfFixes(document, ['epsilon', 'noiseMultiplier'], [3, 1]));
    case 'lengthTarget':
      return finding('lengthTarget', oneOfFixes(document, ['epochs', 'steps'], [proposedEpochs, 100]));
    case 'samplingRate':
      return finding('samplingRate', samplingRateFixes(document));
    case 'unitColumn':
      return finding('wrongValue', [{ title: 'Set "unit" to "record"', edits: [setting(path, 'record')] }]);
    case 'loadWithoutExperts':
      return finding(kind, [removal(path)]);
    case 'balancingWithoutLoad':
      return finding(kind, balancingFixes(path, document));
    default:
      return assertNever(kind);
  }
}

function unknownMember({ path, message, choices }: Problem): Finding {
  const meant = nearest(String(path.at(-1)), choices.map(String)).slice(0, mostFixes - 1);
  const question = meant.length === 0 ? '' : ` Did you mean "${meant[0]}"?`;
  const renames = meant.map((name) => ({ title: `Rename to "${name}"`, edits: [renaming(path, name)] }));
  return { severity: 'error', code: 'unknownMember', path, message: message + question, fixes: [...renames, removal(path)] };
}

/** An option of another framework through which the records of a batch would touch each other. */
function coupledFinding({ path }: Problem, document: unknown): Finding | undefined {
  const coupling = batchCoupling(path, valueAt(document, path));
  if (coupling === undefined) return undefined;
  const { why, replacement } = coupling;
  // The replacement of an option stands in its section; a part of an option is replaced with all of it.
  const option = path[0] === 'model' ? path.slice(0, 2) : path;
  const members = Object.entries(replacement);
  const away = members.some(([name]) => name === option.at(-1)) ? [] : [removing(option)];
  const fix: Fix = {
    title: members.length === 0 ? `Remove "${option.at(-1)}"` : `Use what works inside each record: ${members.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ')}`,
    edits: [...away, ...members.map(([name, value]) => setting(['model', name], value))],
  };
  return { severity: 'error', code: 'batchCoupled', path: option, message: `"${option.at(-1)}" as it stands here would couple the records of a batch. ${why}`, fixes: members.length === 0 ? [fix] : [fix, removal(option)] };
}

/** No clip norm at all reads like no clipping, and is the opposite: every gradient would be cut to nothing. */
function noClipNorm({ path, message }: Problem, document: unknown): Finding | undefined {
  const value = valueAt(document, path);
  if (path.join('.') !== 'privacy.clipNorm' || !(typeof value === 'number' && value <= 0)) return undefined;
  const why = 'Gradients are cut to this norm and the noise is proportional to it: at 0 nothing would be learnt.';
  const fix = { title: `Set the clip norm to ${proposedClipNorm}, a value to start from`, edits: [setting(path, proposedClipNorm)] };
  return { severity: 'error', code: 'wrongValue', path, message: `${message} ${why}`, fixes: [fix] };
}

/** The allowed values, those that resemble what stands there first. */
function valueFixes({ path, choices }: Problem, found: string): Fix[] {
  const similar = nearest(found, choices.map(String));
  const ordered = [...choices].sort((a, b) => rank(similar, a) - rank(similar, b));
  return ordered.slice(0, mostFixes).map((value) => ({ title: `Set "${path.at(-1)}" to ${JSON.stringify(value)}`, edits: [setting(path, value)] }));
}

function rank(similar: readonly string[], value: string | number | boolean): number {
  const position = similar.indexOf(String(value));
  return position < 0 ? similar.length : position;
}

/** Members of which exactly one is wanted: take one away, or add one, as a proposal. */
function oneOfFixes(document: unknown, members: readonly string[], proposals: readonly number[]): Fix[] {
  const paths = members.map((member) => ['privacy', member]);
  if (paths.every((path) => valueAt(document, path) !== undefined)) return paths.map(removal);
  return paths.map((path, i) => ({
    title: `Add "${members[i]}": ${proposals[i]}, a value to start from: choose your own`,
    edits: [setting(path, proposals[i])],
  }));
}

/** Release what the loss goes by, or let it go by each record alone. */
function balancingFixes(path: DocumentPath, document: unknown): Fix[] {
  const coefficient = valueAt(document, ['model', 'balancing', 'coefficient']);
  return [
    { title: `Add "routingLoad": ${proposedLoadShare}, a value to start from: choose your own`, edits: [setting(path, proposedLoadShare)] },
    { title: 'Balance inside each record instead', edits: [setting(['model', 'balancing'], { kind: 'perSample', coefficient })] },
  ];
}

function deltaFixes(document: unknown): Fix[] {
  const publicSize = publicSizeOf(document);
  return publicSize === undefined ? [] : [deltaFix(publicSize)];
}

function samplingRateFixes(document: unknown): Fix[] {
  const publicSize = publicSizeOf(document);
  return publicSize === undefined ? [] : [batchSizeFix(proposedBatchSize(publicSize)), batchSizeFix(publicSize)];
}

function publicSizeOf(document: unknown): number | undefined {
  const size = valueAt(document, ['privacy', 'publicSize']);
  return typeof size === 'number' && size >= 1 ? size : undefined;
}
