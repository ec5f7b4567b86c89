const ESCAPE = String.raw`\\(?:[\da-fA-F]{1,6}\s?|[^\n\da-fA-F])`;
const NAME = String.raw`(?:--|-?(?:[A-Za-z_\u0080-\uffff]|${ESCAPE}))(?:[\w\u0080-\uffff-]|${ESCAPE})*`;
const QUOTED = String.raw`"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'`;
const PART = String.raw`(?:#${NAME}|\.${NAME}|::?${NAME}|\[\])`;
const COMPOUND = `(?:(?:${NAME}|\\*)${PART}*|${PART}+)`;
const COMPLEX = String.raw`\s*${COMPOUND}(?:(?:\s*[>+~]\s*|\s+)${COMPOUND})*\s*`;
const LIST = new RegExp(`^${COMPLEX}(?:,${COMPLEX})*$`);

const COMMENTS = new RegExp(String.raw`(${QUOTED})|/\*.*?\*/`, 'gs');
const ATTRIBUTE = new RegExp(String.raw`\[\s*${NAME}\s*(?:[~|^$*]?=\s*(?:${QUOTED}|${NAME})\s*(?:[isIS]\s*)?)?\]`, 'g');
const FUNCTION = new RegExp(String.raw`:(${NAME})\(([^()]*)\)`, 'g');
const OF_SELECTORS = /^(?:not|is|where|has|matches)$/i;
/** What jQuery has and CSS has not. */
const JQUERY =
  /:(?:animated|button|checkbox|contains|eq|even|file|first|gt|header|hidden|image|input|last|lt|odd|parent|password|radio|reset|selected|submit|text|visible)(?![\w-])/i;

/** Whether a browser takes a text as a CSS selector; one that it would first have to complete is none. */
export function isSelector(text: string): boolean {
  let left = text.replace(COMMENTS, '$1').replace(ATTRIBUTE, '[]');
  if (JQUERY.test(left)) return false;
  // From the inside out: what stands in brackets is judged and taken away.
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replace(FUNCTION, (whole, name: string, inside: string) => {
      const list = /^has$/i.test(name) ? inside.replace(/(^|,)\s*[>+~]/g, '$1') : inside;
      return !OF_SELECTORS.test(name) || LIST.test(list) ? `:${name}` : whole;
    });
  }
  return LIST.test(left);
}
