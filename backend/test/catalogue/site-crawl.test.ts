import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createSiteReader } from '../../src/catalogue/site-crawl.remote.ts';
import { type StaticHost, silentOrigin, startStaticHost } from './static-host.ts';
import { copyWildSite } from './wild-copy.ts';

const limits = { maxPages: 500, maxMs: 20_000 };

describe('reading a published site', () => {
  let site: Awaited<ReturnType<typeof copyWildSite>>;
  let host: StaticHost;
  const reader = createSiteReader();

  before(async () => {
    site = await copyWildSite();
    await writeFile(path.join(site.folder, 'elsewhere.html'), '<a href="/">nobody leads here</a>');
    host = await startStaticHost(site.folder);
  });
  beforeEach(() => {
    host.moods.clear();
    host.asked.length = 0;
  });
  after(async () => {
    await host.stop();
    await site.remove();
  });

  test('finds every page from the first, asks for nothing twice, and stays on the site', async () => {
    const found = await reader.crawl(`${host.origin}/`, limits);
    assert.equal(found.pages.length, 20);
    assert.deepEqual([...found.refusals], []);
    assert.equal(new Set(host.asked).size, host.asked.length);
    assert.ok(found.files.has('assets/css/cours.css') && found.files.has('assets/img/fiole.svg'));
    assert.ok(!host.asked.includes('/elsewhere.html'));
    assert.ok(
      found.pages.some(({ html }) => html.includes('Début d')),
      'old encodings are read',
    );
  });

  test('reads no page above the folder that it starts in', async () => {
    const found = await reader.crawl(`${host.origin}/pages/module1/sommaire.html`, limits);
    assert.equal(found.pages.length, 19);
    assert.ok(found.files.has('index.html'), 'but knows that it is there');
  });

  test('says what the server answered instead of a page', async () => {
    host.moods.set('/pages/module1/grain5.html', 500);
    host.moods.set('/assets/img/fiole.svg', 404);
    const found = await reader.crawl(`${host.origin}/`, limits);
    assert.deepEqual([...found.refusals].sort(), [
      ['assets/img/fiole.svg', '404'],
      ['pages/module1/grain5.html', '500'],
    ]);
  });

  test('follows the redirect of a folder without its slash', async () => {
    const found = await reader.crawl(`${host.origin}/pages/module1`, limits);
    assert.equal(found.startUrl, `${host.origin}/pages/module1/`);
    assert.deepEqual([...found.refusals.values()], ['404'], 'the folder has no index.html');
  });

  test('stops at its limits, and says so', async () => {
    const few = await reader.crawl(`${host.origin}/`, { maxPages: 5, maxMs: 20_000 });
    assert.deepEqual([few.pages.length, few.isPartial], [5, true]);
    host.moods.set('/pages/module1/grain5.html', 0);
    const late = await reader.crawl(`${host.origin}/`, { maxPages: 500, maxMs: 1000 });
    assert.deepEqual([[...late.refusals], late.isPartial], [[], true], 'what did not answer in time is not missing');
  });

  test('a server that nobody runs is a refusal with its reason, never an exception', async () => {
    const nowhere = await silentOrigin();
    const found = await reader.crawl(`${nowhere}/`, limits);
    assert.deepEqual([...found.refusals.values()], ['ECONNREFUSED']);
    assert.deepEqual(await reader.ask(nowhere, 'https://site.exemple.fr'), {
      isPasserelle: false,
      allowsOrigin: false,
      reason: 'ECONNREFUSED',
    });
  });

  test('notices that a host announces UTF-8 for pages in Latin-1', async () => {
    const pages = await startStaticHost(site.folder, 'utf-8');
    const found = await reader.crawl(`${pages.origin}/`, limits);
    await pages.stop();
    const misread = found.pages.filter(({ isMisread }) => isMisread).map((page) => page.path);
    assert.deepEqual(misread.sort(), [
      'index.html',
      ...[13, 14, 15, 16, 17, 18].map((n) => `pages/module1/grain${n}.html`),
    ]);
  });

  test('tells a server that knows the site from one that does not, and from what is no Passerelle', async () => {
    const known = 'https://site.exemple.fr';
    const server = createServer((request, response) => {
      const isKnown = request.headers.origin === known;
      response.writeHead(isKnown ? 401 : 403, {
        'content-type': 'application/json',
        ...(isKnown && { 'access-control-allow-origin': known }),
      });
      response.end(JSON.stringify({ error: isKnown ? 'session_expired' : 'origin_not_allowed', message: '' }));
    });
    await new Promise<void>((done) => server.listen(0, 'localhost', done));
    const api = `http://localhost:${(server.address() as AddressInfo).port}`;
    assert.deepEqual(await reader.ask(api, known), { isPasserelle: true, allowsOrigin: true, reason: '401' });
    assert.deepEqual(await reader.ask(api, 'https://autre.fr'), {
      isPasserelle: true,
      allowsOrigin: false,
      reason: '403',
    });
    assert.equal((await reader.ask(host.origin, known)).isPasserelle, false);
    server.close();
    server.closeAllConnections();
  });
});
