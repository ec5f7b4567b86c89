/** All elements matching a selector. */
export const all = (selector: string | undefined): HTMLElement[] =>
  selector ? [...document.querySelectorAll<HTMLElement>(selector)] : [];

/** Null removes. */
export function set(element: Element, attributes: Record<string, string | number | null>): void {
  for (const name in attributes) {
    const value = attributes[name];
    if (value == null) element.removeAttribute(name);
    else element.setAttribute(name, `${value}`);
  }
}

/** A new element with a text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** Heard, not seen. Through the object model, which a strict content policy allows. */
export function makeHidden(name: string): HTMLElement {
  const element = make('span', '');
  element.className = `progress-${name}`;
  element.style.cssText = 'position:fixed;clip-path:inset(50%)';
  return element;
}

/** The nearest `data-<name>` around an element, else the page's. */
export function nearest(name: 'grain' | 'module' | 'sequence', from?: Element): string | undefined {
  return (from?.closest<HTMLElement>(`[data-${name}]`) ?? document.body).dataset[name];
}
