// Every page of the example site in every state, looked at by axe; then one grain with the keyboard alone.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch, until, waitForState } from './chromium.ts';
import { type ExampleSite, startExampleSite } from './example-site.ts';
import { makeCatalogue, root, type StandIn, startStandIn } from './stand-in.ts';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const schemes = ['light', 'dark'] as const;

interface Violation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

const EVERYTHING = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe objects to on the page as it is now: "rule: selector". @param runOnly its tags or rules */
async function objections(page: Page, runOnly = EVERYTHING): Promise<string[]> {
  // Animations half way have contrasts of their own.
  await page.evaluate(`Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))`);
  if (!(await page.evaluate(`'axe' in window`))) await page.addScriptTag({ path: axe });
  const options = JSON.stringify({ runOnly });
  const { violations } = await page.evaluate<{ violations: Violation[] }>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

function pagesOfTheSite(): string[] {
  const files = readdirSync(path.join(root, 'pages'), { recursive: true }) as string[];
  return [
    'index.html',
    ...files.filter((file) => file.endsWith('.html')).map((file) => `pages/${file.split(path.sep).join('/')}`),
  ];
}

describe('the example site', () => {
  let browser: Browser;
  let api: StandIn;
  let site: ExampleSite;
  before(async () => {
    api = await startStandIn(makeCatalogue(6));
    site = await startExampleSite(api.origin);
    browser = await launch();
  });
  after(async () => {
    await browser.close();
    await site.stop();
    await api.goDown();
  });

  const openPage = async (colorScheme: 'light' | 'dark', address: string): Promise<Page> => {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/${address}`, { waitUntil: 'networkidle' });
    return page;
  };

  it('has nothing to object to on any page, light and dark', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const address of pagesOfTheSite()) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${site.origin}/${address}`, { waitUntil: 'load' });
      assert.deepEqual(await objections(page), [], `${address}, light`);
      // Nothing else differs in the dark.
      await page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await objections(page, ['color-contrast']), [], `${address}, dark`);
    }
    await context.close();
  });

  for (const scheme of schemes) {
    it(`has nothing to object to while a grain is saved, when it is done, offline, expired, and when it asks whose work it is, ${scheme}`, async () => {
      const guest = await openPage(scheme, 'pages/module1/grain1.html');
      await guest.click('[data-grain-done]');
      await waitForState(guest, 'done');
      assert.deepEqual(await objections(guest), [], 'a visitor’s finished grain');
      await guest.goto(`${site.origin}/pages/module1/sommaire.html#lti=${api.issueCode(`7 ${scheme}`)}`, {
        waitUntil: 'networkidle',
      });
      await guest.locator('.progress-notice button').first().waitFor();
      assert.deepEqual(await objections(guest), [], 'the question whose work it is');
      await guest.context().close();

      const page = await openPage(scheme, `pages/module1/grain2.html#lti=${api.issueCode(`8 ${scheme}`)}`);
      api.mood = { delayMs: 1500 };
      await page.click('[data-grain-done]');
      await waitForState(page, 'saving');
      assert.deepEqual(await objections(page), [], 'saving');
      api.mood = {};
      await waitForState(page, 'done');
      assert.deepEqual(await objections(page), [], 'done');
      await page.goto(`${site.origin}/pages/module1/grain3.html`, { waitUntil: 'networkidle' });
      await api.goDown();
      await page.click('[data-grain-done]');
      await waitForState(page, 'offline');
      assert.deepEqual(await objections(page), [], 'offline');
      await api.comeBack();
      api.endSessions();
      await page.goto(`${site.origin}/pages/module1/sommaire.html`, { waitUntil: 'networkidle' });
      await page.locator('.progress-notice').waitFor();
      assert.deepEqual(await objections(page), [], 'expired');
      await page.context().close();
    });
  }

  it('can be worked through with the keyboard alone: into a grain, finished, and back', async () => {
    const page = await openPage('light', `pages/module1/sommaire.html#lti=${api.issueCode('9')}`);
    const press = async (key: string, wanted: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press(key);
        if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(wanted)})`)) return;
      }
      assert.fail(`${wanted} is not reached by ${key}`);
    };
    await press('Tab', 'a[data-grain-link="grain5"]');
    const outline = await page.evaluate(`getComputedStyle(document.activeElement).outlineStyle`);
    assert.notEqual(outline, 'none', 'the focus can be seen');
    await page.keyboard.press('Enter');
    await page.waitForURL(/grain5/);
    await press('Tab', '[data-grain-done]');
    await page.keyboard.press('Enter');
    await waitForState(page, 'done');
    assert.equal(await page.evaluate(`document.activeElement.matches('[data-grain-done]')`), true, 'the focus stays');
    await until(
      async () => (await page.locator('[role=status]').last().textContent()) === 'Grain terminé',
      'the live region says it',
    );
    await press('Tab', 'a[href$="sommaire.html"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/sommaire/);
    await page.locator('a[data-grain-link="grain5"][data-state="done"]').first().waitFor();
    await page.context().close();
  });
});
