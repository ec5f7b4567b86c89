import { Type } from 'typebox';
import type { HttpServer } from '../http/server.ts';
import type { SigningKeys } from './signing-keys.ts';

const MAX_AGE_SECONDS = 600;

const keySet = Type.Object({
  keys: Type.Array(
    Type.Object({
      kty: Type.String(),
      n: Type.String(),
      e: Type.String(),
      use: Type.String(),
      alg: Type.String(),
      kid: Type.String(),
    }),
  ),
});

/** GET /lti/jwks: our public keys, for platforms and for anybody's browser. */
export function jwksRoutes(keys: Pick<SigningKeys, 'publicSet'>): (server: HttpServer) => Promise<void> {
  return async (server) => {
    server.get('/lti/jwks', { schema: { response: { 200: keySet } } }, async (_request, reply) => {
      const set = await keys.publicSet();
      reply.header('cache-control', `public, max-age=${MAX_AGE_SECONDS}`);
      reply.header('access-control-allow-origin', '*');
      return set;
    });
  };
}
