import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import { createPlatformStore } from '../../src/lti/platform.store.ts';
import { keepPicture, openChromium, openRefusingWindow, openWindow } from '../support/chromium.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { chromiumMissing, findTestChromium } from '../support/engines.ts';
import { createLaunchServer } from '../support/launch-server.ts';
import { moodleClaims, newSigningKey, type SigningKey, signed } from '../support/moodle-platform.ts';
import { freePort } from '../support/passerelle.ts';

const TENANT = 'TENANT_TEST';
const CLIENT_ID = 'client-1';

interface Moodle {
  server: Server;
  issuer: string;
  /** Answers lti.put_data and lti.get_data in its course page. */
  hasStorage: boolean;
}

/** A course page of another site with the activity in a frame, and its authentication address. */
async function startMoodle(key: SigningKey, toolUrl: string): Promise<Moodle> {
  const moodle: Moodle = { server: createServer(), issuer: '', hasStorage: false };
  moodle.server.on('request', async (request, response) => {
    const url = new URL(request.url ?? '', moodle.issuer);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (url.pathname === '/jwks') return void response.end(JSON.stringify({ keys: [key.jwk] }));
    if (url.pathname === '/auth') {
      const facts = { issuer: moodle.issuer, clientId: CLIENT_ID, target: `${toolUrl}/lti/launch`, now: new Date() };
      const claims = moodleClaims({ ...facts, nonce: url.searchParams.get('nonce') ?? '' });
      const fields = { id_token: await signed(key, claims), state: url.searchParams.get('state') ?? '' };
      return void response.end(autoForm(`${toolUrl}/lti/launch`, fields));
    }
    if (url.pathname.startsWith('/mod/lti/return.php')) return void response.end('<h1>Retour au cours</h1>');
    if (url.pathname === '/begin') {
      const storage = moodle.hasStorage ? { lti_storage_target: '_parent' } : {};
      const login = {
        iss: moodle.issuer,
        client_id: CLIENT_ID,
        login_hint: '5',
        target_link_uri: `${toolUrl}/lti/launch`,
      };
      return void response.end(autoForm(`${toolUrl}/lti/login`, { ...login, ...storage }));
    }
    response.end(coursePage(moodle.hasStorage));
  });
  moodle.server.listen(0, '127.0.0.1');
  await once(moodle.server, 'listening');
  moodle.issuer = `http://localhost:${(moodle.server.address() as { port: number }).port}`;
  return moodle;
}

