// Learners who are faster than the network: what happens before the script has loaded, or before the page has.
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { until, waitForState } from './chromium.ts';
import { startExampleSite } from './example-site.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';

const stub =
  '<script>addEventListener("click",window.progressApi??=(...a)=>(progressApi.q??=[]).push(a),true)</script>';
const script = '<script async src="%API%/assets/js/progress-api.js"></script>';
const grain = (head: string, inside: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Grain 1</title>${stub}${head}` +
  `<body data-module="module1" data-sequence="sequence1" data-grain="grain1"><main><h1>Grain 1</h1>${inside}</main>`;
const extra = {
  'plain.html': grain(script, '<button data-grain-done>Terminer ce grain</button>'),
  'refused.html': grain(script, '<button data-grain-done onclick="event.preventDefault()">Terminer ce grain</button>'),
  'quiz.html': grain(
    script,
    `<input id="answer"><button data-grain-done data-done-when="#bravo"
      onclick="event.stopPropagation();bravo.hidden=answer.value!=='4'">Valider</button><p id="bravo" hidden>Bravo</p>`,
  ),
  'twice.html': grain(script + script, '<button data-grain-done>Terminer ce grain</button>'),
};

describe('before the script has loaded', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let api: StandIn;
  let site: { origin: string; stop(): Promise<void> };
  useScene({ extra, mood: { scriptDelayMs: 2000 } }, (scene) => {
    ({ browser, context, page, api, site } = scene);
  });

  const openEarly = async (name: string): Promise<void> => {
    // Each time as if for the first time: nothing is in the browser's cache.
    await context.close();
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${site.origin}/pages/${name}.html#lti=${api.issueCode('42')}`, { waitUntil: 'commit' });
    await page.waitForSelector('[data-grain-done]');
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), null, 'the script is not there yet');
  };

  it('a click counts once the script is there, and once only, with the one-line stub', async () => {
    await openEarly('plain');
    await page.dblclick('[data-grain-done]');
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), null, 'the click came first');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
    assert.equal(await page.getByRole('status').textContent(), 'Grain terminé', 'said aloud');
  });

  it('a click that the page’s own code refused does not count', async () => {
    await openEarly('refused');
    await page.click('[data-grain-done]');
    await waitForState(page, 'idle');
    await page.waitForTimeout(200);
    assert.deepEqual(api.received, []);
  });

  it('a failed quiz does not count, a passed one does, even where the page stops the click on its way', async () => {
    await openEarly('quiz');
    await page.click('[data-grain-done]');
    await waitForState(page, 'idle');
    await page.waitForTimeout(200);
    assert.deepEqual(api.received, []);
    await openEarly('quiz');
    await page.fill('#answer', '4');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
  });

  it('the stub steps back once the script listens: a second tag starts nothing', async () => {
    await openEarly('twice');
    await waitForState(page, 'idle');
    await page.click('h1');
    assert.equal(await page.evaluate('progressApi.q'), undefined);
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(await page.getByRole('status').count(), 1);
    assert.equal(api.requests.filter(({ method }) => method === 'GET').length, 1);
  });

  it('the example site shows no button that would lose a click: it comes with the script', async () => {
    const example = await startExampleSite(api.origin);
    await page.route('**/progress-api.js', async (route) => {
      await new Promise((done) => setTimeout(done, 2000));
      await route.continue();
    });
    await page.goto(`${example.origin}/pages/module1/grain1.html`, { waitUntil: 'commit' });
    const button = page.locator('[data-grain-done]');
    await button.waitFor({ state: 'attached' });
    await page.waitForFunction('document.styleSheets.length > 0');
    assert.equal(await button.isVisible(), false);
    await button.click();
    await waitForState(page, 'done');
    await example.stop();
  });

  it('a click while the page itself is still loading counts at once', async () => {
    api.mood = {};
    let unfinished: ServerResponse | undefined;
    const slow = createServer((_request, response) => {
      unfinished = response;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      const tag = script.replace('%API%', api.origin);
      // Long enough to be drawn before the rest comes.
      response.write(`${grain(tag, '<button data-grain-done>Terminer ce grain</button>')}<!--${'x'.repeat(4096)}-->`);
    });
    await new Promise<void>((done) => slow.listen(0, () => done()));
    const { port } = slow.address() as AddressInfo;
    await page.goto(`http://localhost:${port}/#lti=${api.issueCode('42')}`, { waitUntil: 'commit' });
    await page.waitForFunction('window.progressApi && !progressApi.q && !location.hash');
    await page.click('[data-grain-done]');
    await until(() => page.evaluate(() => Object.keys(localStorage).length === 1), 'kept on the device');
    assert.equal(await page.evaluate(() => document.readyState), 'loading');
    unfinished?.end('</body></html>');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
    slow.closeAllConnections();
    await new Promise((done) => slow.close(done));
  });
});
