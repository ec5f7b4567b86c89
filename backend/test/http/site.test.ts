import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { serveSite } from '../../src/http/site.ts';
import { createLog } from '../../src/log/log.ts';

const LATIN1_PAGE = Buffer.from('<meta charset="iso-8859-1"><p>\xe9t\xe9</p>', 'latin1');

describe('a site folder that is a whole repository', () => {
  let server: HttpServer;
  let port = 0;
  before(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-site-'));
    const put = (file: string, text: string): void => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    put('index.html', 'PORTAIL');
    put('pages/module1/grain1.html', 'GRAIN');
    put('assets/js/progress-api.js', 'SCRIPT');
    for (const secret of [
      '.env',
      'backend/.env',
      'backend/dev.sqlite',
      '.git/config',
      'package.json',
      'pages/.hidden',
      'assets/.env',
    ])
      put(secret, 'SECRET');
    writeFileSync(path.join(folder, 'pages/latin1.html'), LATIN1_PAGE);
    server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
    await serveSite(server, { folder, frameOrigins: async () => ['https://moodle.example'] });
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as { port: number }).port;
  });
  after(() => server.close());

  /** Without a client that tidies the path before sending it. */
  const raw = (target: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  for (const [target, content] of [
    ['/', 'PORTAIL'],
    ['/index.html', 'PORTAIL'],
    ['/pages/module1/grain1.html', 'GRAIN'],
    ['/assets/js/progress-api.js', 'SCRIPT'],
  ]) {
    test(`serves ${target}`, async () => {
      const answer = await raw(target ?? '');
      assert.match(answer, /^HTTP\/1.1 200/);
      assert.match(answer, new RegExp(content ?? ''));
    });
  }

  for (const target of [
    '/.env',
    '/backend/.env',
    '/backend/dev.sqlite',
    '/.git/config',
    '/package.json',
    '/pages/.hidden',
    '/assets/.env',
    '/pages/../.env',
    '/pages/../../etc/passwd',
    '/pages/..%2f.env',
    '/pages/%2e%2e/.env',
    '/pages/%2e%2e%2f.env',
    '/pages/..%5c.env',
    '/pages/..\\.env',
    '/assets/%252e%252e/.env',
    '/assets/js/../../.git/config',
    '//.env',
    '/./.env',
    '/pages/%00',
    '/assets/..;/.env',
    '/PAGES/../.env',
    '/pages//..//.env',
    '/%2eenv',
    '/pages/module1',
    '/pages/module1/',
    '/pages/nothing.html',
  ]) {
    test(`answers 404 to ${target}`, async () => {
      const answer = await raw(target);
      assert.match(answer, /^HTTP\/1.1 (404|400)/);
      assert.doesNotMatch(answer, /SECRET|root:/);
    });
  }

  test('a page has one address: slashes that stand too many lead to nothing', async () => {
    for (const target of [
      '/pages//module1/grain1.html',
      '/pages/module1////grain1.html',
      '/assets//js/progress-api.js',
    ]) {
      assert.match(await raw(target), /^HTTP\/1.1 404/, target);
    }
  });

  test('lets the registered platforms, and nobody else, show a page in a frame', async () => {
    const answer = await server.inject('/pages/module1/grain1.html');
    assert.equal(answer.headers['content-security-policy'], "frame-ancestors 'self' https://moodle.example");
    assert.equal(answer.headers['x-frame-options'], undefined);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  });

  test('announces UTF-8 only for pages that are UTF-8, so that an old page keeps its accents', async () => {
    assert.equal(
      (await server.inject('/pages/module1/grain1.html')).headers['content-type'],
      'text/html; charset=utf-8',
    );
    const old = await server.inject('/pages/latin1.html');
    assert.equal(old.headers['content-type'], 'text/html');
    assert.deepEqual(old.rawPayload, LATIN1_PAGE);
  });

  test('answers 304 to a browser that has the file', async () => {
    const first = await server.inject('/assets/js/progress-api.js');
    const second = await server.inject({
      url: '/assets/js/progress-api.js',
      headers: { 'if-none-match': String(first.headers.etag) },
    });
    assert.equal(second.statusCode, 304);
  });
});
