// The harness of the page tests notices what it must: a violated policy, an error of the page, and it serialises as VS Code does.
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, openPage, themes } from './page';

afterAll(closeBrowser);

describe('the harness', () => {
  it.each(themes)('shows a page in the theme %s without a complaint', async (theme) => {
    const opened = await openPage('compare', { theme });
    const { background, classes } = await opened.page.evaluate(() => ({
      background: getComputedStyle(document.documentElement).backgroundColor,
      classes: document.body.className,
    }));
    expect(background).toMatch(theme === 'dark' || theme === 'hcDark' ? /^rgb\((0|31), / : /^rgb\(255, /);
    expect(classes).toContain(theme.startsWith('hc') ? 'vscode-high-contrast' : `vscode-${theme}`);
    await opened.close();
  });

  it('fails a page that violates its policy', async () => {
    const opened = await openPage('compare');
    await opened.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p style="color: red">inline</p>'));
    await expect(opened.close()).rejects.toThrow(/style-src/);
  });

  it('fails a page that throws', async () => {
    const opened = await openPage('compare');
    await opened.page.evaluate(() => void setTimeout(() => { throw new Error('Torn.'); }));
    await opened.page.waitForTimeout(50);
    await expect(opened.close()).rejects.toThrow(/Torn/);
  });

  it('carries typed arrays, and turns what JSON does not know into null as VS Code does', async () => {
    const opened = await openPage('compare');
    await opened.page.evaluate(() => window.addEventListener('message', ({ data }) => Object.assign(window, { got: data as unknown })));
    await opened.send({ type: 'test', values: new Float64Array([1, NaN]), epsilon: Infinity, nothing: undefined });
    const got = await opened.page.evaluate(() => {
      const { values, ...rest } = (window as unknown as { got: { values: Float64Array } }).got;
      return { float64: values instanceof Float64Array, values: [...values], rest };
    });
    expect(got).toEqual({ float64: true, values: [1, NaN], rest: { type: 'test', epsilon: null } });
    await opened.close();
  });

  it('finds what a screen reader cannot use', async () => {
    const opened = await openPage('compare');
    await opened.page.evaluate(() => document.body.append(document.createElement('button')));
    expect((await opened.axe()).map(({ rule }) => rule)).toContain('button-name');
    await opened.close();
  });

  it('keeps the state of the page over a reload', async () => {
    const opened = await openPage('compare', { state: { kept: 1 } });
    expect(await opened.state()).toEqual({ kept: 1 });
    await opened.reload();
    expect(await opened.state()).toEqual({ kept: 1 });
    await opened.close();
  });
});
