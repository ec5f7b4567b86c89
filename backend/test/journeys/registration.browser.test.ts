import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { sqliteEngine } from '../support/database.ts';
import { chromiumMissing, type FreshDatabase, findTestChromium } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';

const skip = findTestChromium() === undefined ? chromiumMissing : false;

describe('an administrator connects the LMS by pasting one address, third-party cookies blocked', { skip }, () => {
  let browser: Browser;
  let fresh: FreshDatabase;
  let stage: Stage;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    stage = await setStage(fresh.url, { isRegistered: false });
    browser = await openChromium({ thirdPartyCookies: 'block' });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await fresh?.drop();
  });

  async function openTools(kind: 'desktop' | 'phone'): Promise<Page> {
    const page = await (await openWindow(browser, kind)).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${stage.lms.url}/?as=teacher`);
    await page.goto(`${stage.lms.url}/as/3/course`);
    await page.getByRole('link', { name: 'Relier un outil' }).click();
    return page;
  }

  async function paste(page: Page, address: string): Promise<void> {
    await page.getByLabel('URL de l’outil').fill(address);
    await page.getByRole('button', { name: 'Ajouter LTI Advantage' }).click();
  }

  for (const kind of ['desktop', 'phone'] as const) {
    test(`${kind}: pastes an invitation, the window closes by itself, and after "Activer" a learner gets in`, async () => {
      const invited = await stage.passerelle.command<{ url: string }>(
        ...['platforms', 'invite', '--tenant', 'TENANT_TEST', '--name', `LMS ${kind}`, '--expires', '1h'],
      );
      const page = await openTools(kind);
      await paste(page, invited.url);
      const frame = page.frameLocator('#contentframe');
      await frame.getByRole('heading', { name: 'C’est relié' }).waitFor();
      await keepPicture(page, `registration-${kind}-done`);
      await page.getByText('En attente d’activation').waitFor();
      await keepPicture(page, `registration-${kind}-activate`);
      await page.getByRole('button', { name: 'Activer' }).click();
      const platforms = await stage.passerelle.command<{ name: string; client_id: string; status: string }[]>(
        ...['platforms', 'list'],
      );
      const added = platforms.find((platform) => platform.name === `LMS ${kind}`);
      assert.deepEqual([added?.client_id, added?.status], [stage.lms.clientId, 'active']);
      await page.goto(`${stage.lms.url}/?as=learner`);
      await page.locator('li.activity a.button').first().click();
      await page.frameLocator('#contentframe').locator('[data-progress]').first().waitFor();
    });
  }

  test('an invitation that was used shows a page that says what to do, in French and in English', async () => {
    const invited = await stage.passerelle.command<{ url: string }>('platforms', 'invite', '--tenant', 'TENANT_TEST');
    await fetch(`${invited.url}&openid_configuration=${encodeURIComponent(`${stage.lms.url}/nothing`)}`);
    const first = await openTools('desktop');
    await paste(first, invited.url);
    await first.frameLocator('#contentframe').getByRole('heading', { name: 'C’est relié' }).waitFor();
    const page = await openTools('phone');
    await paste(page, invited.url);
    await page.frameLocator('#contentframe').getByText('Demandez une nouvelle invitation').waitFor();
    await keepPicture(page, 'registration-phone-refused');
    const english = await fetch(invited.url, { headers: { 'accept-language': 'en', accept: 'text/html' } });
    assert.match(await english.text(), /This invitation is of no use any more/);
  });

  test('without an invitation the LMS waits: nothing opens until the operator lets it in', async () => {
    const page = await openTools('desktop');
    await paste(page, `${stage.passerelle.url}/lti/register`);
    const frame = page.frameLocator('#contentframe');
    await frame.getByRole('heading', { name: 'Inscription reçue, en attente' }).waitFor();
    await frame.getByRole('button', { name: 'Fermer cette fenêtre' }).click();
    await page.getByRole('button', { name: 'Activer' }).click();
    await page.goto(`${stage.lms.url}/?as=learner`);
    const open = () => page.locator('li.activity a.button').first().click();
    await open();
    await page.frameLocator('#contentframe').locator('[data-error="platform_unknown"]').waitFor();
    const platforms = await stage.passerelle.command<{ id: string; status: string }[]>('platforms', 'list');
    const waiting = platforms.find((platform) => platform.status === 'pending');
    assert.ok(waiting);
    await assert.rejects(stage.passerelle.command('platforms', 'enable', '--id', waiting.id), /tenant_needed/);
    await stage.passerelle.command('platforms', 'enable', '--id', waiting.id, '--tenant', 'TENANT_TEST');
    // A running server may remember for five seconds that it did not know this platform.
    await new Promise((resolve) => setTimeout(resolve, 5100));
    await page.goto(`${stage.lms.url}/?as=learner`);
    await open();
    await page.frameLocator('#contentframe').locator('[data-progress]').first().waitFor();
  });
});
