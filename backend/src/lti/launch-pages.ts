import { type Html, html, scriptData } from '../html/html.ts';
import { type Language, languageOf, type Page } from '../html/page.ts';
import type { RefusalContext, RefusalFamily } from './launch.errors.ts';
import type { LaunchFacts, LaunchOutcome } from './launch.ts';
import type { LoginAnswer } from './login.ts';
import { originsOf } from './platform.ts';

type Outcome<Kind extends LaunchOutcome['kind']> = Extract<LaunchOutcome, { kind: Kind }>;

const WORDS = {
  fr: {
    opening: 'Ouverture de l’activité…',
    openingSoon: 'Un instant, nous passons par Moodle.',
    goOn: 'Continuer',
    checking: 'Vérification de l’ouverture…',
    checkingSoon: 'Un instant : nous vérifions que c’est bien ce navigateur qui a ouvert l’activité.',
    confirmTitle: 'Est-ce bien vous ?',
    goOnAs: (person: string) => `Continuer en tant que ${person}`,
    notMe: 'Ce n’est pas moi',
    confirmWhy:
      'Ce navigateur ne garde pas les cookies dans un cadre : nous ne pouvons pas vérifier seuls que l’ouverture vient de vous.',
    backTo: 'Revenir à',
    code: 'Code',
    next: 'Que faire ?',
  },
  en: {
    opening: 'Opening the activity…',
    openingSoon: 'One moment, we are passing through Moodle.',
    goOn: 'Continue',
    checking: 'Checking this launch…',
    checkingSoon: 'One moment: we are checking that it was this browser that opened the activity.',
    confirmTitle: 'Is this you?',
    goOnAs: (person: string) => `Continue as ${person}`,
    notMe: 'This is not me',
    confirmWhy:
      'This browser keeps no cookies inside a frame, so we cannot check by ourselves that it was you who opened this.',
    backTo: 'Back to',
    code: 'Code',
    next: 'What to do?',
  },
} as const;

/** Leaves the recovery token in the browser (and with the platform, where it offers that), then goes on to the platform. */
export function loginPage(answer: LoginAnswer, storageKey: string, acceptLanguage: string | undefined): Page {
  const language = languageOf(null, acceptLanguage);
  const words = WORDS[language];
  const data = scriptData({
    key: storageKey,
    token: answer.login.recoveryToken,
    url: answer.redirectUrl,
    frame: answer.storageTarget,
    origin: new URL(answer.platform.authUrl).origin,
  });
  return {
    status: 200,
    language,
    title: words.opening,
    frameOrigins: originsOf(answer.platform),
    body: html`<h1>${words.opening}</h1><p role="status">${words.openingSoon}</p>
<noscript><p class="actions"><a class="button" href="${answer.redirectUrl}">${words.goOn}</a></p></noscript>`,
    script: html`(${LOGIN_SCRIPT})(${data})`,
  };
}

/** Looks for the recovery token and posts the platform's answer again, from our own page. */
export function recoveryPage(outcome: Outcome<'recover'>, urls: LaunchUrls, acceptLanguage: string | undefined): Page {
  const language = languageOf(outcome.facts.locale, acceptLanguage);
  const words = WORDS[language];
  const data = scriptData({
    key: urls.storageKeyOf(outcome.state.text),
    origin: outcome.state.keeper === 'platform' ? new URL(outcome.facts.platform.authUrl).origin : null,
  });
  return {
    ...framed(outcome.facts, language),
    title: words.checking,
    body: html`<h1>${words.checking}</h1><p role="status">${words.checkingSoon}</p>
<form method="post" action="${urls.launchUrl}" data-page="recovery"><input type="hidden" name="state" value="${outcome.state.text}">
<input type="hidden" name="id_token" value="${outcome.idToken}"><input type="hidden" name="recovery" value="">
<noscript><p class="actions"><button type="submit">${words.goOn}</button></p></noscript></form>`,
    script: html`(${RECOVERY_SCRIPT})(${data})`,
  };
}

/** Asks the person, where nothing else can tell: a launch slipped in by somebody else shows a stranger's name. */
export function confirmationPage(
  outcome: Outcome<'confirm'>,
  urls: LaunchUrls,
  acceptLanguage: string | undefined,
): Page {
  const { facts } = outcome;
  const language = languageOf(facts.locale, acceptLanguage);
  const words = WORDS[language];
  const what = facts.activity ?? facts.tenantName;
  return {
    ...framed(facts, language),
    title: words.confirmTitle,
    body: html`<h1>${words.confirmTitle}</h1>
<p>${whoOpensWhat(language, what, facts)}</p>
<div class="actions"><form method="post" action="${urls.confirmUrl}" data-page="confirm"><input type="hidden" name="token" value="${outcome.token}">
<button type="submit">${facts.person === null ? words.goOn : words.goOnAs(facts.person)}</button></form>
<a class="button quiet" data-page="not-me" href="${facts.returnUrl ?? facts.platform.issuer}">${words.notMe}</a></div>
<p class="soft">${words.confirmWhy}</p>`,
  };
}

