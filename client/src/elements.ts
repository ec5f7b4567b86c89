/** All elements matching a selector. */
export function all(selector?: string): HTMLElement[] {
  try {
    return [...document.querySelectorAll<HTMLElement>(selector as string)];
  } catch {
    return [];
  }
}

/**
 * A random UUID. Not crypto.randomUUID, which plain http pages lack: the address of a blob ends with one as well.
 */
export const newId = (): string => URL.createObjectURL(new Blob()).slice(-36);

/** Sets attributes. */
export function set(element: Element, attributes: Record<string, unknown>): void {
  for (const name in attributes) element.setAttribute(name, attributes[name] as string);
}

/** A new element with a text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text?: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text as string;
  return element;
}

/** Heard, not seen. */
export const makeHidden = (): HTMLElement => {
  const hidden = make('span');
  // Through the object model, which a strict content policy allows.
  hidden.style.cssText = 'position:fixed;clip-path:inset(50%)';
  return hidden;
};

/** The nearest `data-<name>` around an element, else the page's. */
export function nearest(name: 'grain' | 'module' | 'sequence', from?: Element): string | undefined {
  return (from?.closest<HTMLElement>(`[data-${name}]`) ?? document.body).dataset[name];
}
