// What the status bar shows, as data.
import { describe, expect, it } from 'vitest';
import { statusLine } from '../../src/ui/statusBar/model';
import { english } from './english';
import { listedRun } from './listedRun';

describe('the status bar', () => {
  it('shows step and ε of the active run, and a click opens it', () => {
    expect(statusLine([listedRun()], english)).toMatchObject({ text: '$(sync~spin) 42/1000 · ε 1.94', runId: 'amber-otter-7k2' });
  });

  it('says in the tooltip what its ε means', () => {
    expect(statusLine([listedRun()], english)!.tooltip).toContain('ε 1.94 at δ 1e-5, by PLD (RDP: 2.20); unit: one record; neighbours: add or remove one');
  });

  it('counts several active runs, and a click shows the list', () => {
    const line = statusLine([listedRun(), listedRun({ id: 'other', name: 'other' })], english)!;
    expect(line).toMatchObject({ text: '$(sync~spin) 2 runs', runId: undefined });
    expect(line.tooltip).toContain('example');
    expect(line.tooltip).toContain('other');
  });

  it('shows the run that trains before those that wait, which it counts', () => {
    const waiting = [1, 2].map((i) => listedRun({ id: `waiting-${i}`, name: `waiting ${i}`, state: { status: 'queued' }, step: 0 }));
    const line = statusLine([...waiting, listedRun()], english)!;
    expect(line).toMatchObject({ text: '$(sync~spin) 42/1000 · ε 1.94 +2', runId: 'amber-otter-7k2' });
    expect(line.tooltip).toContain('waiting 2');
    expect(statusLine(waiting, english)).toMatchObject({ text: '$(clock) 2 runs', runId: undefined });
  });

  it('shows nothing when no run is active', () => {
    expect(statusLine([], english)).toBeUndefined();
    expect(statusLine([listedRun({ state: { status: 'created' } })], english)).toBeUndefined();
  });
});
