import type { CheckedPage, CheckFault } from './check-fault.ts';
import { attributeOf, classesOf, type PageElement } from './page-elements.ts';
import { elementsMatching, isStub, type ScriptTag, speaksToScript } from './script-tag.ts';

/** Whether each grain can be finished, and only by a learner who has passed its quiz. */
export function checkButtons({ page, elements, tag }: CheckedPage): CheckFault[] {
  const { path, grainId, bodyLine } = page;
  if (grainId === null) return [];
  const found = finishButtons(elements, tag);
  if (found === undefined) return [];
  if (found.length === 0 && !speaksToScript(elements)) {
    return [{ code: 'no_finish_button', path, line: bodyLine, subject: grainId }];
  }
  return found
    .filter((button) => !attributeOf(button, 'data-done-when') && !tag?.doneWhen && decidesItself(button, elements))
    .map((button) => ({ code: 'quiz_without_sign', path, line: button.line, subject: button.text() || button.tag }));
}

/** Buttons that finish a grain; undefined when only a browser can follow the selector. */
export function finishButtons(elements: readonly PageElement[], tag: ScriptTag | undefined): PageElement[] | undefined {
  const own = elements.filter((element) => element.attributes.has('data-grain-done'));
  if (!tag?.doneSelector) return own;
  const selected = elementsMatching(elements, tag.doneSelector);
  return selected && [...new Set([...own, ...selected])];
}

/**
 * Whether the page's own code does something at a click on a button without telling the script: neither by preventing the
 * default (or `return`) nor by calling it.
 */
function decidesItself(button: PageElement, elements: readonly PageElement[]): boolean {
  const onclick = button.attributes.get('onclick') ?? '';
  const scripts = elements.filter((one) => one.tag === 'script' && !one.attributes.has('src') && !isStub(one));
  const code = [onclick, ...scripts.map((script) => script.text())].join('\n');
  if (/preventDefault|progressApi/.test(code) || /^\s*return\b/.test(onclick)) return false;
  return onclick.trim() !== '' || isListenedTo(button, code);
}

/** Whether a page's code listens to clicks and names a button's id or one of its classes. */
export function isListenedTo(button: PageElement, code: string): boolean {
  if (!/addEventListener|\.onclick\s*=|\.(click|on)\(/.test(code)) return false;
  const names = [...classesOf(button), ...(attributeOf(button, 'id') ?? '').split(/\s+/)].filter((name) => name !== '');
  return names.some((name) => new RegExp(`['"\`.#]${name.replace(/[^\w-]/g, '\\$&')}['"\`\\s.:[>]`).test(code));
}
