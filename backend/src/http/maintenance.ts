import { AppError } from '../errors/app-error.ts';
import { html } from '../html/html.ts';
import { languageOf } from '../html/page.ts';
import { answerPage } from './page.ts';
import type { HttpServer } from './server.ts';

/** What the hook is told about a maintenance that is on. */
interface Maintenance {
  retryAfterSeconds: number;
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes that write although they are read with GET, and those where a person waits for a page. */
const OPENING = /^\/(launch$|lti\/(?!jwks|icon))/;
/** Gives out a token and writes nothing. */
const READING_POST = '/oauth/token';

/**
 * While maintenance is on, whatever writes is answered 503 with Retry-After before anything of it is looked at; reading goes
 * on. Launches are refused at their first step, with a page: their message would have expired by the time of a repetition.
 */
export function refuseWritesDuringMaintenance(server: HttpServer, find: () => Promise<Maintenance | undefined>): void {
  // After all onRequest hooks: the answer carries the headers that let a site's script read it.
  server.addHook('preParsing', async (request, reply, payload) => {
    // By the route that answers, however its address was written.
    const route = request.routeOptions.url ?? '';
    const isOpening = OPENING.test(route);
    if (!isOpening && (READING.has(request.method) || route === READING_POST)) return payload;
    // A database that does not answer is told by the request itself.
    const maintenance = await find().catch(() => undefined);
    if (maintenance === undefined) return payload;
    const { retryAfterSeconds } = maintenance;
    if (!isOpening) throw underMaintenance(retryAfterSeconds);
    const language = languageOf(undefined, request.headers['accept-language']);
    const [title, text] = WORDS[language];
    reply.header('retry-after', retryAfterSeconds);
    answerPage(reply, {
      status: 503,
      language,
      title,
      body: html`<h1>${title}</h1><p>${text}</p>`,
    });
    return payload;
  });
}

const WORDS = {
  fr: [
    'Un instant, maintenance en cours',
    'Rien n’est perdu. Dans une minute, ouvrez de nouveau l’activité depuis votre cours.',
  ],
  en: ['One moment, maintenance under way', 'Nothing is lost. In a minute, open the activity from your course again.'],
} as const;

function underMaintenance(retryAfterSeconds: number): AppError {
  return new AppError(
    'http.maintenance',
    'unavailable',
    'writes are refused: maintenance is on',
    'The service is under maintenance and takes nothing for a moment. Keep what you have and send it again.',
    { retryAfterSeconds },
  );
}
