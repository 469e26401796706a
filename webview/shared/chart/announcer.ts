// Tells screen readers where a cursor is, once it rests.

/** Milliseconds of rest before something is said, so that a held key does not chatter. */
const rest = 400;

/** A polite live region inside `parent`. */
export class Announcer {
  private readonly region = document.createElement('div');
  private timer: number | undefined;

  constructor(parent: HTMLElement) {
    this.region.className = 'screen-reader-only';
    this.region.setAttribute('aria-live', 'polite');
    parent.append(this.region);
  }

  say(text: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.region.textContent = text), rest);
  }

  dispose(): void {
    window.clearTimeout(this.timer);
    this.region.remove();
  }
}
