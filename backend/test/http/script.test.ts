import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { readScriptFiles, serveScript } from '../../src/http/script.ts';
import { createHttpServer, type HttpServer } from '../../src/http/server.ts';
import { serveSite } from '../../src/http/site.ts';
import { createLog } from '../../src/log/log.ts';

describe('the browser script', () => {
  const product = path.resolve(import.meta.dirname, '../../../assets/js');
  let server: HttpServer;
  before(async () => {
    const site = mkdtempSync(path.join(tmpdir(), 'passerelle-site-'));
    mkdirSync(path.join(site, 'assets/js'), { recursive: true });
    writeFileSync(path.join(site, 'assets/js/progress-api.js'), 'an old copy');
    writeFileSync(path.join(site, 'assets/js/own.js'), 'own');
    server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
    serveScript(server, product);
    await serveSite(server, { folder: site, frameOrigins: async () => [] });
  });

  test('is the one of this server, even where the site has an old copy of it', async () => {
    const answer = await server.inject('/assets/js/progress-api.js');
    assert.deepEqual(answer.rawPayload, readFileSync(path.join(product, 'progress-api.js')));
    assert.equal(answer.headers['cache-control'], 'public, max-age=300');
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.equal((await server.inject('/assets/js/own.js')).payload, 'own');
  });

  test('has a name of its content that may be kept for a year, and an integrity that fits', async () => {
    const file = readScriptFiles(product).find(({ name }) => name === 'progress-api.js');
    assert.match(file?.pinnedName ?? '', /^progress-api\.[0-9a-f]{16}\.js$/);
    const answer = await server.inject(`/assets/js/${file?.pinnedName}`);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(file?.integrity, `sha384-${createHash('sha384').update(answer.rawPayload).digest('base64')}`);
    assert.equal((await server.inject('/assets/js/progress-api.0123456789abcdef.js')).statusCode, 404);
  });

  test('is not sent again to a browser that has it', async () => {
    const { headers } = await server.inject('/assets/js/progress-api.js');
    const again = await server.inject({
      url: '/assets/js/progress-api.js',
      headers: { 'if-none-match': String(headers.etag) },
    });
    assert.equal(again.statusCode, 304);
    assert.equal(again.payload, '');
  });
});
