import { Type } from 'typebox';
import { AppError } from '../errors/app-error.ts';
import type { HttpServer } from '../http/server.ts';
import { type Caller, invalidApiKey } from './caller.ts';
import type { KeyCheck } from './key-check.ts';
import { type OwnTokens, TOKEN_SECONDS } from './own-tokens.ts';
import { type QuotaStore, quotaHeaders } from './quota.ts';
import { basicCredentialsOf, grantedScopes } from './token-grant.ts';

export interface OauthPorts {
  keyCheck: Pick<KeyCheck, 'callerOf'>;
  tokens: OwnTokens;
  quotas: QuotaStore;
  now(): Date;
}

const answer = Type.Object({
  access_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer(),
  scope: Type.String(),
});

const failure = Type.Object({
  error: Type.String(),
  error_description: Type.String(),
  message: Type.String(),
  request_id: Type.String(),
});

interface Wish {
  grant_type?: unknown;
  client_id?: unknown;
  client_secret?: unknown;
  scope?: unknown;
}

/** POST /oauth/token: a key's id and the key itself give a token of one hour (OAuth 2.0 client credentials, RFC 6749 4.4). */
export function oauthRoutes(ports: OauthPorts): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.post(
      '/oauth/token',
      {
        schema: {
          tags: ['oauth'],
          operationId: 'createToken',
          summary: 'Obtenir un jeton d’accès / Get an access token',
          description:
            'OAuth 2.0 client credentials : `client_id` est l’identifiant de la clé, `client_secret` la clé elle-même, en Basic ' +
            'ou dans le formulaire. Le jeton vaut une heure, avec les droits et les quotas de la clé. / `client_id` is the id of the key, ' +
            '`client_secret` the key itself.',
          consumes: ['application/x-www-form-urlencoded'],
          security: [],
          response: { 200: answer, 400: failure, 401: failure, 429: failure },
        },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
        const wish = (request.body ?? {}) as Wish;
        const caller = await callerOf(ports, wish, request.headers.authorization, request.ip);
        const count = await ports.quotas.consume(caller.bucket, ports.now());
        reply.headers(quotaHeaders(caller.bucket.quotas, count));
        if (!count.admitted) throw spent();
        if (wish.grant_type !== 'client_credentials')
          throw refused('unsupported_grant_type', 'grant_type must be client_credentials.');
        const granted = grantedScopes(caller.scopes, typeof wish.scope === 'string' ? wish.scope : undefined);
        if (granted === undefined) throw refused('invalid_scope', 'None of the requested scopes can be granted.');
        const token = { apiKeyId: caller.apiKeyId ?? '', tenantId: caller.tenantId, granted };
        return {
          access_token: await ports.tokens.issue(token),
          token_type: 'Bearer' as const,
          expires_in: TOKEN_SECONDS,
          scope: granted.join(' '),
        };
      },
    );
  };
}

async function callerOf(ports: OauthPorts, wish: Wish, header: string | undefined, address: string): Promise<Caller> {
  const fromForm =
    typeof wish.client_id === 'string' && typeof wish.client_secret === 'string'
      ? { id: wish.client_id, secret: wish.client_secret }
      : undefined;
  const fromHeader = basicCredentialsOf(header);
  if (fromForm !== undefined && fromHeader !== undefined) {
    throw refused('invalid_request', 'Send the client’s credentials once: in the header or in the form.');
  }
  const credentials = fromHeader ?? fromForm;
  const caller = await ports.keyCheck.callerOf(credentials?.secret, address).catch((error: unknown) => {
    if (error instanceof AppError && error.kind === 'unauthenticated') throw invalidClient();
    throw error;
  });
  if (caller.apiKeyId !== credentials?.id) throw invalidClient();
  return caller;
}

function invalidClient(): AppError {
  return new AppError('api-keys.invalid_client', 'unauthenticated', 'wrong client', invalidApiKey('').publicText, {
    details: { error_description: 'client_id must be the id of a valid key and client_secret that key.' },
  });
}

function refused(code: string, text: string): AppError {
  return new AppError(`api-keys.${code}`, 'invalid', text, text, { details: { error_description: text } });
}

function spent(): AppError {
  const text = 'Rate limit exceeded. Please retry after the reset time.';
  return new AppError('api-keys.rate_limit_exceeded', 'too_many', text, text, { details: { error_description: text } });
}
