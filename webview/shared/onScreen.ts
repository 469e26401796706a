// Work for elements that are on screen only.

/** Calls back when the element comes near the visible part of the page, and when it leaves. @returns the end of it */
export function watchOnScreen(element: Element, changed: (visible: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => changed(entries[entries.length - 1].isIntersecting), { rootMargin: '200px' });
  observer.observe(element);
  return () => observer.disconnect();
}
