// A server that speaks the three routes of the browser script, keeps everything in memory and can be put in a bad mood.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Recorded {
  learner: string;
  grain_id: string;
  event_id: string;
  module_id?: string;
  sequence_id?: string;
  score?: number;
  time_spent_seconds?: number;
  age_ms: number;
  at: number;
}

export interface Grain {
  grain: string;
  module: string;
  sequence: string;
}

/** How the server behaves until told otherwise. */
export interface Mood {
  /** Status of every POST /api/progress. */
  writeStatus?: number;
  /** Before every answer. */
  delayMs?: number;
  /** Between reading what a learner has done and answering it. */
  staleMs?: number;
  /** Before the script itself is sent. */
  scriptDelayMs?: number;
  /** Grains whose events come back neither acknowledged nor rejected. */
  forgotten?: string[];
  /** Origins that may read answers; default: all. */
  origins?: string[];
}

export interface StandIn {
  origin: string;
  /** First completions, as the table would hold them. */
  recorded: Recorded[];
  /** Every event of every accepted batch, replays included. */
  received: Recorded[];
  requests: { at: number; method: string; path: string; contentType: string; events: number; preflightFor: string }[];
  mood: Mood;
  issueCode(learner: string, extra?: object): string;
  endSessions(): void;
  /** Stops listening and cuts connections, as a crashed server would. */
  goDown(): Promise<void>;
  /** Listens again on the same port. */
  comeBack(): Promise<void>;
}

/** `sequences` of four grains each, two sequences to a module: module1 = grain1..grain8. */
export function makeCatalogue(sequences = 3, grainsEach = 4): Grain[] {
  return Array.from({ length: sequences * grainsEach }, (_, index) => {
    const sequence = Math.floor(index / grainsEach);
    return {
      grain: `grain${index + 1}`,
      sequence: `sequence${sequence + 1}`,
      module: `module${Math.floor(sequence / 2) + 1}`,
    };
  });
}

const totals = (grains: Grain[], done: Set<string>) => {
  const count = grains.filter(({ grain }) => done.has(grain)).length;
  return { done: count, total: grains.length, percent: Math.floor((100 * count) / grains.length) };
};

const groupBy = <T>(items: T[], key: (item: T) => string): [string, T[]][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups];
};

const pause = (ms = 0) => new Promise<void>((done) => (ms ? setTimeout(done, ms) : done()));

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function progressOf(learner: string, recorded: Recorded[], catalogue: Grain[]): object {
  const mine = recorded.filter((item) => item.learner === learner);
  const done = new Set(mine.map((item) => item.grain_id));
  const next = catalogue.find(({ grain }) => !done.has(grain));
  return {
    user_id: learner,
    completed: mine.map(({ grain_id, module_id, sequence_id, at, age_ms }) => ({
      grain_id,
      module_id,
      sequence_id,
      completed_at: new Date(at - age_ms).toISOString(),
      score: null,
    })),
    course: totals(catalogue, done),
    modules: groupBy(catalogue, ({ module }) => module).map(([module_id, grains]) => ({
      module_id,
      title: `Titre de ${module_id}`,
      ...totals(grains, done),
      sequences: groupBy(grains, ({ sequence }) => sequence).map(([sequence_id, items]) => ({
        sequence_id,
        title: `Titre de ${sequence_id}`,
        ...totals(items, done),
      })),
    })),
    resume: next ? { grain_id: next.grain, url: `pages/${next.grain}.html` } : null,
    scope: {},
  };
}

