// A workbench in Chromium, and what a person does in it: commands, quick picks, dialogs, views and pages.
import { chromium } from 'playwright-core';
import { chromiumFlags, chromiumPath } from '../chromium.mjs';

/** Milliseconds that a part of the workbench may take to appear. */
const patience = 20_000;

/** Milliseconds after which a command that the palette does not list is typed again. */
const palettePause = 2_000;

/** How the workbench names the pages of the extension. */
const extension = 'cloister.cloister';

/** Starts a browser whose pages reach nothing but this machine. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumFlags });
  /** @type {Set<string>} */
  const outside = new Set();
  return {
    /** Addresses outside this machine that a page asked for; all of them were refused. */
    outside,
    /**
     * A workbench of a server, not loaded yet.
     * @param {{ origin: string }} server
     * @param {{ folder?: string, payload?: [string, string][], width?: number, height?: number }} [options] `payload` goes to the workbench
     */
    async open(server, { folder, payload, width = 1280, height = 800 } = {}) {
      const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
      await context.route(isOutside, (route) => {
        outside.add(route.request().url());
        return route.abort();
      });
      const page = await context.newPage();
      page.setDefaultTimeout(patience);
      return new Workbench(page, addressOf(server, folder, payload));
    },
    close: () => browser.close(),
  };
}

const isOutside = ({ protocol, hostname }) => protocol.startsWith('http') && hostname !== '127.0.0.1' && !hostname.endsWith('.localhost');

function addressOf({ origin }, folder, payload) {
  const query = new URLSearchParams();
  if (folder !== undefined) query.set('folder', folder);
  if (payload !== undefined) query.set('payload', JSON.stringify(payload));
  return `${origin}/?${query}`;
}

export class Workbench {
  /**
   * @param {import('playwright-core').Page} page
   * @param {string} address
   */
  constructor(page, address) {
    this.page = page;
    this.address = address;
  }

  /** Opens the workbench and waits until the extension's icon is there; before that the palette lists no commands of it. */
  async load() {
    await this.page.goto(this.address);
    await this.ready();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  async ready() {
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
    await this.activityIcon().waitFor();
  }

  activityIcon() {
    return this.page.locator('.activitybar a.action-label[aria-label^="Cloister"]').first();
  }

  /** Shows the extension's side bar. */
  async showSidebar() {
    const shown = await this.page.locator('.activitybar .action-item.checked a.action-label[aria-label^="Cloister"]').count();
    // A badge lies over the icon and takes the click for it.
    if (shown === 0) await this.activityIcon().click({ force: true });
    await this.page.locator('.sidebar .pane-header').first().waitFor();
  }

  /**
   * Runs a command from the palette.
   * @param {string} title with its category: `Cloister: Launch Run`
   */
  async command(title) {
    await this.page.keyboard.press('F1');
    await this.quickInput().waitFor();
    await this.typeUntilListed(title);
    await this.page.keyboard.press('Enter');
  }

  /** On a slow machine the palette may open before the workbench has read what an extension offers, and it lists what it knew when the words were typed. */
  async typeUntilListed(title) {
    for (let rest = patience; ; rest -= palettePause) {
      await this.quickInput().fill(`>${title}`);
      const listed = this.pickRow(title).waitFor({ timeout: palettePause });
      if (rest <= palettePause) return listed;
      if (await listed.then(() => true, () => false)) return undefined;
      await this.quickInput().fill('>');
    }
  }

  /**
   * Titles that the palette offers.
   * @param {string} words
   */
  async offered(words) {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${words}`);
    await this.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    const rows = await this.page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents();
    await this.page.keyboard.press('Escape');
    return rows;
  }

  quickInput() {
    return this.page.locator('.quick-input-widget:visible input[type=text]');
  }

  /** @param {string | RegExp} text */
  pickRow(text) {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /**
   * Chooses an entry of the quick pick that is open.
   * @param {string | RegExp} text
   */
  async pick(text) {
    await this.pickRow(text).click();
  }

  dialog() {
    return this.page.locator('.monaco-dialog-box');
  }

  /**
   * Waits for a modal dialog, presses one of its buttons, and returns what it said.
   * @param {string} button
   */
  async answerDialog(button) {
    await this.dialog().waitFor();
    const text = await this.dialog().innerText();
    await this.dialog().locator('.monaco-button', { hasText: button }).first().click();
    await this.dialog().waitFor({ state: 'detached' });
    return text;
  }

  /**
   * Rows of a tree view in the side bar.
   * @param {string} view its title
   */
  rows(view) {
    return this.page.locator(`.pane:has(.pane-header[aria-label^="${view}"]) .monaco-list-row`);
  }

  /**
   * Opens a file at the top of the workspace from the explorer.
   * @param {string} name
   */
  async openFile(name) {
    await this.page.locator('.activitybar a.action-label[aria-label^="Explorer"]').first().click();
    await this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first().dblclick();
    await this.tab(name).waitFor();
  }

  /**
   * Chooses from the context menu of an element.
   * @param {import('playwright-core').Locator} element
   * @param {string} title
   */
  async menu(element, title) {
    await element.click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-item', { hasText: title }).first().hover();
    await this.page.keyboard.press('Enter'); // A click so soon after the right button's would be ignored.
  }

  /** The document of an open page of the extension: the first one in the window, or another. */
  panel(index = 0) {
    return this.page
      .locator(`iframe.webview.ready[src*="extensionId=${extension}"]:not([src*="purpose="])`)
      .nth(index)
      .contentFrame()
      .locator('iframe#active-frame')
      .contentFrame();
  }

  /** @param {string} name */
  tab(name) {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first();
  }

  /** @param {string} path */
  screenshot(path) {
    return this.page.screenshot({ path });
  }

  async close() {
    await this.page.context().close();
  }
}
