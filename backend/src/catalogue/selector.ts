import { classesOf, type PageElement } from './page-elements.ts';

type Test = (element: PageElement) => boolean;

/** A name as CSS has it: a digit may not be its first letter. */
const NAME = '(?:--|-?[A-Za-z_\\u0080-\\uffff])[\\w\\u0080-\\uffff-]*';
const PART = new RegExp(
  `^(?:(${NAME}|\\*)|#(${NAME})|\\.(${NAME})|\\[\\s*(${NAME})\\s*(?:([~|^$*]?=)\\s*(?:"([^"]*)"|'([^']*)'|(${NAME}))\\s*)?\\])`,
);

/**
 * Reads the CSS selectors that authors write on the script tag: tags, classes, ids, attributes, lists, and elements inside
 * or directly inside others.
 * @returns undefined for anything else (pseudo-classes, siblings), about which a page's source says too little
 */
export function matcherOf(selector: string): Test | undefined {
  const tests = selector.split(/,(?![^[]*\])/).map((one) => complexTest(one.trim()));
  if (tests.some((test) => test === undefined)) return undefined;
  return (element) => tests.some((test) => test?.(element));
}

function complexTest(selector: string): Test | undefined {
  const steps = selector.replace(/\s*>\s*/g, '>').split(/(>|\s+)(?![^[]*\])/);
  let test = compoundTest(steps[0] ?? '');
  for (let i = 1; i < steps.length && test !== undefined; i += 2) {
    const outer = test;
    const own = compoundTest(steps[i + 1] ?? '');
    const isChild = steps[i] === '>';
    test =
      own &&
      ((element) => own(element) && (isChild ? isIn(element.parent, outer, true) : isIn(element.parent, outer, false)));
  }
  return test;
}

function isIn(around: PageElement | undefined, outer: Test, directly: boolean): boolean {
  if (around === undefined) return false;
  return outer(around) || (!directly && isIn(around.parent, outer, false));
}

function compoundTest(compound: string): Test | undefined {
  const tests: Test[] = [];
  let rest = compound;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (part === null || (part[1] !== undefined && tests.length > 0)) return undefined;
    tests.push(partTest(part));
    rest = rest.slice(part[0].length);
  }
  return tests.length === 0 ? undefined : (element) => tests.every((test) => test(element));
}

function partTest([, tag, id, className, attribute, operator, ...values]: RegExpExecArray): Test {
  if (tag !== undefined) return (element) => tag === '*' || element.tag === tag.toLowerCase();
  if (id !== undefined) return (element) => element.attributes.get('id') === id;
  if (className !== undefined) return (element) => classesOf(element).includes(className);
  const wanted = values.find((value) => value !== undefined) ?? '';
  return (element) => {
    const value = element.attributes.get((attribute ?? '').toLowerCase());
    return value !== undefined && (operator === undefined || compare(value, operator, wanted));
  };
}

function compare(value: string, operator: string, wanted: string): boolean {
  if (operator === '=') return value === wanted;
  if (operator === '|=') return value === wanted || value.startsWith(`${wanted}-`);
  if (operator === '~=') return value.split(/\s+/).includes(wanted);
  if (wanted === '') return false;
  if (operator === '^=') return value.startsWith(wanted);
  return operator === '$=' ? value.endsWith(wanted) : value.includes(wanted);
}

const PLAIN_NAME = new RegExp(`^${NAME}$`);

/** A selector of the elements that have an id. */
export function idSelector(id: string): string {
  return PLAIN_NAME.test(id) ? `#${id}` : `[id=${quoted(id)}]`;
}

/** A selector of the elements that have a class. */
export function classSelector(name: string): string {
  return PLAIN_NAME.test(name) ? `.${name}` : `[class~=${quoted(name)}]`;
}

function quoted(text: string): string {
  if (text.includes('"') && !/['\\]/.test(text)) return `'${text}'`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