function autoForm(action: string, fields: Record<string, string>): string {
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  return `<form method="post" action="${action}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
}

function coursePage(hasStorage: boolean): string {
  const storage = `const kept = {};
    addEventListener('message', ({ data, source, origin }) => {
      if (data.subject === 'lti.put_data') kept[data.key] = data.value;
      else if (data.subject !== 'lti.get_data') return;
      source.postMessage({ subject: data.subject + '.response', message_id: data.message_id, key: data.key, value: kept[data.key] }, origin);
      document.title = Object.keys(kept).length + ' kept';
    });`;
  return `<!doctype html><meta name="viewport" content="width=device-width"><title>Cours</title><body style="margin:0"><script>${hasStorage ? storage : ''}</script>
    <iframe src="/begin" style="width:100%;height:100vh;border:0"></iframe>`;
}

describe('S8 a launch in a browser that keeps no cookie', {
  skip: findTestChromium() === undefined && chromiumMissing,
}, () => {
  const database = databaseOf(sqliteEngine());
  let browser: Browser;
  let areCookiesLost = false;
  let moodle: Moodle;
  let stopTool: () => Promise<void>;
  let toolUrl: string;
  const failures: string[] = [];
  const opened: { close(): Promise<void> }[] = [];

  before(async () => {
    const key = await newSigningKey('key-1');
    const port = await freePort();
    toolUrl = `http://127.0.0.1:${port}`;
    moodle = await startMoodle(key, toolUrl);
    const { query } = database.current;
    await query.insertInto('tenants').values({ id: TENANT, name: 'Institut d’essai' }).execute();
    const moduleRow = {
      id: '01930000-0000-7000-8000-000000000001',
      tenant_id: TENANT,
      module_id: 'module1',
      title: 'M1',
    };
    await query
      .insertInto('modules')
      .values({ ...moduleRow, url: 'pages/module1/sommaire.html' })
      .execute();
    const { issuer } = moodle;
    await createPlatformStore(database.current).add({
      tenantId: TENANT,
      name: 'Moodle d’essai',
      issuer,
      clientId: CLIENT_ID,
      authUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      jwksUrl: `${issuer}/jwks`,
      deploymentPolicy: 'reject',
      deploymentIds: ['1'],
    });
    const server = await createLaunchServer({
      database: database.current,
      clock: { now: () => new Date() },
      apiUrl: toolUrl,
      fetch: async () => ({
        status: 200,
        statusText: 'OK',
        headers: {},
        text: () => JSON.stringify({ keys: [key.jwk] }),
      }),
    });
    server.addHook('onRequest', async (request) => {
      if (areCookiesLost) delete request.headers.cookie;
    });
    server.get('/pages/module1/sommaire.html', (_request, reply) => reply.type('text/html').send('<h1>Sommaire</h1>'));
    await server.listen({ port, host: '127.0.0.1' });
    stopTool = () => server.close();
    browser = await openChromium();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  after(async () => {
    await browser?.close();
    moodle?.server.close();
    await stopTool?.();
  });

  /**
   * 'cookies': none reaches the tool, as in old Safari frames, but storage works. 'cookies and storage': Chromium with
   * "block all cookies" in its settings, which refuses both.
   */
  async function windowWithout(
    what: 'cookies' | 'cookies and storage',
    kind: 'desktop' | 'phone',
  ): Promise<BrowserContext> {
    areCookiesLost = what === 'cookies';
    const context = await (what === 'cookies' ? openWindow(browser, kind) : openRefusingWindow(kind));
    opened.push(context);
    return context;
  }

  async function openCourse(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) failures.push(message.text());
    });
    await page.goto(moodle.issuer);
    return page;
  }

  for (const kind of ['desktop', 'phone'] as const) {
    test(`"continue as" names the person and opens the page, in a frame on a ${kind}`, async () => {
      moodle.hasStorage = false;
      const context = await windowWithout('cookies and storage', kind);
      const page = await openCourse(context);
      const frame = page.frameLocator('iframe');
      const button = frame.getByRole('button', { name: 'Continuer en tant que Zoé L.' });
      await button.waitFor();
      await keepPicture(page, `continue-as-${kind}`);
      const width = await frame.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
      assert.equal(width, 0, 'nothing sticks out sideways');
      await button.click();
      await frame.getByRole('heading', { name: 'Sommaire' }).waitFor();
      const tool = page.frames().find((one) => one.url().startsWith(toolUrl));
      const code = /#lti=([\w-]{29})$/.exec(tool?.url() ?? '')?.[1] ?? '';
      assert.equal((await createLaunchStore(database.current).redeem(code, new Date()))?.role, 'learner');
      assert.deepEqual(failures, []);
    });
  }

  test('"this is not me" leads back to Moodle and opens nothing', async () => {
    moodle.hasStorage = false;
    const context = await windowWithout('cookies and storage', 'desktop');
    const page = await openCourse(context);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('link', { name: 'Ce n’est pas moi' }).click();
    await frame.getByRole('heading', { name: 'Retour au cours' }).waitFor();
    assert.deepEqual(failures, []);
  });

  for (const what of ['cookies', 'cookies and storage'] as const) {
    test(`without ${what}, a platform that keeps data for its tools makes the launch pass by itself`, async () => {
      moodle.hasStorage = true;
      const context = await windowWithout(what, 'desktop');
      // The response, not the frame: the driver loses frames that change process several times within a second.
      const sommaire = context.waitForEvent('response', (response) => response.url().includes('/sommaire.html'));
      const page = await openCourse(context);
      assert.equal((await sommaire).status(), 200);
      assert.equal(await page.title(), '1 kept');
      assert.deepEqual(failures, []);
    });
  }

  test('a platform that promises storage and does not answer ends in "continue as"', async () => {
    moodle.hasStorage = true;
    const context = await windowWithout('cookies and storage', 'phone');
    await context.route(`${moodle.issuer}/`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<meta name="viewport" content="width=device-width"><body><iframe src="/begin" style="width:100%;height:90vh"></iframe>`,
      }),
    );
    const page = await openCourse(context);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Vérification de l’ouverture…' }).waitFor();
    await keepPicture(page, 'recovery-phone');
    await frame.getByRole('button', { name: 'Continuer en tant que Zoé L.' }).click();
    await frame.getByRole('heading', { name: 'Sommaire' }).waitFor();
    assert.deepEqual(failures, []);
  });

  test('a refusal is a page that a person can read, with the way back', async () => {
    const context = await openWindow(browser, 'phone');
    opened.push(context);
    const page = await context.newPage();
    await page.goto(`${toolUrl}/lti/login?iss=${encodeURIComponent(moodle.issuer)}`);
    await page.getByRole('heading', { name: 'L’activité n’est pas encore bien reliée' }).waitFor();
    await keepPicture(page, 'refusal-phone');
    await page.emulateMedia({ colorScheme: 'dark' });
    await keepPicture(page, 'refusal-phone-dark');
  });

  test('with cookies, Chromium keeps the __Host- cookie in a foreign frame over http on the loopback address', async () => {
    moodle.hasStorage = false;
    areCookiesLost = false;
    const strict = await openChromium({ thirdPartyCookies: 'block' });
    opened.push(strict);
    const context = await openWindow(strict);
    const page = await openCourse(context);
    await page.frameLocator('iframe').getByRole('heading', { name: 'Sommaire' }).waitFor();
    assert.deepEqual(failures, []);
  });
});
