import { AppError } from '../errors/app-error.ts';
import type { DirectusApi } from './directus-api.ts';

const ANSWER_WITHIN_MS = 60_000;
/** A Directus that calls itself overloaded (503) is asked again, so often and after so long. */
const TRIES = 6;
const PAUSE_MS = 2000;

interface DirectusErrors {
  errors?: { message?: string; extensions?: { code?: string } }[];
}

/**
 * @param url address of Directus, without a slash at the end
 * @param token a static token of an administrator
 */
export function createDirectusApi(url: string, token: string): DirectusApi {
  const ask = async (method: string, path: string, body: unknown): Promise<Response> => {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    };
    return fetch(url + path, request).catch((cause: unknown) => {
      throw unreachable(url, cause);
    });
  };
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    let response = await ask(method, path, body);
    for (let tries = 1; response.status === 503 && tries < TRIES; tries++) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      response = await ask(method, path, body);
    }
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, `${method} ${path.split('?')[0]}`, text);
    return (text === '' ? undefined : (readJson(text, url) as { data?: T }).data) as T;
  };
  return {
    get: (path) => call('GET', path),
    send: (method, path, body) => call(method, path, body),
  };
}

function readJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(
      'directus.not_directus',
      'unavailable',
      `${url} answers, but not as Directus does. Is it the address of Directus itself, without /admin? / Cette adresse répond, mais pas comme Directus : donnez l’adresse sans /admin.`,
      undefined,
      { cause },
    );
  }
}

function unreachable(url: string, cause: unknown): AppError {
  return new AppError(
    'directus.unreachable',
    'unavailable',
    `Directus does not answer at ${url}. Is it running, and is the address right? / Directus ne répond pas à cette adresse.`,
    undefined,
    { cause },
  );
}

function refusal(status: number, what: string, text: string): AppError {
  let first: NonNullable<DirectusErrors['errors']>[number] | undefined;
  try {
    first = (JSON.parse(text) as DirectusErrors).errors?.[0];
  } catch {
    // A proxy's own page.
  }
  const code = first?.extensions?.code ?? '';
  if (status === 401) {
    return new AppError(
      'directus.token_refused',
      'unauthenticated',
      'Directus refuses the token. Make a static token of an administrator: Directus > Users > you > Token. / Directus refuse le jeton : créez un jeton statique d’administrateur dans votre fiche d’utilisateur.',
    );
  }
  if (status === 403 && !/LIMIT_EXCEEDED|RESOURCE_RESTRICTED/.test(code)) {
    return new AppError(
      'directus.not_administrator',
      'forbidden',
      `Directus forbids ${what}: the token must be that of an administrator. / Le jeton doit être celui d’un administrateur.`,
    );
  }
  const says = first?.message ?? text.slice(0, 200);
  return new AppError('directus.refused', 'conflict', `Directus refuses ${what} (${status} ${code}): ${says}`);
}
