// Everything that a page says: its texts, those that only assistive technology or a tooltip tells, and those drawn on canvases.
import type { OpenPage } from './page';

declare global {
  interface Window {
    drawnTexts: Set<string>;
  }
}

/** Notes from now on what is written on canvases. Call it before anything is drawn. */
export async function recordDrawnTexts({ page }: OpenPage): Promise<void> {
  await page.evaluate(() => {
    window.drawnTexts = new Set();
    type FillText = (this: CanvasRenderingContext2D, ...args: Parameters<CanvasRenderingContext2D['fillText']>) => void;
    const { prototype } = CanvasRenderingContext2D;
    const fillText = Object.getOwnPropertyDescriptor(prototype, 'fillText')!.value as FillText;
    prototype.fillText = function (...args) {
      window.drawnTexts.add(args[0]);
      fillText.apply(this, args);
    };
  });
}

/** @param except selectors of elements that show data alone */
export async function pageTexts({ page }: OpenPage, except: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((ignored) => {
    const texts = new Set(window.drawnTexts);
    const attributes = ['aria-label', 'aria-roledescription', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'];
    const visit = (root: ParentNode): void => {
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot !== null) visit(element.shadowRoot);
        if (element.matches('script, style') || ignored.some((selector) => element.closest(selector) !== null)) continue;
        for (const name of attributes) texts.add(element.getAttribute(name) ?? '');
        for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) texts.add(node.textContent ?? '');
      }
    };
    visit(document.body);
    return [...texts].map((text) => text.trim()).filter((text) => text !== '');
  }, except);
}
