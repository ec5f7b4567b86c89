import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { openDatabase } from '../../backend/src/db/connection.ts';
import { openChromium, openWindow } from '../../backend/test/support/chromium.ts';
import {
  chromiumMissing,
  type FreshDatabase,
  findTestChromium,
  forEachEngine,
} from '../../backend/test/support/engines.ts';
import { freePort } from '../../backend/test/support/passerelle.ts';
import { createPracticeLms, type PracticeLms } from '../../practice-lms/src/practice-lms.ts';
import { buildExtension } from '../extension/build.ts';
import { bootstrapDirectus, type RunningDirectus, startDirectus } from './support/directus.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const SEQUENCE_1 = 'Séquence 1 : Des mots de passe solides';
const SECRET_KEY = 'a secret key that is only for tests';
const skip = findTestChromium() === undefined ? chromiumMissing : false;

forEachEngine((engine) => {
  describe('Passerelle inside Directus', {
    skip: engine.name === 'mariadb' ? 'this file runs on PostgreSQL and SQLite' : skip,
  }, () => {
    const extensions = mkdtempSync(path.join(tmpdir(), 'passerelle-extensions-'));
    let fresh: FreshDatabase;
    let directus: RunningDirectus;
    let lms: PracticeLms;
    let browser: Browser;
    let base: string;

    /** The command line beside it, on the same database and address. */
    async function command<T>(...args: string[]): Promise<T> {
      const env = { ...process.env, NODE_ENV: 'test', DATABASE_URL: fresh.url, API_URL: base, SECRET_KEY };
      const cli = path.join(root, 'backend/bin/passerelle.js');
      const { stdout } = await run(process.execPath, [cli, ...args, '--json'], { env });
      return JSON.parse(stdout) as T;
    }

    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      await buildExtension(path.join(extensions, 'passerelle'));
      const port = await freePort();
      base = `http://127.0.0.1:${port}/passerelle`;
      // Nothing of Passerelle exists yet: Directus comes first, and its extension makes our tables.
      await bootstrapDirectus({ databaseUrl: fresh.url, extensions });
      const environment = { NODE_ENV: 'test', SECRET_KEY, SITE_DIR: root };
      directus = await startDirectus({ databaseUrl: fresh.url, port, extensions, environment });
      lms = await createPracticeLms({ port: 0, toolUrl: base });
      await register();
      browser = await openChromium({ thirdPartyCookies: 'block' });
    });

    async function register(): Promise<void> {
      await command('tenants', 'add', '--id', 'TENANT_TEST', '--name', 'Institut d’essai');
      const { issuer, clientId, authUrl, tokenUrl, jwksUrl, deploymentIds } = lms.registration;
      await command(
        ...['platforms', 'add', '--tenant', 'TENANT_TEST', '--name', 'LMS d’essai', '--issuer', issuer],
        ...['--client-id', clientId, '--auth-url', authUrl, '--token-url', tokenUrl, '--jwks-url', jwksUrl],
        ...deploymentIds.flatMap((id) => ['--deployment-id', id]),
      );
      await command('site', 'scan', root, '--tenant', 'TENANT_TEST');
    }

    after(async () => {
      await browser?.close();
      await directus?.stop();
      await lms?.close();
      await fresh?.drop();
      rmSync(extensions, { recursive: true, force: true });
    });

    test('a learner finishes a sequence in a Moodle frame, and the grade arrives', async () => {
      const learner = await (await openWindow(browser)).newPage();
      learner.setDefaultTimeout(20_000);
      const answers = new Map<string, Record<string, string>>();
      learner.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (response.url().startsWith(base)) answers.set(pathname, response.headers());
      });
      await learner.goto(`${lms.url}/?as=learner`);
      const frame = await openActivity(learner, SEQUENCE_1);
      for (const grain of ['grain1', 'grain2', 'grain3', 'grain4']) await finishGrain(frame, grain);
      await waitUntil(() => lms.gradebook().some((row) => row.label === SEQUENCE_1 && row.finalGrade === 20));

      const page = [...answers].find(([at]) => at.endsWith('sommaire.html'))?.[1];
      assert.match(
        page?.['content-security-policy'] ?? '',
        new RegExp(`^frame-ancestors 'self' ${new URL(lms.url).origin}$`),
      );
      for (const [at, headers] of answers) {
        assert.equal(headers['cross-origin-opener-policy'], undefined, `${at}: Directus’ own header`);
        assert.equal(headers['x-powered-by'], undefined, at);
        assert.equal(headers['x-content-type-options'], 'nosniff', at);
      }
      assert.match(answers.get('/passerelle/api/progress')?.['content-type'] ?? '', /json/);
    });

    test('the academic API answers with a key, and its own errors; Directus’ token stays Directus’', async () => {
      const { key } = await command<{ key: string }>(
        ...['keys', 'create', '--tenant', 'TENANT_TEST', '--owner', 'ENT', '--scopes', 'academic:read'],
      );
      const students = await fetch(`${base}/api/academic/students`, { headers: { 'x-api-key': key } });
      assert.equal(students.status, 200, await students.clone().text());
      assert.ok(students.headers.get('x-ratelimit-limit-minute') ?? students.headers.get('ratelimit'));
      const bearer = await fetch(`${base}/api/progress`, { headers: { authorization: 'Bearer of-somebody-else' } });
      assert.equal(((await bearer.json()) as { error: string }).error, 'session_expired');
      const nothing = await fetch(`${base}/nothing-here`);
      assert.equal(((await nothing.json()) as { error: string }).error, 'not_found');
      assert.equal((await fetch(`${base}/backend/.env`)).status, 404);
      assert.equal((await directus.call('GET', '/users/me')).status, 200, 'Directus beside it goes on');
    });

    test('Directus sees the row that the learner made', async () => {
      const { data } = await directus.call<{ grain_id: string }[]>(
        'GET',
        '/items/progress?fields=grain_id&sort=grain_id',
      );
      assert.deepEqual(
        data.map(({ grain_id }) => grain_id),
        ['grain1', 'grain2', 'grain3', 'grain4'],
      );
    });

    test('SIGTERM ends Directus and us with it: no sender, no lease and no connection is left', async () => {
      const pid = directus.pid;
      // A grade is on its way while the end comes.
      lms.moods.set({ down: '503' });
      const database = openDatabase(fresh.url, 2);
      await database.query.updateTable('grade_outbox').set({ state: 'due', due_at: new Date() }).execute();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const ended = await directus.stop();
      assert.ok(ended === 'SIGTERM' || ended === 0, String(ended));
      assert.match(directus.output(), /Directus shut down OK/);
      const held = await database.query
        .selectFrom('grade_outbox')
        .select('lease_owner')
        .where('lease_owner', 'is not', null)
        .execute();
      assert.deepEqual(held, []);
      await database.close();
      lms.moods.calm();
      const before_ = lms.scoreLog.length;
      await new Promise((resolve) => setTimeout(resolve, 2000));
      assert.equal(lms.scoreLog.length, before_, 'nobody sends any more');
      assert.throws(() => process.kill(pid ?? 0, 0), /ESRCH/);
    });

    test('the built folder asks for no build, and names what it is', () => {
      const manifest = JSON.parse(readFileSync(path.join(extensions, 'passerelle/package.json'), 'utf8')) as Record<
        string,
        { type: string }
      >;
      assert.equal(manifest['directus:extension']?.type, 'hook');
    });
  });
});

async function openActivity(page: Page, title: string): Promise<FrameLocator> {
  const activity = page.locator('li.activity', { has: page.getByRole('heading', { name: title, exact: true }) });
  await activity.locator('a.button').click();
  const frame = page.frameLocator('#contentframe');
  await frame.locator('main').waitFor();
  return frame;
}

async function finishGrain(frame: FrameLocator, grain: string): Promise<void> {
  await frame.locator(`a[data-grain-link="${grain}"]`).first().click();
  await frame.locator('[data-grain-done]').click();
  await frame.locator('[data-grain-done][data-state="done"]').waitFor();
  await frame.locator('a[href$="sommaire.html"]').first().click();
  await frame.locator(`a[data-grain-link="${grain}"][data-state="done"]`).first().waitFor();
}

async function waitUntil(isTrue: () => boolean): Promise<void> {
  const until = Date.now() + 20_000;
  while (!isTrue()) {
    if (Date.now() > until) throw new Error('waited 20 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
