// Who gets to see sensitive figures, case by case.
import { describe, expect, it } from 'vitest';
import { discloseOn } from '../../src/cli/disclosure';
import { labelled } from '../../src/protocol/labelled';

describe('a sensitive figure', () => {
  it.each([
    { place: 'a terminal', isTerminal: true, json: false, showSensitive: false, shown: true },
    { place: 'a pipe', isTerminal: false, json: false, showSensitive: false, shown: false },
    { place: 'JSON on a terminal', isTerminal: true, json: true, showSensitive: false, shown: false },
    { place: 'a pipe that asked', isTerminal: false, json: false, showSensitive: true, shown: true },
    { place: 'JSON that asked', isTerminal: false, json: true, showSensitive: true, shown: true },
  ])('on $place: shown is $shown', ({ isTerminal, json, showSensitive, shown }) => {
    const disclose = discloseOn({ json }, { isTerminal }, { showSensitive });
    expect(disclose(labelled('sensitive', 0.5))).toBe(shown ? 0.5 : undefined);
    expect(disclose(labelled('public', 0.5))).toBe(0.5);
    expect(disclose(labelled('released', 0.5))).toBe(0.5);
    expect(disclose(undefined)).toBeUndefined();
  });
});
