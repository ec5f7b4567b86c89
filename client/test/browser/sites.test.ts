// Sites as people make and host them: selectors with a fault in them, no pages/ folder, several courses at one address.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { open, until, waitForState } from './chromium.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';
import { root } from './stand-in.ts';

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
const resume = '<a data-resume hidden>Reprendre</a>';
extra['course/index.html'] = page1('', resume).replace(/<body[^>]*>/, '<body>');
for (const name of ['module2/grain5', 'course/module2/grain5']) extra[`${name}.html`] = page1('', rest + resume);
extra['a/module2/more/grain6.html'] = page1('data-site="/a"', rest + resume);
for (const course of ['a', 'b']) {
  extra[`${course}/module2/grain5.html`] = page1(`data-site="/${course}"`, `${rest}${resume}`);
}
extra['below.html'] = page1('', rest).replace('%API%', '%API%/assets-lms/passerelle');
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const launchUrl = (name: string, learner = '42') => `${site.origin}/pages/${name}.html#lti=${api.issueCode(learner)}`;

describe('a site in the wild', () => {
  useScene({ extra, timeoutMs: 8000 }, (scene) => {
    ({ page, api, site } = scene);
  });

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

  it('leads from a grain to the place to resume, without a folder pages/, below a path or not', async () => {
    await page.route('**/api/progress', async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      const response = await route.fetch();
      const resume = { grain_id: 'grain2', url: 'module1/grain2.html' };
      return route.fulfill({ response, json: { ...(await response.json()), resume } });
    });
    for (const [from, to] of [
      ['module2/grain5.html', 'module1/grain2.html'],
      ['course/module2/grain5.html', 'course/module1/grain2.html'],
      ['course/index.html', 'course/module1/grain2.html'],
      // Deeper than the others: the tag says where the root is.
      ['a/module2/more/grain6.html', 'a/module1/grain2.html'],
    ]) {
      await open(page, `${site.origin}/${from}#lti=${api.issueCode('42')}`);
      const resume = page.getByRole('link', { name: 'Reprendre' });
      assert.equal(await resume.evaluate((link) => (link as HTMLAnchorElement).href), `${site.origin}/${to}`);
    }
  });

  it('keeps a visitor’s work apart from that of another course on its origin', async () => {
    const pageOf = (course: string) => `${site.origin}/${course}/module2/grain5.html`;
    await open(page, pageOf('a'));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await open(page, pageOf('b'));
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), 'idle');
    await open(page, pageOf('a'));
    await waitForState(page, 'done');
  });

  it('finds its server below a path, even one that begins like the folder of the script', async () => {
    const asked: string[] = [];
    await page.route('**/assets-lms/**', (route) => {
      const url = route.request().url();
      asked.push(new URL(url).pathname);
      return route.fulfill({ path: `${root}assets/js/progress-api.js`, contentType: 'text/javascript' });
    });
    await page.goto(launchUrl('below'));
    await page.waitForSelector('[data-grain-done][data-state]');
    await until(() => asked.length > 1, 'the server is asked');
    assert.equal(asked[1], '/assets-lms/passerelle/api/auth/profile');
  });
});
