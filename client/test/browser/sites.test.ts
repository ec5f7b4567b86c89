// Sites as people make and host them: selectors with a fault in them, no pages/ folder, several courses at one address.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, open, waitForState } from './chromium.ts';
import type { StandIn } from './stand-in.ts';
import { startSite, startStandIn } from './stand-in.ts';

const page1 = (tag: string, inside: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Grain 1</title>
  <script async src="%API%/assets/js/progress-api.js" ${tag}></script>
  <body data-module="module1" data-sequence="sequence1" data-grain="grain1">${inside}`;
const rest = `<progress data-progress="sequence:sequence1"></progress><button data-grain-done>Terminer</button>
  <a data-grain-link="grain1" href="grain1.html">Grain 1</a>`;
const faults = ['#1', ')', '[', 'a >', ''];
const attributes = ['data-done-selector', 'data-bar-selector', 'data-card-selector'];
const extra = Object.fromEntries(
  faults.flatMap((fault, index) => [
    [`fault${index}.html`, page1(attributes.map((name) => `${name}="${fault}"`).join(' '), rest)],
    [`sign${index}.html`, page1(`data-done-when="${fault || '#1'}"`, rest)],
  ]),
);

let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const launchUrl = (name: string, learner = '42') => `${site.origin}/pages/${name}.html#lti=${api.issueCode(learner)}`;

describe('a site in the wild', () => {
  before(async () => {
    api = await startStandIn();
    site = await startSite(api.origin, { extra });
    browser = await launch();
  });
  after(async () => {
    await browser.close();
    await site.stop();
    await api.goDown();
  });
  beforeEach(async () => {
    for (const list of [api.recorded, api.received, api.requests]) list.length = 0;
    api.mood = {};
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(8000);
  });
  afterEach(() => context.close());

  it('whose tag has malformed selectors goes on with all the rest of the page', async () => {
    for (const [index, fault] of faults.entries()) {
      await open(page, launchUrl(`fault${index}`, `learner${index}`));
      await page.click('[data-grain-done]');
      await waitForState(page, 'done');
      assert.equal(await page.$eval('progress', (bar) => bar.value), 25, fault);
      assert.equal(await page.getAttribute('[data-grain-link]', 'data-state'), 'done', fault);
    }
    assert.equal(api.received.length, faults.length);
  });

  it('whose sign of success is malformed finishes no grain by a click, without an error of the page; bars move all the same', async () => {
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    for (const [index, fault] of faults.entries()) {
      await open(page, launchUrl(`sign${index}`, `learner${index}`));
      await page.click('[data-grain-done]');
      await page.waitForTimeout(200);
      assert.deepEqual(api.received, [], fault);
      await page.evaluate(() => window.progressApi('done', 'grain2'));
      await page.waitForFunction(() => document.querySelector('progress')?.value === 25);
      api.received.length = 0;
    }
    assert.deepEqual(errors, []);
  });
});