function whoOpensWhat(language: Language, what: string, { person, platform }: LaunchFacts): Html {
  if (language === 'fr') {
    return person === null
      ? html`Vous ouvrez <strong>${what}</strong> avec un compte de ${platform.name} qui ne transmet pas de nom ; continuer ?`
      : html`Vous ouvrez <strong>${what}</strong> en tant que <strong>${person}</strong> ; continuer ?`;
  }
  return person === null
    ? html`You are opening <strong>${what}</strong> with an account of ${platform.name} that passes on no name. Continue?`
    : html`You are opening <strong>${what}</strong> as <strong>${person}</strong>. Continue?`;
}

/** Addresses that the pages lead to. */
export interface LaunchUrls {
  launchUrl: string;
  confirmUrl: string;
  storageKeyOf(state: string): string;
}

function framed(
  facts: LaunchFacts,
  language: Language,
): Pick<Page, 'status' | 'language' | 'frameOrigins' | 'formOrigins'> {
  return { status: 200, language, frameOrigins: facts.frameOrigins, formOrigins: facts.siteOrigins };
}

interface RefusalWords {
  title: string;
  what: string;
  next: string;
}

const REFUSALS: Record<RefusalFamily | 'internal', Record<Language, RefusalWords>> = {
  open_again: {
    fr: {
      title: 'Cette ouverture n’est plus valable',
      what: 'Un lien d’ouverture sert une seule fois, pendant quelques minutes. Rien n’est perdu.',
      next: 'Revenez au cours dans Moodle et cliquez de nouveau sur l’activité.',
    },
    en: {
      title: 'This launch is no longer valid',
      what: 'An opening link works once, for a few minutes. Nothing is lost.',
      next: 'Go back to the course in Moodle and click the activity again.',
    },
  },
  setup: {
    fr: {
      title: 'L’activité n’est pas encore bien reliée',
      what: 'Moodle et Passerelle ne s’accordent pas sur cette activité. Vous n’y êtes pour rien.',
      next: 'Transmettez le code ci-dessous à votre enseignant ou à l’administrateur de Moodle.',
    },
    en: {
      title: 'The activity is not connected properly yet',
      what: 'Moodle and Passerelle do not agree about this activity. It is nothing you did.',
      next: 'Pass the code below on to your teacher or to the administrator of Moodle.',
    },
  },
  unverified: {
    fr: {
      title: 'Cette ouverture n’a pas pu être vérifiée',
      what: 'La réponse reçue n’est pas une réponse valable de Moodle ; elle a été refusée.',
      next: 'Cliquez de nouveau sur l’activité dans Moodle. Si cela continue, transmettez le code à l’administrateur.',
    },
    en: {
      title: 'This launch could not be verified',
      what: 'What arrived is not a valid answer of Moodle; it was refused.',
      next: 'Click the activity in Moodle again. If it goes on, pass the code on to the administrator.',
    },
  },
  clock: {
    fr: {
      title: 'Les horloges ne concordent pas',
      what: 'La réponse de Moodle est trop ancienne ou pas encore valable.',
      next: 'Cliquez de nouveau sur l’activité. Si cela continue, l’administrateur doit comparer l’heure des deux serveurs.',
    },
    en: {
      title: 'The clocks do not agree',
      what: 'Moodle’s answer is too old, or not valid yet.',
      next: 'Click the activity again. If it goes on, the administrator should compare the time of the two servers.',
    },
  },
  identity: {
    fr: {
      title: 'Cette activité demande une personne identifiée',
      what: 'Moodle n’a pas dit qui ouvre l’activité : votre avancement ne pourrait pas être enregistré.',
      next: 'Connectez-vous à Moodle avec votre compte (pas en visiteur), puis rouvrez l’activité.',
    },
    en: {
      title: 'This activity needs an identified person',
      what: 'Moodle did not say who is opening the activity, so your progress could not be kept.',
      next: 'Sign in to Moodle with your account (not as a guest), then open the activity again.',
    },
  },
  platform: {
    fr: {
      title: 'Moodle a interrompu l’ouverture',
      what: 'Moodle a répondu par une erreur au lieu de dire qui vous êtes. Votre session y est peut-être terminée.',
      next: 'Connectez-vous à Moodle, puis cliquez de nouveau sur l’activité.',
    },
    en: {
      title: 'Moodle stopped this launch',
      what: 'Moodle answered with an error instead of saying who you are. Your session there may have ended.',
      next: 'Sign in to Moodle, then click the activity again.',
    },
  },
  browser: {
    fr: {
      title: 'Ce navigateur n’a pas ouvert cette activité',
      what: 'Rien ne prouve que cette ouverture a commencé ici. Le navigateur bloque peut-être les cookies.',
      next: 'Revenez au cours dans Moodle et ouvrez l’activité dans une nouvelle fenêtre, ou autorisez les cookies.',
    },
    en: {
      title: 'This browser did not open this activity',
      what: 'Nothing proves that this launch began here. The browser may be blocking cookies.',
      next: 'Go back to the course in Moodle and open the activity in a new window, or allow cookies.',
    },
  },
  role: {
    fr: {
      title: 'Cette page n’est pas pour vous',
      what: 'Votre rôle dans ce cours ne permet pas d’ouvrir cette page.',
      next: 'Revenez au cours. Si vous enseignez dans ce cours, demandez à l’administrateur de Moodle de vérifier votre rôle.',
    },
    en: {
      title: 'This page is not for you',
      what: 'Your role in this course does not let you open this page.',
      next: 'Go back to the course. If you teach it, ask the administrator of Moodle to check your role.',
    },
  },
  later: {
    fr: {
      title: 'Moodle ou Passerelle ne répond pas pour l’instant',
      what: 'L’activité ne peut pas s’ouvrir maintenant. Rien n’est perdu.',
      next: 'Attendez une minute, puis cliquez de nouveau sur l’activité dans Moodle.',
    },
    en: {
      title: 'Moodle or Passerelle does not answer right now',
      what: 'The activity cannot open at the moment. Nothing is lost.',
      next: 'Wait a minute, then click the activity in Moodle again.',
    },
  },
  internal: {
    fr: {
      title: 'Quelque chose a mal tourné de notre côté',
      what: 'L’activité n’a pas pu s’ouvrir. L’incident est noté.',
      next: 'Cliquez de nouveau sur l’activité dans Moodle. Si cela continue, transmettez le code à l’administrateur.',
    },
    en: {
      title: 'Something went wrong on our side',
      what: 'The activity could not be opened. The incident has been noted.',
      next: 'Click the activity in Moodle again. If it goes on, pass the code on to the administrator.',
    },
  },
};

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

