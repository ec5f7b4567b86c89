import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A tool of a few lines: enough to log in, to show what came, and to sign. Its JWKS holds one key, `tool-1`. */
export interface ThrowAwayTool {
  url: string;
  /** Signs with the published key; `header` replaces the usual one. */
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Signs with a key that is not published, under the published kid. */
  forge(claims: Record<string, unknown>): Promise<string>;
  /** From now on another key is published and signs. */
  rotate(kid: string): Promise<void>;
  /** The id_tokens that came in by the browser. */
  launches: string[];
  close(): Promise<void>;
}

async function makeKey(kid: string): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** Starts the tool on a free port of 127.0.0.1. `authUrl` is asked for at each login. */
export async function startTool(authUrl: () => string): Promise<ThrowAwayTool> {
  let key = await makeKey('tool-1');
  const stranger = await makeKey('tool-1');
  const launches: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (request.url === '/lti/jwks') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key.jwk] }));
    } else if (request.url === '/lti/login') {
      const query = new URLSearchParams({
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
      });
      for (const name of ['client_id', 'login_hint', 'lti_message_hint']) query.set(name, form.get(name) ?? '');
      query.set('redirect_uri', `${url}/lti/launch`);
      query.set('state', 'state-1');
      query.set('nonce', 'nonce-1');
      response.writeHead(302, { location: `${authUrl()}?${query}` }).end();
    } else if (request.url !== '/lti/launch') {
      response.writeHead(404).end();
    } else {
      launches.push(form.get('id_token') ?? '');
      response
        .setHeader('content-type', 'text/html')
        .end('<!DOCTYPE html><title>tool</title><h1>The tool was launched</h1>');
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signed = (
    claims: Record<string, unknown>,
    header: Record<string, unknown>,
    privateKey: CryptoKey,
  ): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...header }).sign(privateKey);
  return {
    url,
    launches,
    sign: (claims, header = { kid: key.jwk.kid }) => signed(claims, header, key.privateKey),
    forge: (claims) => signed(claims, { kid: key.jwk.kid }, stranger.privateKey),
    rotate: async (kid) => {
      key = await makeKey(kid);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
