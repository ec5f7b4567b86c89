import { finishButtons, isListenedTo } from './check-buttons.ts';
import { attributeOf, classesOf, type PageElement } from './page-elements.ts';
import { type ScriptTag, speaksToScript } from './script-tag.ts';
import { classSelector, idSelector, matcherOf } from './selector.ts';

/** How the grain of an existing page can be finished. */
export type Finish =
  /** It can be already. */
  | { kind: 'there' }
  | { kind: 'button'; button: PageElement; selector: string | null; doneWhen: string | null }
  | { kind: 'unclear'; code: 'no_button' | 'several_buttons' | 'quiz_without_sign'; line: number };

const KNOWN_CLASS = 'btn-validate';
const FINISHES =
  /^(?:j['’]ai (?:termin|fini|compris)|terminer\b|marquer comme (?:termin|lu|fait)|valider(?: (?:le |ce )?grain| la le[çc]on)?$|finish\b|complete\b|mark as (?:done|complete|read)|i(?:['’]m| am) done)/i;
const SUCCESS =
  /bravo|f[ée]licit|succ[eè]s|success|r[ée]ussi|congrat|well-?done|correct(?!ion|ed|ive)|\bjuste\b|\bok\b/i;
const NO_SUCCESS = /in-?correct|pas-|not-|non-|un-?success|echec|erreur|faux|wrong|fail|error|btn|button/i;
const ANSWERS = ['radio', 'checkbox', 'text', 'number'];

/**
 * Finds the finish button of a grain's page, and when the page's own code checks a quiz first, what success looks like.
 * @param doneWhen what the author says success looks like, on pages that have a quiz
 */
export function findFinish(elements: readonly PageElement[], tag: ScriptTag | undefined, doneWhen?: string): Finish {
  const already = finishButtons(elements, tag);
  if (already === undefined || already.length > 0 || speaksToScript(elements)) return { kind: 'there' };
  const known = elements.filter((one) => one.tag === 'button' && classesOf(one).includes(KNOWN_CLASS));
  const found = known.length > 0 ? known : elements.filter(looksLikeFinish);
  const [button, second] = found;
  const line = elements.find((one) => one.tag === 'body')?.line ?? 1;
  if (button === undefined) return { kind: 'unclear', code: 'no_button', line };
  if (second !== undefined) return { kind: 'unclear', code: 'several_buttons', line: second.line };
  const selector = known.length > 0 ? `button.${KNOWN_CLASS}` : null;
  if (!hasQuiz(button, elements)) return { kind: 'button', button, selector, doneWhen: null };
  const sign = tag?.doneWhen ?? doneWhen ?? signOfSuccess(elements);
  if (sign === undefined) return { kind: 'unclear', code: 'quiz_without_sign', line: button.line };
  return { kind: 'button', button, selector, doneWhen: sign };
}

function looksLikeFinish(element: PageElement): boolean {
  const type = attributeOf(element, 'type');
  if (element.tag === 'input')
    return ['button', 'submit'].includes(type ?? '') && FINISHES.test(attributeOf(element, 'value') ?? '');
  const isButton =
    element.tag === 'button' || (element.tag === 'a' && classesOf(element).some((name) => /bo?u?to?n/i.test(name)));
  return isButton && FINISHES.test(element.text().replace(/^[^\p{L}]+/u, ''));
}

/** Whether a click may mean anything but "finished": code of the page's own, or questions to answer. */
function hasQuiz(button: PageElement, elements: readonly PageElement[]): boolean {
  if (button.attributes.has('onclick') || isListenedTo(button, codeOf(elements))) return true;
  return elements.some(
    (one) => (one.tag === 'input' && ANSWERS.includes(attributeOf(one, 'type') ?? 'text')) || one.tag === 'select',
  );
}

function codeOf(elements: readonly PageElement[]): string {
  return elements.map((one) => (one.tag === 'script' ? one.text() : (one.attributes.get('onclick') ?? ''))).join('\n');
}

/** A selector of what appears on success: undefined unless there is exactly one thing it can be. */
function signOfSuccess(elements: readonly PageElement[]): string | undefined {
  const isHidden = hiddenness(elements);
  const messages = elements.filter((one) => isHidden(one) && speaksOfSuccess(one));
  const [message, second] = messages;
  if (message !== undefined) return second === undefined ? selectorOf(message, elements) : undefined;
  const assigned = new Set(
    [...codeOf(elements).matchAll(/(?:className\s*=|classList\.(?:add|toggle)\()\s*(['"])([\w -]+)\1/g)]
      .map(([, , names]) => (names ?? '').trim())
      .filter((names) => SUCCESS.test(names) && !NO_SUCCESS.test(names)),
  );
  const [names, other] = assigned;
  if (names === undefined || other !== undefined) return undefined;
  const selector = names.split(/\s+/).map(classSelector).join('');
  return elements.some(matcherOf(selector) ?? (() => true)) ? undefined : selector;
}

function speaksOfSuccess(element: PageElement): boolean {
  const name = `${attributeOf(element, 'id') ?? ''} ${attributeOf(element, 'class') ?? ''}`;
  if (NO_SUCCESS.test(name)) return false;
  return SUCCESS.test(name) || /^[^\p{L}]*(?:bravo|f[ée]licitations|congratulations|well done)/iu.test(element.text());
}

function selectorOf(element: PageElement, elements: readonly PageElement[]): string | undefined {
  const id = attributeOf(element, 'id');
  const classes = classesOf(element);
  const selector = id === null ? classes.map(classSelector).join('') : idSelector(id);
  const matches = matcherOf(selector);
  return matches && elements.filter(matches).length === 1 ? selector : undefined;
}

/** Hidden by its own attributes or by a rule of the page's own style. */
function hiddenness(elements: readonly PageElement[]): (element: PageElement) => boolean {
  const styles = elements.filter((one) => one.tag === 'style').map((one) => one.text());
  const rules = styles
    .flatMap((css) => [...css.replace(/\/\*.*?\*\/|<!--|-->/gs, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)])
    .filter(([, , body]) => HIDES.test(body ?? ''))
    .flatMap(([, selector]) => matcherOf((selector ?? '').trim()) ?? []);
  return (element) =>
    element.attributes.has('hidden') ||
    HIDES.test(element.attributes.get('style') ?? '') ||
    rules.some((matches) => matches(element));
}

const HIDES = /display\s*:\s*none|visibility\s*:\s*hidden/i;
