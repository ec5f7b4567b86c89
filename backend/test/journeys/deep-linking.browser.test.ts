import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { sqliteEngine } from '../support/database.ts';
import { chromiumMissing, type FreshDatabase, findTestChromium } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';

const skip = findTestChromium() === undefined ? chromiumMissing : false;

describe('a teacher picks activities from a list, third-party cookies blocked', { skip }, () => {
  let browser: Browser;
  let fresh: FreshDatabase;
  let stage: Stage;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    stage = await setStage(fresh.url);
    browser = await openChromium({ thirdPartyCookies: 'block' });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await fresh?.drop();
  });

  async function openPicker(kind: 'desktop' | 'phone', dark = false): Promise<{ page: Page; picker: FrameLocator }> {
    const page = await (await openWindow(browser, kind)).newPage();
    page.setDefaultTimeout(15_000);
    if (dark) await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${stage.lms.url}/?as=teacher`);
    await page.goto(`${stage.lms.url}/as/3/course`);
    await page.getByRole('link', { name: 'Choisir un contenu' }).click();
    const picker = page.frameLocator('#contentframe');
    await picker.getByRole('heading', { name: 'Choisir les activités à ajouter' }).waitFor();
    return { page, picker };
  }

  const titles = (): string[] => [...stage.lms.site.activities.values()].map((activity) => activity.title);

  test('three at once: they stand in the course with columns; a learner opens one and the grade arrives', async () => {
    const { page, picker } = await openPicker('desktop');
    assert.equal(await picker.locator('#add').isDisabled(), true);
    await keepPicture(page, 'picker-desktop');
    await picker.getByRole('searchbox').fill('mots de passe');
    await picker.locator('#found', { hasText: 'résultat' }).waitFor();
    await keepPicture(page, 'picker-desktop-search');
    await picker.locator('input[value="sequence:sequence1"]').check();
    await picker.getByRole('searchbox').fill('');
    await picker.locator('input[value="module:module2"]').check();
    await picker
      .locator('li.sequence', { has: picker.locator('input[value="sequence:sequence1"]') })
      .locator('summary')
      .click();
    await picker.locator('input[value="grain:grain2"]').check();
    await picker.getByRole('button', { name: 'Ajouter 3 activités' }).click();
    await picker.getByText('Ajouté au cours :').waitFor();
    await keepPicture(page, 'picker-desktop-added');
    const added = [...stage.lms.site.activities.values()].slice(-3);
    assert.deepEqual(
      added.map((activity) => [activity.custom.module, activity.custom.sequence, activity.custom.grain]),
      [
        ['module1', 'sequence1', undefined],
        ['module1', 'sequence1', 'grain2'],
        ['module2', undefined, undefined],
      ],
    );
    const columns = added.map((activity) => stage.lms.site.lineItems.get(activity.lineItemId ?? ''));
    assert.deepEqual(
      columns.map((column) => [column?.resourceId, column?.tag, column?.scoreMaximum]),
      [
        ['sequence:sequence1', 'passerelle', 100],
        ['grain:grain2', 'passerelle', 100],
        ['module:module2', 'passerelle', 100],
      ],
    );

    const learner = await (await openWindow(browser)).newPage();
    learner.setDefaultTimeout(15_000);
    await learner.goto(`${stage.lms.url}/?as=learner`);
    await learner.goto(`${stage.lms.url}/as/5/activity/${added[1]?.courseModuleId}`);
    const frame = learner.frameLocator('#contentframe');
    await frame.locator('[data-grain-done]').click();
    await frame.locator('[data-grain-done][data-state="done"]').waitFor();
    await waitUntil(() =>
      stage.lms
        .gradebook()
        .some((row) => row.itemId === columns[1]?.id && row.userId === '5' && row.finalGrade === 100),
    );
  });

  test('a copy of an activity that lost its parameters and address opens the same grain: its column tells', async () => {
    const column = [...stage.lms.site.lineItems.values()].find((item) => item.resourceId === 'grain:grain2');
    assert.ok(column);
    const copy = stage.lms.site.addActivity({ title: 'Copie', resourceId: 'grain:grain2', tag: 'passerelle' });
    const learner = await (await openWindow(browser)).newPage();
    learner.setDefaultTimeout(15_000);
    await learner.goto(`${stage.lms.url}/?as=6`);
    await learner.goto(`${stage.lms.url}/as/6/activity/${copy.courseModuleId}`);
    await learner.frameLocator('#contentframe').locator('[data-grain-done]').waitFor();
  });

  test('on a phone, in the dark, with the keyboard alone: tick, add; nothing is wider than the screen', async () => {
    const { page, picker } = await openPicker('phone', true);
    const width = await picker.locator('html').evaluate((html) => [html.scrollWidth, html.clientWidth]);
    assert.ok((width[0] ?? 0) <= (width[1] ?? 0), `${width}`);
    await keepPicture(page, 'picker-phone-dark');
    await picker.getByRole('searchbox').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await picker.getByRole('button', { name: 'Ajouter 2 activités' }).focus();
    await keepPicture(page, 'picker-phone-chosen');
    await page.keyboard.press('Enter');
    await picker.getByText('Ajouté au cours :').waitFor();
    assert.equal(titles().at(-2), 'Le cours entier');
  });

  test('cancelling leaves the course as it was', async () => {
    const before = titles();
    const { picker } = await openPicker('desktop');
    await picker.locator('input[value="course"]').check();
    await picker.getByRole('button', { name: 'Annuler' }).click();
    await picker.getByText('le cours n’a pas changé').waitFor();
    assert.deepEqual(titles(), before);
  });

  test('the teacher looks at the work of one learner, read only', async () => {
    const module = [...stage.lms.site.activities.values()].find((one) => one.custom.grain === 'grain2')?.courseModuleId;
    const teacher = await (await openWindow(browser)).newPage();
    teacher.setDefaultTimeout(15_000);
    await teacher.goto(`${stage.lms.url}/?as=teacher`);
    await teacher.goto(`${stage.lms.url}/as/3/review/${module}/5`);
    const frame = teacher.frameLocator('#contentframe');
    await frame.getByRole('heading', { name: 'Le travail de Zoé Lefèvre' }).waitFor();
    await frame.getByText('1 grain terminé sur 1').first().waitFor();
    await keepPicture(teacher, 'review-desktop');
    const phone = await (await openWindow(browser, 'phone')).newPage();
    await phone.goto(`${stage.lms.url}/?as=teacher`);
    const whole = [...stage.lms.site.activities.values()][0]?.courseModuleId;
    await phone.goto(`${stage.lms.url}/as/3/review/${whole}/5`);
    await phone.frameLocator('#contentframe').getByText('1 grain terminé sur 24').waitFor();
    await keepPicture(phone, 'review-phone');
    await phone.goto(`${stage.lms.url}/as/3/review/${whole}/12`);
    await phone.frameLocator('#contentframe').getByText('n’a encore ouvert aucune activité').waitFor();
  });
});

async function waitUntil(isSo: () => boolean, withinMs = 30_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`not so within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