// The scripts speak to windows of other origins, always naming the origin they mean, and never wait longer than 3 s.

const LOGIN_SCRIPT = html`function (d) {
  var gone = false;
  function go() { if (!gone) { gone = true; location.replace(d.url); } }
  try {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf('lti_') === 0 && parseInt(key.slice(4), 36) * 1000 < Date.now()) localStorage.removeItem(key);
    });
    localStorage.setItem(d.key, d.token);
  } catch (blocked) {}
  if (!d.frame) return go();
  var home = window.parent !== window ? window.parent : window.opener;
  var keeper = home;
  try { if (home && d.frame !== '_parent') keeper = home.frames[d.frame] || home; } catch (hidden) {}
  if (!keeper) return go();
  addEventListener('message', function (event) {
    var m = event.data;
    if (event.origin === d.origin && m && m.message_id === d.key && m.subject === 'lti.put_data.response') go();
  });
  keeper.postMessage({ subject: 'lti.put_data', message_id: d.key, key: d.key, value: d.token }, d.origin);
  setTimeout(go, 1500);
}`;

const RECOVERY_SCRIPT = html`function (d) {
  var form = document.forms[0], sent = false;
  function send(value) { if (!sent) { sent = true; form.elements.recovery.value = value || ''; form.submit(); } }
  var found = null;
  try { found = localStorage.getItem(d.key); localStorage.removeItem(d.key); } catch (blocked) {}
  var home = window.parent !== window ? window.parent : window.opener;
  if (found || !d.origin || !home) return send(found);
  addEventListener('message', function (event) {
    var m = event.data;
    if (event.origin !== d.origin || !m || m.message_id !== d.key || m.subject !== 'lti.get_data.response') return;
    if (typeof m.value === 'string') send(m.value);
  });
  var ask = { subject: 'lti.get_data', message_id: d.key, key: d.key };
  home.postMessage(ask, d.origin);
  try { for (var i = 0; i < home.frames.length; i++) if (home.frames[i] !== window) home.frames[i].postMessage(ask, d.origin); } catch (hidden) {}
  setTimeout(function () { send(''); }, 3000);
}`;
