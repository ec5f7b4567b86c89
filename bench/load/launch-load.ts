/**
 * The load generator, in a process of its own: launches as a browser and a Moodle make them. Logins first, then, untimed,
 * the signing that is the platform's work, then the launches; the two timed parts together are the measure. Driven by
 * messages: `{privateJwk, kid, ...}` once, then `{port, connections, launches, people}`; when a timed part begins or ends it
 * says so, so that the parent can read the server's CPU time.
 */
import { createPrivateKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import { claim, moodleClaims } from '../../backend/test/support/moodle-platform.ts';
import { formPost, RawClient } from './raw-client.ts';

interface Setting {
  privateJwk: JsonWebKey;
  kid: string;
  issuer: string;
  clientId: string;
  target: string;
}

interface Order {
  port: number;
  connections: number;
  launches: number;
  /** Launches of this many people in turn; 0 = everybody is new. */
  people: number;
}

interface Launch {
  sub: string;
  state: string;
  nonce: string;
  cookie: string;
  loginMs: number;
  ms: number;
  request: string;
}

let setting: Setting;
let key: KeyObject;
let newcomers = 0;

process.on('message', async (message: Setting | Order | 'go') => {
  if (message === 'go') return;
  if ('privateJwk' in message) {
    setting = message;
    key = createPrivateKey({ key: message.privateJwk, format: 'jwk' });
  } else process.send?.({ result: await run(message) });
});
process.on('disconnect', () => process.exit());

async function run({ port, connections, launches: count, people }: Order) {
  const launches = Array.from({ length: count }, (_, i) =>
    newLaunch(people === 0 ? `new-${newcomers++}` : `p-${i % people}`),
  );
  const login = formPost('/lti/login', loginForm());
  const at = { port, connections };
  const loginSeconds = await timed(at, launches, (client, launch) => logIn(client, login, launch));
  for (const launch of launches) launch.request = launchRequest(launch);
  const launchSeconds = await timed(at, launches, open);
  const latencies = launches.map((one) => one.loginMs + one.ms).toSorted((a, b) => a - b);
  const latencyAt = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { requests: count, seconds: loginSeconds + launchSeconds, p50: latencyAt(0.5), p99: latencyAt(0.99) };
}

/** Every client takes the next launch as soon as it is free. Connections are new: the old ones time out while we sign. */
async function timed(
  { port, connections }: Pick<Order, 'port' | 'connections'>,
  launches: readonly Launch[],
  step: (client: RawClient, launch: Launch) => Promise<void>,
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => RawClient.open(port)));
  let next = 0;
  process.send?.({ part: 'begins' });
  await new Promise((resolve) => process.once('message', resolve));
  const from = performance.now();
  const work = clients.map(async (client) => {
    for (let launch = launches[next++]; launch !== undefined; launch = launches[next++]) await step(client, launch);
  });
  await Promise.all(work);
  const seconds = (performance.now() - from) / 1000;
  for (const client of clients) client.close();
  process.send?.({ part: 'ends' });
  await new Promise((resolve) => process.once('message', resolve));
  return seconds;
}

function newLaunch(sub: string): Launch {
  return { sub, state: '', nonce: '', cookie: '', loginMs: 0, ms: 0, request: '' };
}

function loginForm(): string {
  return new URLSearchParams({
    iss: setting.issuer,
    target_link_uri: setting.target,
    login_hint: '5',
    lti_message_hint: '{"cmid":5,"launchid":"ltilaunch4_421142004"}',
    client_id: setting.clientId,
    lti_deployment_id: '1',
  }).toString();
}

async function logIn(client: RawClient, request: string, launch: Launch): Promise<void> {
  const from = performance.now();
  const { status, head } = await client.send(request);
  launch.loginMs = performance.now() - from;
  launch.state = /[?&]state=([^&\s]+)/.exec(head)?.[1] ?? '';
  launch.nonce = /[?&]nonce=([^&\s]+)/.exec(head)?.[1] ?? '';
  launch.cookie = /set-cookie: ([^;]+)/i.exec(head)?.[1] ?? '';
  if (status !== 303 || launch.state === '') throw new Error(`login answered ${status}`);
}

async function open(client: RawClient, launch: Launch): Promise<void> {
  const from = performance.now();
  const { status, head } = await client.send(launch.request);
  launch.ms = performance.now() - from;
  if (status !== 303) throw new Error(`launch answered ${status}: ${head}`);
}

function launchRequest({ sub, state, nonce, cookie }: Launch): string {
  const { issuer, clientId, target } = setting;
  const claims = { ...moodleClaims({ issuer, clientId, nonce, target, now: new Date() }), sub, [claim.custom]: {} };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ typ: 'JWT', alg: 'RS256', kid: setting.kid })}.${part(claims)}`;
  const token = `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  return formPost(
    '/lti/launch',
    `id_token=${token}&state=${state}`,
    `cookie: ${cookie}\r\norigin: ${issuer}\r\nsec-fetch-site: cross-site\r\n`,
  );
}
