// A workspace that nobody has trusted: runs can be looked at, and nothing is launched.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../../scripts/vscode/workbench.mjs';
import { startSession, type Session } from './session';
import { temporaryFolder } from './temporary';

let session: Session;
let window: Workbench;

beforeAll(async () => {
  session = await startSession({ folder: temporaryFolder(), settings: { 'security.workspace.trust.enabled': true } });
  window = await session.open();
  await window.load();
  await window.showSidebar();
});

afterAll(() => session.stop());

describe('in a workspace that is not trusted', { timeout: 120_000 }, () => {
  it('the editor is in restricted mode', async () => {
    await window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  });

  it('the welcome offers to manage trust, and not to train', async () => {
    const welcome = window.page.locator('.welcome-view', { hasText: 'Restricted Mode' });
    await welcome.waitFor();
    expect(await welcome.innerText()).not.toContain('Try the Sample');
  });

  it('the palette offers no command that trains', async () => {
    const offered = await window.offered('Cloister: ');
    expect(offered).toContain('Cloister: Set Privacy Budget');
    for (const title of ['Try the Sample', 'Launch Run', 'Resume Run']) expect(offered).not.toContain(`Cloister: ${title}`);
  });
});
