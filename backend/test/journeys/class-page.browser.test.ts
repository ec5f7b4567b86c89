import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { sqliteEngine } from '../support/database.ts';
import { chromiumMissing, type FreshDatabase, findTestChromium } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';

const skip = findTestChromium() === undefined ? chromiumMissing : false;
const clientPackage = path.resolve(import.meta.dirname, '../../../client/package.json');
const axe = () => readFileSync(createRequire(clientPackage).resolve('axe-core/axe.min.js'), 'utf8');

describe('a teacher’s class page, inside the LMS, third-party cookies blocked', { skip }, () => {
  let browser: Browser;
  let fresh: FreshDatabase;
  let stage: Stage;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    stage = await setStage(fresh.url, { lms: { learners: 250 } });
    browser = await openChromium({ thirdPartyCookies: 'block' });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await fresh?.drop();
  });

  const module = (n: number) => [...stage.lms.site.activities.values()][n]?.courseModuleId;

  async function openAs(
    userId: string,
    { activity = 0, kind = 'desktop' as 'desktop' | 'phone', dark = false } = {},
  ): Promise<{ page: Page; frame: FrameLocator }> {
    const page = await (await openWindow(browser, kind)).newPage();
    page.setDefaultTimeout(30_000);
    if (dark) await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${stage.lms.url}/?as=${userId}`);
    await page.goto(`${stage.lms.url}/as/${userId}/activity/${module(activity)}`);
    return { page, frame: page.frameLocator('#contentframe') };
  }

  /** Opens the page anew until the roster has been read. */
  async function openClass(options: Parameters<typeof openAs>[1] = {}) {
    const opened = await openAs('3', options);
    const { frame } = opened;
    await frame.getByRole('heading', { level: 1 }).waitFor();
    for (let tries = 0; !(await frame.getByText('Liste des inscrits lue le').isVisible()); tries++) {
      assert.ok(tries < 20, await frame.locator('main').innerText());
      await new Promise((resolve) => setTimeout(resolve, 300));
      await frame.getByRole('button', { name: 'Actualiser' }).click();
      await frame.getByRole('heading', { level: 1 }).waitFor();
    }
    return opened;
  }

  const rowOf = (frame: FrameLocator, name: string) =>
    frame.locator('tr', { has: frame.getByRole('rowheader', { name, exact: true }) });

  test('learners work, one is refused; the teacher sees all 250, most of whom never opened, and sends again', async () => {
    await work('5');
    // Enrolled again only after the grade was refused.
    const { role } = stage.lms.site.getPerson('6');
    await work('6', () => stage.lms.site.changePerson('6', { role: 'none' }));
    await refusedOne();
    stage.lms.site.changePerson('6', { role });
    const { page, frame } = await openClass();
    await frame.getByText(/251 apprenants, 2 ont ouvert une activité/).waitFor();
    assert.equal(await rowOf(frame, 'Zoé Lefèvre').filter({ hasText: /4 %/ }).count(), 1);
    assert.match(await rowOf(frame, 'Loïc Kervadec').first().innerText(), /Jamais ouvert/);
    await waitFor(page, frame, 'Notes à regarder');
    await keepPicture(page, 'class-desktop');
    await frame.getByRole('button', { name: /Renvoyer/ }).click();
    await frame
      .getByRole('status')
      .getByText(/repart/)
      .waitFor();
  });

  test('the file and the site in preview open from its buttons; nothing of a teacher is recorded', async () => {
    const { page, frame } = await openClass();
    const download = page.waitForEvent('download');
    await frame.getByRole('button', { name: 'Télécharger (CSV)' }).click();
    const file = readFileSync(await (await download).path(), 'utf8');
    assert.ok(file.includes('Lefèvre;Zoé;'));
    await frame.getByRole('button', { name: 'Voir le site (aperçu)' }).click();
    await frame.getByRole('heading', { level: 1 }).waitFor();
    const site = frameOf(page);
    await site.waitForFunction("sessionStorage.length > 0 && JSON.stringify({ ...sessionStorage }).includes('oken')");
    const { preview } = await site.evaluate<{ preview?: boolean }>(
      'Object.assign({}, ...Object.values({ ...sessionStorage }).map((text) => JSON.parse(text)))',
    );
    assert.equal(preview, true);
    await site.waitForSelector('.progress-preview');
    await keepPicture(page, 'preview-desktop');
    await frame.getByRole('button', { name: 'Retour à la classe' }).click();
    await frame.getByRole('button', { name: 'Télécharger (CSV)' }).waitFor();
  });

  test('on a phone, in the dark: readable, nothing wider than the screen, axe objects to nothing', async () => {
    for (const [kind, dark] of [
      ['phone', false],
      ['phone', true],
      ['desktop', true],
    ] as const) {
      const { page, frame } = await openClass({ kind, dark });
      const [wide = 0, screen = 0] = await frame
        .locator('html')
        .evaluate((html) => [html.scrollWidth, html.clientWidth]);
      assert.ok(wide <= screen, `${kind}: ${wide} > ${screen}`);
      await keepPicture(page, `class-${kind}${dark ? '-dark' : ''}`);
      const inside = frameOf(page);
      await inside.evaluate(axe());
      const { violations } = await inside.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
      );
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
        [],
      );
    }
  });

  test('who was suspended leaves the page at the next reading, by the command line too', async () => {
    const before = await rowOf((await openClass()).frame, 'Loïc Kervadec').count();
    stage.lms.site.changePerson('7', { suspended: true });
    const [outcome] = await stage.passerelle.command<{ outcome: string; removed: number }[]>('roster', 'sync');
    assert.deepEqual([outcome?.outcome, outcome?.removed], ['synced', 1]);
    const { frame } = await openClass();
    await frame.getByText(/250 apprenants/).waitFor();
    assert.equal(await rowOf(frame, 'Loïc Kervadec').count(), before - 1);
  });

  test('our keys may be replaced meanwhile: a launch, a roster and a score go through', async () => {
    const listed = await stage.passerelle.command<{ status: string }[]>('lti-keys', 'rotate', '--after', '0');
    assert.deepEqual(
      listed.map((key) => key.status),
      ['published', 'active'],
    );
    const [outcome] = await stage.passerelle.command<{ outcome: string }[]>('roster', 'sync');
    assert.equal(outcome?.outcome, 'synced');
    await work('9');
    await waitUntil(() => stage.lms.gradebook().some((row) => row.userId === '9' && row.finalGrade !== null));
  });

  /** The LMS has refused a grade for good. */
  async function refusedOne(): Promise<void> {
    const dead = () => stage.passerelle.command<unknown[]>('outbox', 'list', '--state', 'dead');
    for (let tries = 0; (await dead()).length === 0; tries++) assert.ok(tries < 20);
  }

  /** A learner opens the first sequence and finishes its first grain. */
  async function work(userId: string, opened: () => void = () => undefined): Promise<void> {
    const { page, frame } = await openAs(userId, { activity: 2 });
    await frame.locator('a[data-grain-link]').first().click();
    opened();
    // The script has drawn the button: it listens.
    await frame.locator('[data-grain-done][data-state]').click();
    await frame.locator('[data-grain-done][data-state="done"]').waitFor();
    await page.waitForTimeout(500);
    await page.close();
  }
});

function frameOf(page: Page): Frame {
  const frame = page.frames().find((one) => one !== page.mainFrame() && one.url() !== 'about:blank');
  assert.ok(frame);
  return frame;
}

async function waitFor(_page: Page, frame: FrameLocator, text: string): Promise<void> {
  for (let tries = 0; !(await frame.getByText(text).isVisible()); tries++) {
    assert.ok(tries < 30, await frame.locator('main').innerText());
    await new Promise((resolve) => setTimeout(resolve, 500));
    await frame.getByRole('button', { name: 'Actualiser' }).click();
    await frame.getByRole('heading', { level: 1 }).waitFor();
  }
}

async function waitUntil(isSo: () => boolean, withinMs = 30_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`not so within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
