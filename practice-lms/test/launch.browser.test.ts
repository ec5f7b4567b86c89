import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { createPracticeLms, type PracticeLms } from '../src/practice-lms.ts';
import { startTool, type ThrowAwayTool } from './throw-away-tool.ts';

const executablePath = process.env.PASSERELLE_TEST_CHROMIUM ?? '';
const skip = executablePath === '' ? 'Chromium is not installed (PASSERELLE_TEST_CHROMIUM is empty)' : false;
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

describe('in Chromium', { skip }, () => {
  let tool: ThrowAwayTool;
  let lms: PracticeLms;
  let browser: Browser;
  let context: BrowserContext;

  before(async () => {
    tool = await startTool(() => lms.registration.authUrl);
    lms = await createPracticeLms({ port: 0, toolUrl: tool.url });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...QUIET] });
    context = await browser.newContext({ locale: 'fr-FR' });
  });
  after(async () => {
    await browser?.close();
    await lms.close();
    await tool.close();
  });

  test('an activity opens in its frame and in a new window, and the tool gets a signed launch each time', async () => {
    const page = await context.newPage();
    await page.goto(`${lms.url}/?as=learner`);
    await page.getByRole('link', { name: 'Ouvrir : Module 1' }).click();
    await page.frameLocator('#contentframe').getByText('The tool was launched').waitFor();
    await page.goto(`${lms.url}/as/5/course`);
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: /nouvelle fenêtre : Séquence 1/ }).click(),
    ]);
    await popup.getByText('The tool was launched').waitFor();
    const targets = tool.launches.map((token) => {
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
        string,
        { document_target?: string }
      >;
      return claims['https://purl.imsglobal.org/spec/lti/claim/launch_presentation']?.document_target;
    });
    assert.deepEqual(targets, ['iframe', 'window']);
  });

  test('a grade shows in the open gradebook, on the course page and beside the frame without reloading any of them', async () => {
    const open = async (path: string): Promise<Awaited<ReturnType<BrowserContext['newPage']>>> => {
      const page = await context.newPage();
      await page.goto(`${lms.url}${path}`);
      await page.evaluate('window.notReloaded = true');
      return page;
    };
    const gradebook = await open('/?as=teacher');
    const course = await open('/?as=learner');
    const activity = await open('/as/5/activity/7');
    const item = lms.site.lineItems.get('19');
    assert.ok(item);
    lms.site.storeScore(item, '5', { given: 15, maximum: 20, comment: null, timestampSeconds: Date.now() / 1000 });
    await gradebook.locator('[data-cell="19-5"]', { hasText: '15/20' }).waitFor();
    await course.locator('#own-grade-6', { hasText: '15/20' }).waitFor();
    await activity.locator('#own-grade-6', { hasText: '15/20' }).waitFor();
    for (const page of [gradebook, course, activity]) assert.equal(await page.evaluate('window.notReloaded'), true);
    await gradebook.getByRole('button', { name: 'page 503' }).click();
    await course.getByText('Moodle est de mauvaise humeur').waitFor();
    assert.equal(lms.moods.current.down, '503');
    assert.equal(await gradebook.evaluate('document.activeElement.id'), 'mood-down-503');
  });
});
