import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type GradeCourse, gradeCourse } from '../../backend/test/passback/grade-course.ts';
import { keepPicture, openChromium } from '../../backend/test/support/chromium.ts';
import { sqliteEngine } from '../../backend/test/support/database.ts';
import { chromiumMissing, findTestChromium } from '../../backend/test/support/engines.ts';
import { ADMIN } from './support/directus.ts';
import { apply, type SharedDatabase, shareDatabase } from './support/stage.ts';

describe('a person fills in Directus’ forms, in French', {
  skip: findTestChromium() === undefined ? chromiumMissing : false,
}, () => {
  let shared: SharedDatabase;
  let course: GradeCourse;
  let browser: Browser;
  let page: Page;

  before(async () => {
    shared = await shareDatabase(sqliteEngine(), 'Passerelle first');
    const { query } = shared.database;
    course = await gradeCourse(shared.database, 1);
    await query.updateTable('users').set({ firstname: 'Zoé', lastname: 'Lefèvre' }).execute();
    const key = { id: 'k1', tenant_id: course.tenantId, owner: 'ENT', key_hash: 'a'.repeat(64) };
    await query
      .insertInto('api_keys')
      .values({ ...key, scopes: '["academic:read"]' })
      .execute();
    await apply(shared.directus);
    await shared.directus.call('PATCH', '/settings', { default_language: 'fr-FR' });
    await shared.directus.call('PATCH', '/users/me', { language: 'fr-FR' });
    browser = await openChromium();
    page = await signIn();
  });
  after(async () => {
    await browser?.close();
    await shared?.close();
  });

  async function signIn(): Promise<Page> {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 1000 } });
    const opened = await context.newPage();
    opened.setDefaultTimeout(90_000);
    await opened.goto(`${shared.directus.url}/admin/login`);
    await opened.locator('input[type=email]').fill(ADMIN.email);
    await opened.locator('input[type=password]').fill(ADMIN.password);
    await opened.locator('button[type=submit]').click();
    await opened.waitForURL(/admin\/(?!login)/);
    // Directus asks an administrator for a licence key; the free tier needs none.
    await opened.addLocatorHandler(opened.getByText('Have a license key?'), () =>
      opened.getByRole('button', { name: 'Ignorer' }).click(),
    );
    return opened;
  }

  async function open(at: string): Promise<void> {
    await page.goto(`${shared.directus.url}/admin/content/${at}`);
    await page.locator('.v-form [data-field]').first().waitFor();
  }

  const field = (name: string) => page.locator(`.v-form [data-field="${name}"]`).first();
  const write = (name: string, text: string) => field(name).locator('input, textarea').first().fill(text);
  const save = () => page.getByRole('button', { name: 'Enregistrer', exact: true }).first().click();

  async function choose(name: string, text: string): Promise<void> {
    await field(name).locator('.interface .input').first().click();
    await page.locator('.v-menu-content').getByText(text, { exact: true }).first().click();
  }

  /** Chooses a row of another table in the drawer that Directus opens for it. */
  async function pick(name: string, text: string): Promise<void> {
    await field(name).locator('button.v-list-item').first().click();
    const drawer = page.locator('.v-drawer').last();
    await drawer.getByText(text).first().click();
    await drawer.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await field(name).getByText(text).first().waitFor();
  }

  async function refused(what: string, sentence: RegExp): Promise<void> {
    try {
      await page.getByText(sentence).first().waitFor();
    } finally {
      await keepPicture(page, `directus-${what}`);
    }
  }

  test('a class is made by its form', async () => {
    await open('classes/+');
    await keepPicture(page, 'directus-classe');
    await pick('tenant_id', course.tenantId);
    await write('class_id', 'C1');
    await write('name', 'Seconde A');
    await save();
    await page.waitForURL(/content\/classes\/?$/);
    const { data } = await shared.directus.call<{ name: string }[]>('GET', '/items/classes?fields=name');
    assert.deepEqual(data, [{ name: 'Seconde A' }]);
  });

  test('progress: a negative score is refused in French, what is right is saved, the same grain is refused the second time', async () => {
    const fill = async (score: string) => {
      await open('progress/+');
      await choose('tenant_id', course.tenantId);
      await pick('user_id', 'Lefèvre');
      await write('module_id', 'm1');
      await write('grain_id', 'g1');
      await write('score', score);
    };
    await fill('-0.2');
    await save();
    await refused('score-negatif', /Le score va de 0 à 1/);
    await write('score', '0.8');
    await write('time_spent_seconds', '-5');
    await save();
    await refused('duree-negative', /Un nombre négatif n’a pas de sens ici/);
    await write('time_spent_seconds', '95');
    await save();
    await page.waitForURL(/content\/progress\/?$/);
    await fill('1');
    await save();
    await refused('deux-fois', /doit être unique|unique/i);
    assert.equal(await field('grain_id').locator('input').getAttribute('maxlength'), '255');
  });

  test('an API key: an unknown right and a negative quota are refused with what to write instead', async () => {
    await open('api_keys/k1');
    await write('scopes', '["academic:all"]');
    await save();
    await refused('droit-inconnu', /Droit inconnu. Écrivez \["academic:read"\]/);
    await write('scopes', '["academic:read"]');
    await write('quota_daily', '-1');
    await save();
    await refused('quota-negatif', /Un nombre négatif n’a pas de sens ici/);
  });

  test('an institution: the address of its site without https is refused', async () => {
    await open(`tenants/${course.tenantId}`);
    await write('site_url', 'cours.exemple.fr');
    await save();
    await refused('adresse-sans-https', /Écrivez une adresse complète/);
  });
});
