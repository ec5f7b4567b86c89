import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import express from 'express';
import { type MountedPasserelle, openPasserelle } from '../../src/mounted.ts';
import { sqliteEngine } from '../support/database.ts';
import type { FreshDatabase } from '../support/engines.ts';
import { freePort } from '../support/passerelle.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** The ways in which an application may stand around the handler. */
const ways: [string, (passerelle: MountedPasserelle) => Parameters<typeof createServer>[1]][] = [
  ['node:http alone', ({ handler }) => handler],
  ['Express 5, before its body parsers', ({ handler }) => express().use('/passerelle', handler)],
  [
    'Express 5, behind its body parsers and its own headers',
    ({ handler }) =>
      express()
        .use((_request, response, next) => {
          response.setHeader('content-security-policy', "frame-ancestors 'none'");
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          next();
        })
        .use(express.json(), express.urlencoded({ extended: true }))
        .use('/passerelle', handler),
  ],
];

for (const [name, around] of ways) {
  describe(`the handler in ${name}`, () => {
    let fresh: FreshDatabase;
    let passerelle: MountedPasserelle;
    let server: Server;
    let base: string;
    before(async () => {
      fresh = await sqliteEngine().freshDatabaseUrl();
      const port = await freePort();
      base = `http://127.0.0.1:${port}/passerelle`;
      passerelle = await openPasserelle({
        DATABASE_URL: fresh.url,
        API_URL: base,
        NODE_ENV: 'test',
        SECRET_KEY: 'a secret key that is only for tests',
        SITE_DIR: root,
        LOG_LEVEL: 'silent',
      });
      server = createServer(around(passerelle)).listen(port, '127.0.0.1');
      await once(server, 'listening');
      passerelle.start();
    });
    after(async () => {
      server.close();
      server.closeAllConnections();
      await passerelle.stop();
      await fresh.drop();
    });

    test('serves pages and the script with our headers and no others', async () => {
      const page = await fetch(`${base}/pages/sommaire.html`).then(async (found) =>
        found.ok ? found : fetch(`${base}/index.html`),
      );
      assert.equal(page.status, 200);
      assert.equal(page.headers.get('content-security-policy'), "frame-ancestors 'self'");
      assert.equal(page.headers.get('cross-origin-opener-policy'), null);
      assert.equal(page.headers.get('x-powered-by'), null);
      assert.equal((await fetch(`${base}/assets/js/progress-api.js`)).status, 200);
      assert.equal((await fetch(`${base}/livez`)).status, 200);
      assert.equal((await fetch(base)).status, 200, 'the path itself, without a slash');
    });

    test('reads JSON, text and forms, and answers in its own form of errors', { timeout: 20_000 }, async () => {
      const post = (route: string, type: string, body: string) =>
        fetch(`${base}${route}`, { method: 'POST', headers: { 'content-type': type }, body, redirect: 'manual' });
      const json = await post('/api/progress', 'application/json', '{"token":"x",  "grain_id":"grain1"}');
      assert.deepEqual([json.status, ((await json.json()) as { error: string }).error], [401, 'session_expired']);
      const text = await post('/api/progress', 'text/plain', '{"token":"x","grain_id":"grain1"}');
      assert.equal(text.status, 401);
      const form = await post(
        '/lti/login',
        'application/x-www-form-urlencoded',
        'iss=https%3A%2F%2Fm.example&login_hint=1&target_link_uri=x',
      );
      assert.ok(form.status >= 400 && form.status < 500, String(form.status));
      assert.match(form.headers.get('content-type') ?? '', /html/);
      const nothing = await fetch(`${base}/nothing`);
      assert.equal(((await nothing.json()) as { error: string }).error, 'not_found');
    });
  });
}
