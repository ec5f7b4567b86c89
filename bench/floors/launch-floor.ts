/**
 * The least that can take a launch: node:http and jose. States live in a Map, nothing is stored, nobody's profile is kept,
 * nothing survives a restart. Started by fork with KEY (the platform's public JWK) and the registration.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { importJWK, jwtVerify } from 'jose';

const { KEY = '{}', ISSUER = '', CLIENT_ID = '', AUTH_URL = '', TARGET = '' } = process.env;
const key = await importJWK(JSON.parse(KEY), 'RS256');
const states = new Map<string, { nonce: string; cookie: string }>();

const server = createServer(async (request, response) => {
  const form = new URLSearchParams(await bodyOf(request));
  if (request.url === '/lti/login') {
    const [state, nonce, cookie] = [secret(), secret(), secret()];
    states.set(state, { nonce, cookie });
    const query = new URLSearchParams({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: CLIENT_ID,
      redirect_uri: TARGET,
      login_hint: form.get('login_hint') ?? '',
      lti_message_hint: form.get('lti_message_hint') ?? '',
      state,
      nonce,
    });
    const setCookie = `lti_${state.slice(0, 8)}=${cookie}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned`;
    response.writeHead(303, { location: `${AUTH_URL}?${query}`, 'set-cookie': setCookie, 'content-length': 0 }).end();
    return;
  }
  const state = form.get('state') ?? '';
  const known = states.get(state);
  try {
    const { payload } = await jwtVerify(form.get('id_token') ?? '', key, { issuer: ISSUER, audience: CLIENT_ID });
    const isBound = known !== undefined && request.headers.cookie?.includes(known.cookie) === true;
    if (!isBound || payload.nonce !== known.nonce || !states.delete(state)) throw new Error('not ours');
    response.writeHead(303, { location: `/#lti=${secret()}`, 'content-length': 0 }).end();
  } catch {
    response.writeHead(400, { 'content-length': 0 }).end();
  }
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return text;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', () => process.send?.({ cpu: process.cpuUsage() }));
process.on('disconnect', () => process.exit());