export async function startStandIn(catalogue = makeCatalogue()): Promise<StandIn> {
  const codes = new Map<string, { learner: string; extra: object }>();
  const tokens = new Map<string, string>();
  let server: Server;

  const openSession = (learner: string, extra: object) => {
    const token = randomUUID();
    tokens.set(token, learner);
    const profile = {
      id: `id-${learner}`,
      moodle_user_id: learner,
      email: null,
      firstname: 'Zoé',
      lastname: 'L',
      locale: 'fr',
    };
    return {
      token,
      expires_at: new Date(Date.now() + 36e5).toISOString(),
      created: true,
      profile,
      scope: {},
      ...extra,
    };
  };

  const signIn = (body: { code?: string; moodle_user_id?: string }): [number, object] => {
    const launch = codes.get(body.code ?? '');
    codes.delete(body.code ?? '');
    if (launch) return [200, openSession(launch.learner, launch.extra)];
    if (body.moodle_user_id) return [200, openSession(body.moodle_user_id, {})];
    return [401, { error: 'session.code_refused', message: 'Unknown or used code.' }];
  };

  const record = (learner: string, event: Recorded, answer: { ack: string[]; rejected: object[] }) => {
    const { event_id, grain_id } = event;
    if (self.mood.forgotten?.includes(grain_id)) return;
    if (!catalogue.some(({ grain }) => grain === grain_id)) {
      answer.rejected.push({ event_id, error: 'unknown_grain', message: `${grain_id} is not in the catalogue.` });
      return;
    }
    const row = { ...event, learner, at: Date.now() };
    self.received.push(row);
    if (!self.recorded.some((item) => item.learner === learner && item.grain_id === grain_id)) self.recorded.push(row);
    answer.ack.push(event_id);
  };

  const write = (body: { token: string; events: Recorded[] }): [number, object] => {
    if (self.mood.writeStatus) return [self.mood.writeStatus, { error: 'mood', message: 'As the test asked.' }];
    const learner = tokens.get(body.token);
    if (!learner) return [401, { error: 'session_expired', message: 'Open the activity again.' }];
    if (body.events.length > 100) return [413, { error: 'progress.too_many_events', message: 'At most 100.' }];
    const answer = { ack: [], rejected: [] };
    for (const event of body.events) record(learner, event, answer);
    return [200, answer];
  };

  const answerApi = (path: string, request: IncomingMessage, text: string): [number, object] => {
    if (path === '/livez') return [200, { status: 'ok' }];
    if (path === '/api/auth/profile') return signIn(JSON.parse(text));
    if (path !== '/api/progress') return [404, { error: 'not_found', message: path }];
    if (request.method === 'POST') return write(JSON.parse(text));
    const learner = tokens.get(request.headers.authorization?.slice(7) ?? '');
    return learner
      ? [200, progressOf(learner, self.recorded, catalogue)]
      : [401, { error: 'session_expired', message: 'Open the activity again.' }];
  };

  const serveScript = async (path: string, response: ServerResponse) => {
    await pause(self.mood.scriptDelayMs);
    response.setHeader('content-type', 'text/javascript; charset=utf-8');
    response.setHeader('access-control-allow-origin', '*');
    response.end(readFileSync(root + path.slice(1)));
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').split('?')[0] as string;
    if (path.startsWith('/assets/js/')) return serveScript(path, response);
    const text = await readBody(request);
    self.requests.push({
      at: Date.now(),
      method: request.method ?? '',
      path,
      contentType: request.headers['content-type'] ?? '',
      preflightFor: `${request.headers['access-control-request-method'] ?? ''}`,
      events: request.method === 'POST' ? (JSON.parse(text).events?.length ?? 0) : 0,
    });
    const { delayMs, origins } = self.mood;
    await pause(delayMs);
    const from = request.headers.origin ?? '';
    if (!origins || origins.includes(from)) response.setHeader('access-control-allow-origin', from || '*');
    response.setHeader('access-control-allow-headers', 'authorization');
    response.setHeader('access-control-max-age', '7200');
    const [status, body] = request.method === 'OPTIONS' ? ([204, {}] as const) : answerApi(path, request, text);
    if (request.method === 'GET') await pause(self.mood.staleMs);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };

  const listen = (port: number) =>
    new Promise<number>((done) => {
      server = createServer((request, response) => void serve(request, response));
      server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port));
    });

  const self: StandIn = {
    origin: '',
    recorded: [],
    received: [],
    requests: [],
    mood: {},
    issueCode(learner, extra = {}) {
      const code = randomUUID();
      codes.set(code, { learner, extra });
      return code;
    },
    endSessions: () => tokens.clear(),
    goDown: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
    comeBack: async () => void (await listen(Number(new URL(self.origin).port))),
  };
  self.origin = `http://127.0.0.1:${await listen(0)}`;
  return self;
}

/** A static host of its own, as GitHub Pages would be: `%API%` in the pages becomes the server's address. */
export async function startSite(
  api: string,
  { csp, extra = {} }: { csp?: string; extra?: Record<string, string> } = {},
): Promise<{ origin: string; stop(): Promise<void> }> {
  const folder = fileURLToPath(new URL('./pages/', import.meta.url));
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0]?.replace(/^\/pages\//, '/') ?? '/';
    try {
      const page = (extra[path.slice(1)] ?? readFileSync(folder + path.slice(1), 'utf8')).replaceAll('%API%', api);
      response.setHeader('content-type', path.endsWith('.html') ? 'text/html; charset=utf-8' : 'text/javascript');
      if (csp) response.setHeader('content-security-policy', csp.replaceAll('%API%', api));
      response.end(page);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, () => done()));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
