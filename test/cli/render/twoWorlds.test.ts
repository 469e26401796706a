// The verdict of a two-worlds check as people read it.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { agree, twoWorldsJson, twoWorldsText } from '../../../src/cli/render/twoWorlds';
import { disclosing, type Disclose } from '../../../src/cli/disclosure';
import { labelled } from '../../../src/protocol/labelled';
import type { TwoWorlds } from '../../../src/services/gradientChecks';

const plain = pc.createColors(false);
const textOf = (report: TwoWorlds, noun: 'record' | 'unit', disclose: Disclose = disclosing(true)): string => twoWorldsText(labelled('sensitive', report), noun, disclose, plain);
const fine: TwoWorlds = { backend: 'wasm', leftOut: ['longest', 'shortest', 'evenlySpaced', 'evenlySpaced'], tolerance: 0, violations: [] };

describe('two worlds', () => {
  it('that agree say so, and which records were left out', () => {
    expect(agree(fine)).toBe(true);
    expect(textOf(fine, 'record')).toMatch(/^The two worlds agree: .*not a bit of any other record.*noise off.*wasm backend\. Left out in turn: the longest record, the shortest record, 2 evenly spaced over the data\.$/);
  });

  it('speak of units where privacy is theirs', () => {
    expect(textOf(fine, 'unit')).toMatch(/leaving out one unit .* the longest unit, the shortest unit/);
  });

  it('that were allowed a tolerance name it', () => {
    expect(textOf({ ...fine, backend: 'cpu', tolerance: 1e-5 }, 'record')).toMatch(/by more than 0\.00001 of it, and no expert/);
  });

  it('that do not agree say what changed, each once', () => {
    const violation = { step: 1, leftOut: 'shortest' } as const;
    const violations: TwoWorlds['violations'] = [
      { step: 0, leftOut: 'longest', what: 'bound', amount: 2 },
      { ...violation, what: 'sum', amount: 0.03 },
      { ...violation, what: 'gradient', amount: 0.5 },
      { ...violation, what: 'gradient', amount: 0.5 },
      { ...violation, what: 'experts', amount: 12 },
    ];
    expect(agree({ ...fine, violations })).toBe(false);
    const [verdict, ...lines] = textOf({ ...fine, violations }, 'record').split('\n');
    expect(verdict).toMatch(/do NOT agree, so the guarantee does not hold/);
    expect(lines).toEqual([
      '  step 0, the longest record left out: it changed the sum by 2 times the sensitivity',
      '  step 1, the shortest record left out: the sum changed by more than its own term: 3.0e-2 of the sum',
      '  step 1, the shortest record left out: clipped gradients of other records changed by up to 5.0e-1 of them',
      '  step 1, the shortest record left out: 12 rows of other records went to another expert',
    ]);
  });

  it('of private records show the verdict alone, unless more is asked for by name', () => {
    const broken: TwoWorlds = { ...fine, violations: [{ step: 7, leftOut: 'longest', what: 'bound', amount: 2.5 }] };
    const notAsked = disclosing(false);
    expect(textOf(fine, 'record', notAsked)).toMatch(/^The two worlds agree: .* on the wasm backend\.$/);
    expect(textOf(broken, 'record', notAsked)).toMatch(/^The two worlds do NOT agree, .*--show-sensitive\.$/);
    expect(textOf(broken, 'record', notAsked)).not.toMatch(/step 7|longest|2\.5/);
    expect(twoWorldsJson(labelled('sensitive', broken), notAsked)).toEqual({ agree: false, backend: 'wasm', tolerance: 0 });
    expect(twoWorldsJson(labelled('sensitive', broken), disclosing(true))).toEqual({ agree: false, ...broken });
  });
});
