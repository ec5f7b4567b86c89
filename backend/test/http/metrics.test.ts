import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createMetrics, type Metrics } from '../../src/http/metrics.ts';
import { measureRequests, metricsRoute } from '../../src/http/metrics-route.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { createLog } from '../../src/log/log.ts';

const TOKEN = 'a token for prometheus';

async function serverWith(
  token: string | undefined,
  isProduction = false,
): Promise<{ server: HttpServer; metrics: Metrics }> {
  const server = await createHttpServer({ log: createLog('silent'), trustProxy: true });
  const metrics = createMetrics();
  measureRequests(server, metrics);
  await server.register(metricsRoute(metrics, { token, isProduction }));
  server.get('/learners/:id', async () => ({ ok: true }));
  return { server, metrics };
}

describe('without a token', () => {
  let server: HttpServer;
  before(async () => {
    ({ server } = await serverWith(undefined));
    await server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => server.close());

  const ask = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const { port } = server.server.address() as AddressInfo;
      send({ host: '127.0.0.1', port, path: '/metrics', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });

  test('this machine may read the metrics', async () => {
    assert.equal(await ask({}), 200);
    assert.equal(await ask({ host: 'localhost:3000' }), 200);
  });

  test('a stranger behind a proxy on this machine may not, whatever he forges', async () => {
    assert.equal(await ask({ 'x-forwarded-for': '127.0.0.1' }), 404);
    assert.equal(await ask({ 'x-real-ip': '198.51.100.7' }), 404);
    assert.equal(await ask({ via: '1.1 proxy' }), 404);
    assert.equal(await ask({ host: 'api.exemple.fr' }), 404);
  });

  test('in production nobody may: a proxy that adds no header looks like this machine', async () => {
    const { server: inProduction } = await serverWith(undefined, true);
    const answer = await inProduction.inject({ url: '/metrics', headers: { host: '127.0.0.1:3000' } });
    assert.equal(answer.statusCode, 404);
  });

  test('another machine may not', async () => {
    const answer = await server.inject({ url: '/metrics', remoteAddress: '198.51.100.7' });
    assert.equal(answer.statusCode, 404);
    assert.equal(answer.json<{ error: string }>().error, 'not_found');
  });
});

describe('with a token', () => {
  let server: HttpServer;
  let metrics: Metrics;
  before(async () => {
    ({ server, metrics } = await serverWith(TOKEN));
  });
  after(() => server.close());

  const read = (authorization?: string) =>
    server.inject({
      url: '/metrics',
      remoteAddress: '198.51.100.7',
      headers: authorization === undefined ? {} : { authorization },
    });

  test('only its bearer may read them, this machine included', async () => {
    assert.equal((await read(`Bearer ${TOKEN}`)).statusCode, 200);
    assert.equal((await read('Bearer another token of some kind')).statusCode, 404);
    assert.equal((await read()).statusCode, 404);
    assert.equal((await server.inject({ url: '/metrics', remoteAddress: '127.0.0.1' })).statusCode, 404);
  });

  test('durations are counted by route template and status, and no address that was asked for appears', async () => {
    await server.inject('/learners/0193-zoe?moodle_user_id=42');
    await server.inject('/nothing/here/zoe');
    const text = (await read(`Bearer ${TOKEN}`)).body;
    assert.match(
      text,
      /passerelle_http_request_duration_seconds_count\{method="GET",route="\/learners\/:id",status="200"\} 1/,
    );
    assert.match(text, /route="unmatched",status="404"/);
    assert.doesNotMatch(text, /zoe|moodle_user_id/);
  });

  test('event loop lag, commit groups and gauges stand beside them; a gauge that fails leaves the rest readable', async () => {
    metrics.committed({ completions: 7, seconds: 0.01, outcome: 'committed' });
    metrics.gauge('outbox_rows', 'grades', async () => [{ labels: { state: 'due' }, value: 3 }]);
    metrics.gauge('broken', 'a figure of a database that is away', () => Promise.reject(new Error('away')));
    const { body, headers } = await read(`Bearer ${TOKEN}`);
    assert.match(body, /passerelle_nodejs_eventloop_lag_seconds \d/);
    assert.match(body, /passerelle_commit_group_size_sum 7/);
    assert.match(body, /passerelle_outbox_rows\{state="due"\} 3/);
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
  });
});
