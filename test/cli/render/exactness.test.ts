// The verdict of a check of exactness, and who sees its figures.
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { disclosing } from '../../../src/cli/disclosure';
import { exactnessJson, exactnessLine, isExact } from '../../../src/cli/render/exactness';
import { labelled } from '../../../src/protocol/labelled';

const plain = pc.createColors(false);
const measured = { units: 16, records: 16, worstRelativeError: 2e-5, worstParameter: 'head', backend: 'wasm', tolerance: 1e-5 };
const [asked, notAsked] = [disclosing(true), disclosing(false)];

describe('a check of exactness', () => {
  it('calls clipping exact up to the tolerance, and nothing else', () => {
    expect(exactnessLine(labelled('sensitive', measured), asked, plain)).toMatch(/NOT exact.*2\.0e-5 in head/);
    expect(exactnessLine(labelled('sensitive', { ...measured, units: 5 }), asked, plain)).toMatch(/over 16 records of 5 units one at a time/);
    expect([0, 1e-5, 1.1e-5, NaN].map((worstRelativeError) => isExact({ worstRelativeError, tolerance: 1e-5 }))).toEqual([true, true, false, false]);
  });

  it('of private records shows verdict, bound and backend alone, unless more is asked for by name', () => {
    const line = exactnessLine(labelled('sensitive', measured), notAsked, plain);
    expect(line).toMatch(/^Clipping is NOT exact to the tolerance 0\.00001, .* on the wasm backend\. .*--show-sensitive\.$/);
    expect(line).not.toMatch(/2\.0e-5|head|16/);
    expect(exactnessJson(labelled('sensitive', measured), notAsked)).toEqual({ exact: false, backend: 'wasm', tolerance: 1e-5 });
    expect(exactnessJson(labelled('sensitive', measured), asked)).toEqual({ exact: false, ...measured });
  });

  it('of public records shows all of it', () => {
    expect(exactnessLine(labelled('public', measured), notAsked, plain)).toMatch(/2\.0e-5 in head/);
  });
});
