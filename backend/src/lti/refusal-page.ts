import { type Html, html } from '../html/html.ts';
import { type Language, languageOf, type Page } from '../html/page.ts';
import type { RefusalContext, RefusalFamily } from './launch.errors.ts';
import { REFUSALS } from './refusal-words.ts';

const WORDS = {
  fr: { backTo: 'Revenir à', code: 'Code', next: 'Que faire ?' },
  en: { backTo: 'Back to', code: 'Code', next: 'What to do?' },
} as const;

/** What is shown when a launch ends here. */
export interface ShownRefusal {
  status: number;
  /** Stable code without its room. */
  code: string;
  requestId: string;
  family: RefusalFamily | 'internal';
  context: RefusalContext;
}

/** What happened, what to do, the code, and the way back when the platform gave one. */
export function refusalPage(refusal: ShownRefusal, acceptLanguage: string | undefined): Page {
  const { context, code, requestId, family, status } = refusal;
  const language = languageOf(context.locale, acceptLanguage);
  const words = WORDS[language];
  const { title, what, next } = REFUSALS[family][language];
  const back = wayBackOf(refusal, acceptLanguage);
  return {
    status,
    language,
    title,
    ...(context.frameOrigins !== undefined && { frameOrigins: context.frameOrigins }),
    script: FORGET_QUERY,
    body: html`<h1>${title}</h1><p>${what}</p><p><strong>${words.next}</strong> ${next}</p>
${backLink(back, 'Moodle', language)}
<p class="soft">${words.code} <code data-error="${code}">${code}</code> · <code>${requestId}</code></p>`,
  };
}

/** The platform's own page, told what happened; null when the platform named none. */
export function wayBackOf(
  { context, code, family }: Pick<ShownRefusal, 'context' | 'code' | 'family'>,
  acceptLanguage: string | undefined,
): string | null {
  if (context.returnUrl == null) return null;
  const { title } = REFUSALS[family][languageOf(context.locale, acceptLanguage)];
  return withMessage(context.returnUrl, `${title} (${code})`, code);
}

function backLink(url: string | null, name: string, language: Language): Html | null {
  if (url === null) return null;
  return html`<p class="actions"><a class="button" data-page="back" href="${url}">${WORDS[language].backTo} ${name}</a></p>`;
}

/** LTI 1.3 core, 5.6.4.4, LTI 1.1.1, 3: the platform shows lti_errormsg to the person and logs lti_errorlog. */
function withMessage(returnUrl: string, message: string, code: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('lti_errormsg', message);
  url.searchParams.set('lti_errorlog', code);
  return url.href;
}

/** What an address carried (a token) stays neither in the address bar nor in the history. */
const FORGET_QUERY = html`history.replaceState(null, '', location.pathname)`;
