import { type Html, html, scriptData } from '../html/html.ts';
import { type Language, languageOf, type Page } from '../html/page.ts';
import type { LaunchFacts, LaunchOutcome } from './launch.ts';
import { LOGIN_SCRIPT, RECOVERY_SCRIPT } from './launch-scripts.ts';
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
    : html`You are opening <strong>${what}</strong> as <strong>${person}</strong>; continue?`;
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
