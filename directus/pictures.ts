// npm run pictures:directus -- --out docs/images: takes the pictures of docs/DIRECTUS.md from a real Directus on example
// data, and says how much memory Directus takes with the extension and without.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { scanFolder } from '../backend/src/catalogue/catalogue.commands.ts';
import { createCatalogueStore } from '../backend/src/catalogue/catalogue.store.ts';
import { type Database, openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { newId } from '../backend/src/ids/ids.ts';
import { findChromium } from '../tools/test-servers/chromium.ts';
import { installDirectus } from '../tools/test-servers/directus.ts';
import { buildExtension } from './extension/build.ts';
import {
  ADMIN,
  bootstrapDirectus,
  type DirectusOptions,
  type RunningDirectus,
  startDirectus,
} from './test/support/directus.ts';
import { apply } from './test/support/stage.ts';

const DAY_MS = 24 * 3600_000;
const TENANT = 'TENANT_INST_PARIS';
const PEOPLE = ['Zoé Lefèvre', 'Aïcha Benali', 'Hugo Martin', 'Inès Roux', 'Noah Garnier', 'Léa Dubois', 'Tom Petit'];
const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { out: { type: 'string', default: 'docs/images' }, 'no-memory': { type: 'boolean' } },
});

process.env.PASSERELLE_TEST_DIRECTUS = JSON.stringify(await installDirectus());
const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-pictures-'));
const databaseUrl = `sqlite:${path.join(folder, 'example.sqlite')}`;
const database = openDatabase(databaseUrl);
try {
  await migrate(database);
  await bootstrapDirectus({ databaseUrl });
  const learner = await fillWithExamples(database);
  await whileRunning({ databaseUrl }, async (directus) => {
    await apply(directus);
    await directus.call('PATCH', '/settings', { default_language: 'fr-FR' });
    await directus.call('PATCH', '/users/me', { language: 'fr-FR' });
    await takePictures(directus, path.resolve(root, values.out), learner);
  });
  if (!values['no-memory']) await tellMemory();
} finally {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Ends Directus whatever happens: one that is left behind would keep its port and its memory. */
async function whileRunning<T>(options: DirectusOptions, work: (directus: RunningDirectus) => Promise<T>): Promise<T> {
  const directus = await startDirectus(options);
  try {
    return await work(directus);
  } finally {
    await directus.stop();
  }
}

async function tellMemory(): Promise<void> {
  const alone = await whileRunning({ databaseUrl }, settledMemory);
  const extensions = path.join(folder, 'extensions');
  await buildExtension(path.join(extensions, 'passerelle'));
  const environment = { NODE_ENV: 'test' };
  const inside = await whileRunning({ databaseUrl, extensions, environment }, async (directus) => {
    for (let i = 0; i < 50; i++) await fetch(`${directus.url}/passerelle/readyz`);
    return settledMemory(directus);
  });
  process.stdout.write(`Directus alone: ${alone} MB resident. With Passerelle inside: ${inside} MB.\n`);
}

/** Resident memory some seconds after a hundred requests. */
async function settledMemory(running: RunningDirectus): Promise<number> {
  for (let i = 0; i < 100; i++) await running.call('GET', '/items/users?fields=id,lastname&limit=50');
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const status = readFileSync(`/proc/${running.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

async function fillWithExamples({ query, ...rest }: Database): Promise<string> {
  const place = { tenant_id: TENANT };
  const [platform, deployment, context] = [newId(), newId(), newId()];
  await query.insertInto('tenants').values({ id: TENANT, name: 'Institut de Paris' }).execute();
  const { catalogue } = await scanFolder(root);
  await createCatalogueStore({ query, ...rest } as Database).replace(TENANT, catalogue, new Date());
  const moodle = 'https://moodle.exemple.fr';
  await query
    .insertInto('platforms')
    .values({
      ...place,
      id: platform,
      name: 'Moodle de Paris',
      issuer: moodle,
      client_id: 'abc',
      auth_url: `${moodle}/mod/lti/auth.php`,
      token_url: `${moodle}/mod/lti/token.php`,
      jwks_url: `${moodle}/mod/lti/certs.php`,
    })
    .execute();
  const of = { ...place, platform_id: platform };
  await query
    .insertInto('deployments')
    .values({ ...of, id: deployment, deployment_id: '1' })
    .execute();
  const link = { ...of, deployment_id: deployment };
  await query
    .insertInto('contexts')
    .values({ ...link, id: context, lti_context_id: '7', title: 'Sécurité numérique' })
    .execute();
  const activity = newId();
  await query
    .insertInto('resource_links')
    .values({
      ...link,
      id: activity,
      context_id: context,
      lti_resource_link_id: '12',
      title: 'Module 1',
      module_id: 'module1',
      passback: 'ags',
    })
    .execute();
  const grains = await query
    .selectFrom('grains')
    .select(['grain_id', 'module_id', 'sequence_id'])
    .orderBy('position')
    .execute();
  const users: string[] = [];
  for (const [i, name] of PEOPLE.entries()) {
    const [firstname = '', lastname = ''] = name.split(' ');
    const id = newId();
    users.push(id);
    const stopped = i === 4;
    await query
      .insertInto('users')
      .values({
        ...of,
        id,
        moodle_user_id: String(41 + i),
        firstname,
        lastname,
        full_name: name,
        locale: 'fr',
        email: `${lastname}@exemple.fr`,
      })
      .execute();
    const done = grains.slice(0, [11, 7, 9, 4, 3, 0, 6][i]);
    for (const [n, grain] of done.entries()) {
      const ageMs = (stopped ? 20 : 0) * DAY_MS + ((done.length - n) * (i + 2) * 9 * 3600_000) / 2;
      await query
        .insertInto('progress')
        .values({
          ...place,
          id: newId(),
          user_id: id,
          ...grain,
          completed_at: new Date(Date.now() - ageMs),
          score: [0.8, 1, null, 0.65][n % 4] ?? null,
          time_spent_seconds: 95 + 40 * n,
        })
        .execute();
    }
    const state = (['done', 'done', 'due', 'dead', 'done', 'done', 'due'] as const)[i] ?? 'done';
    if (done.length === 0) continue;
    const refusal =
      state === 'dead'
        ? { reason: 'not_a_student', reason_text: 'L’apprenant n’est pas inscrit comme étudiant dans le cours.' }
        : {};
    await query
      .insertInto('grade_outbox')
      .values({
        ...of,
        id: `${activity}:${id}`,
        user_id: id,
        resource_link_id: activity,
        state,
        sent_score: state === 'done' ? Math.min(1, done.length / 8) : null,
        last_sent_at: state === 'done' ? new Date() : null,
        ...refusal,
      })
      .execute();
  }
  for (const [i, [id, owner]] of (
    [
      ['ent-lycee', 'ENT du lycée'],
      ['lms-region', 'LMS de la région'],
    ] as const
  ).entries()) {
    await query
      .insertInto('api_keys')
      .values({ ...place, id, owner, key_hash: String(i).repeat(64), scopes: '["academic:read"]', last4: `7aF${i}` })
      .execute();
    for (let n = 0; n < 30 - 18 * i; n++) {
      await query
        .insertInto('sync_logs')
        .values({
          ...place,
          id: newId(),
          direction: 'pull',
          type: 'academic_api',
          status: 'ok',
          metadata: '{"endpoint":"/api/academic/students"}',
          api_key_id: id,
          created_at: new Date(Date.now() - n * DAY_MS * 0.7),
        })
        .execute();
    }
  }
  return users[0] ?? '';
}

async function takePictures(running: RunningDirectus, out: string, learnerId: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    await takeEach(browser, running, { out, learnerId });
  } finally {
    await browser.close();
  }
}

async function takeEach(
  browser: Browser,
  running: RunningDirectus,
  { out, learnerId }: { out: string; learnerId: string },
): Promise<void> {
  const page = await (await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${running.url}/admin/login`);
  await page.locator('input[type=email]').fill(ADMIN.email);
  await page.locator('input[type=password]').fill(ADMIN.password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(/admin\/(?!login)/);
  // Directus asks an administrator for a licence key on every page; the free tier needs none.
  await page.addLocatorHandler(page.getByText('Have a license key?'), () =>
    page.getByRole('button', { name: 'Ignorer' }).click(),
  );
  const pictures: [string, string, string][] = [
    ['directus-apprenants', '/admin/content/users', 'Lefèvre'],
    ['directus-apprenant', `/admin/content/users/${learnerId}`, 'grain1'],
    ['directus-tableau-de-bord', '/admin/insights/7a55e2e1-0001-4000-8000-000000000001', 'Notes refusées'],
    ['directus-modele', '/admin/settings/data-model', 'passerelle_learning'],
  ];
  for (const [name, at, shown] of pictures) {
    await page.goto(running.url + at);
    await settle(page, shown);
    writeFileSync(path.join(out, `${name}.png`), await page.screenshot());
  }
}

/** Directus draws its charts and lists after the page is loaded. */
async function settle(page: Page, shown: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(2500);
  // A click that goes on only when no dialog stands before it.
  await page.getByText(shown).first().click({ trial: true, force: false });
  await page.waitForTimeout(1000);
}
