// Prints, at the end of `npm run test:faults`, each kind of fault with the tests that make it, so that none goes missing unnoticed.
import type { Reporter, TestModule } from 'vitest/node';

/** Every fault that the ledger has to survive, and how the tests that make it are called. */
const faults: readonly (readonly [fault: string, tests: RegExp])[] = [
  ['kill before the reservation', /killed before it (has )?reserve/],
  ['kill within the reservation', /killed within the transaction that reserves/],
  ['kill after the reservation', /killed after it has reserved/],
  ['kill in the middle of a step', /killed in the middle of a step/],
  ['kill after a step, before its commit', /killed after a step, before/],
  ['kill during a checkpoint', /killed before the file of a checkpoint|killed after a checkpoint/],
  ['kill during settling', /killed within the transaction that settles|killed before it settles/],
  ['kill at random moments', /random kills/],
  ['kill of the command line', /the command line, killed/],
  ['image of a power loss', /a power loss/],
  ['full disk', /a full disk|may not grow/],
  ['read-only file', /cannot be written to because/],
  ['races for the last budget', /for the last budget/],
  ['clock going backwards', /a clock that/],
  ['damaged page', /a damaged page/],
  ['damaged schema, wrong file', /a ledger (with|that|of|in)/],
  ['file system without locks', /without locks/],
];

/** Made by tests that need a real VS Code, which `npm test` runs. */
const elsewhere = 'kill of the extension host, and of all of VS Code: test/editor/killed.editor.ts';

/** A test that was left out, because the machine does not let it make its fault, does not count. */
export class FaultTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ name: test.fullName.replaceAll(' > ', ' ').replaceAll(', killed ', ' killed '), state: test.result().state })));
    const lines = faults.map(([fault, pattern]) => {
      const states = tests.filter(({ name }) => pattern.test(name)).map(({ state }) => state);
      const count = (state: string): number => states.filter((each) => each === state).length;
      return `  ${fault.padEnd(38)} ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} left out${count('passed') === 0 ? '  ← nothing shows that it is survived' : ''}`;
    });
    console.log(['faults and their tests:', ...lines, `  (${elsewhere})`].join('\n'));
  }
}
