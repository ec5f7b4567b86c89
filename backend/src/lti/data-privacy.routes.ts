import { html } from '../html/html.ts';
import { type Language, languageOf, type Page } from '../html/page.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { isFromOurPage } from './browser-binding.ts';
import { LaunchRefused } from './launch.errors.ts';
import { answerRefusal } from './launch.routes.ts';
import type { LaunchOutcome } from './launch.ts';
import type { PersonalDataReader } from './personal-data.view.ts';
import type { SealedForm } from './sealed-form.ts';

/** What the page carries: whose data its button downloads. */
export interface PrivacyFacts {
  userId: string;
}

export interface DataPrivacyDeps {
  data: PersonalDataReader;
  form: SealedForm<PrivacyFacts>;
  clock: Clock;
  /** Address of POST /lti/data-privacy. */
  downloadUrl: string;
}

const PAGE_MS = 15 * 60_000;

const WORDS = {
  fr: {
    title: 'Données personnelles',
    what: (tenant: string) =>
      `Passerelle garde pour ${tenant} le profil que la plateforme transmet, les grains terminés, les séances de travail, les notes envoyées, les ouvertures et la fiche d’étudiant.`,
    nothing: 'Aucune donnée n’est gardée sur cette personne.',
    download: 'Télécharger les données (JSON)',
    erase: (tenant: string) =>
      `Pour tout effacer, écrivez à ${tenant} : l’administrateur supprime la ligne de la table « users » dont le numéro suit et, si le fichier en contient une, celle de « students » ; tout ce qui en dépend disparaît avec elles.`,
  },
  en: {
    title: 'Personal data',
    what: (tenant: string) =>
      `Passerelle keeps for ${tenant} the profile that the platform passes on, finished grains, study sessions, grades sent, launches and the student’s record.`,
    nothing: 'Nothing is kept about this person.',
    download: 'Download the data (JSON)',
    erase: (tenant: string) =>
      `To have everything erased, write to ${tenant}: the administrator deletes the row of table "users" with the number below and, if the file holds one, that of "students"; all that depends on them goes with them.`,
  },
} as const;

/** The page that answers a data privacy launch (Data Privacy Launch 1.0): the data of one person, to be taken along. */
export async function openDataPrivacy(
  deps: DataPrivacyDeps,
  { facts, tenant, message }: Extract<LaunchOutcome, { kind: 'request' }>,
  acceptLanguage: string | undefined,
): Promise<Page> {
  const language: Language = languageOf(facts.locale, acceptLanguage);
  const words = WORDS[language];
  const whom = message.request?.forUserId ?? message.moodleUserId ?? '';
  const user = await deps.data.findUser(facts.platform.id, whom);
  const frame = { status: 200, language, title: words.title, frameOrigins: facts.frameOrigins };
  if (user === undefined) return { ...frame, body: html`<h1>${words.title}</h1><p>${words.nothing}</p>` };
  const token = deps.form.seal({ userId: user.id }, new Date(deps.clock.now().getTime() + PAGE_MS));
  return {
    ...frame,
    formOrigins: [],
    body: html`<h1>${words.title}</h1><p>${words.what(tenant.name)}</p>
<form method="post" action="${deps.downloadUrl}" data-page="data-privacy"><input type="hidden" name="token" value="${token}">
<p class="actions"><button type="submit">${words.download}</button></p></form>
<p>${words.erase(tenant.name)}</p><p class="soft"><code>${user.id}</code></p>`,
  };
}

/** POST /lti/data-privacy: the data of the person whose page was shown, as a file. */
export function dataPrivacyRoutes(deps: DataPrivacyDeps): (server: HttpServer) => Promise<void> {
  const ourOrigin = new URL(deps.downloadUrl).origin;
  return async (server) => {
    server.setErrorHandler(answerRefusal);
    server.post('/lti/data-privacy', async (request, reply) => {
      if (!isFromOurPage(request.headers, ourOrigin)) throw new LaunchRefused('cross_site_repost');
      const { token } = (request.body ?? {}) as Record<string, unknown>;
      const facts = deps.form.open(token, deps.clock.now());
      if (facts === undefined) throw new LaunchRefused('picker_invalid');
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="passerelle-data.json"')
        .header('cache-control', 'no-store')
        .send(JSON.stringify(await deps.data.of(facts.userId), null, 2));
    });
  };
}
