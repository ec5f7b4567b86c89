import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { killAll, makeProfile, open, startInstalled, until, waitForState } from './chromium.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';
import { makeCatalogue, startSite, startStandIn } from './stand-in.ts';

let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const grainPage = (grain: number, learner = '42') =>
  `${site.origin}/pages/grain${grain}.html#lti=${api.issueCode(learner)}`;
const recordedGrains = () => api.recorded.map((item) => item.grain_id).sort();

describe('what a learner has finished', () => {
  useScene({ catalogue: makeCatalogue(20) }, (scene) => {
    ({ context, page, api, site } = scene);
  });

  it('is recorded once, and the button says each step and keeps its focus', async () => {
    await open(page, grainPage(1));
    assert.ok(!page.url().includes('lti='), 'the code has left the address');
    api.mood = { delayMs: 400 };
    const button = page.locator('button[data-grain-done]');
    assert.equal(await button.getAttribute('data-state'), 'idle');
    await button.focus();
    await page.keyboard.press('Enter');
    await waitForState(page, 'saving');
    assert.equal(await button.textContent(), 'Enregistrement…');
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Enter');
    await waitForState(page, 'done');
    assert.equal(await button.textContent(), 'Grain terminé');
    assert.equal(await page.getByRole('status').textContent(), 'Grain terminé');
    assert.equal(await page.evaluate(() => document.activeElement?.hasAttribute('data-grain-done')), true);
    assert.deepEqual(recordedGrains(), ['grain1']);
    assert.equal(api.received.length, 1);
    assert.equal(api.recorded[0]?.module_id, 'module1');
    assert.equal(api.recorded[0]?.sequence_id, 'sequence1');
  });

  it('is recorded when the tab is closed in the same moment as the click', async () => {
    for (const grain of [1, 2, 3]) {
      const tab = await context.newPage();
      await open(tab, grainPage(grain));
      api.mood = { delayMs: 300 };
      await tab.evaluate(() => document.querySelector<HTMLElement>('[data-grain-done]')?.click());
      await tab.close();
      api.mood = {};
    }
    await until(() => api.recorded.length === 3, 'three grains recorded');
    assert.deepEqual(recordedGrains(), ['grain1', 'grain2', 'grain3']);
  });

  it('is recorded when a link is followed in the same moment as the click', async () => {
    await open(page, grainPage(1));
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('[data-grain-done]')?.click();
      document.querySelector<HTMLElement>('a')?.click();
    });
    await page.waitForURL('**/sommaire.html');
    await until(() => api.recorded.length === 1, 'the grain recorded');
    await page.waitForSelector('[data-grain-link="grain1"][data-state="done"]');
  });

  it('waits while the server is down, says so, and is sent when it is back', async () => {
    await open(page, grainPage(1));
    await api.goDown();
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    assert.equal(await page.textContent('[data-grain-done]'), 'Hors connexion : sera envoyé au retour du réseau');
    await api.comeBack();
    await waitForState(page, 'done');
    assert.deepEqual(recordedGrains(), ['grain1']);
  });

  it('survives every refusal that another try may heal', async () => {
    for (const [index, writeStatus] of [500, 503, 429, 413, 403].entries()) {
      api.mood = { writeStatus };
      await open(page, grainPage((index % 3) + 1, `learner${writeStatus}`));
      await page.click('[data-grain-done]');
      await waitForState(page, 'offline');
      api.mood = {};
      await waitForState(page, 'done');
    }
    assert.equal(api.recorded.length, 5);
  });

  it('is set apart when the server will never take it, told to the page, and tried again by the next launch only', async () => {
    await open(page, grainPage(1));
    const told = page.evaluate(
      () => new Promise((done) => document.addEventListener('progress:rejected', (event) => done(event.detail.error))),
    );
    await page.evaluate(() => window.progressApi('done', 'grain-misspelt'));
    assert.equal(await told, 'unknown_grain');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    const posts = () => api.requests.filter(({ method, path }) => method === 'POST' && path === '/api/progress').length;
    assert.equal(posts(), 2);
    await page.reload();
    await waitForState(page, 'done');
    assert.equal(posts(), 2, 'a new page does not try again');
    await open(page, grainPage(2));
    await until(() => posts() === 3, 'the launch tries again');
  });

  it('never asks for a preflight when writing, for a whole course', async () => {
    for (const grain of [1, 2, 3]) {
      await open(page, grain === 1 ? grainPage(1) : `${site.origin}/pages/grain${grain}.html`);
      await page.click('[data-grain-done]');
      await waitForState(page, 'done');
    }
    await page.evaluate(() => {
      for (let grain = 4; grain <= 80; grain++) window.progressApi('done', `grain${grain}`);
    });
    await until(() => api.recorded.length === 80, 'the whole course recorded');
    assert.deepEqual(
      api.requests.filter(({ preflightFor }) => preflightFor === 'POST'),
      [],
    );
    const writes = api.requests.filter(({ method }) => method === 'POST');
    assert.ok(writes.every(({ contentType }) => contentType.startsWith('text/plain')));
  });

  it('goes out in batches of at most 100', async () => {
    await open(page, grainPage(1));
    await context.setOffline(true);
    await page.evaluate(() => {
      for (let grain = 0; grain < 250; grain++) window.progressApi('done', `unknown${grain}`);
    });
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    await context.setOffline(false);
    await waitForState(page, 'done');
    await until(() => api.requests.reduce((sum, { events }) => sum + events, 0) === 251, 'all sent');
    assert.ok(api.requests.every(({ events }) => events <= 100));
  });

  it('of two tabs with 40 grains each, made offline, is recorded once', async () => {
    const other = await context.newPage();
    await open(page, grainPage(1));
    await open(other, grainPage(2));
    await context.setOffline(true);
    const finish = (tab: Page, from: number) =>
      tab.evaluate((first) => {
        for (let grain = first; grain < first + 40; grain++) window.progressApi('done', `grain${grain}`);
      }, from);
    await finish(page, 1);
    await finish(other, 31);
    await waitForState(page, 'offline');
    await context.setOffline(false);
    await until(() => api.recorded.length === 70, '70 different grains recorded');
    const ids = api.recorded.map(({ event_id }) => event_id);
    assert.equal(new Set(ids).size, 70);
    await waitForState(page, 'done');
    await waitForState(other, 'done');
    assert.equal(api.recorded.length, 70);
    const left = await page.evaluate(() => Object.keys(localStorage).length);
    assert.equal(left, 0, 'both tabs have emptied the queue');
  });

  it('is saved on a slow phone network, step by step', async () => {
    const devtools = await context.newCDPSession(page);
    await open(page, grainPage(1));
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 600,
      downloadThroughput: 50_000,
      uploadThroughput: 50_000,
    });
    await page.click('[data-grain-done]');
    await waitForState(page, 'saving');
    await waitForState(page, 'done');
    assert.deepEqual(recordedGrains(), ['grain1']);
  });
});

describe('a browser killed within 100 ms of the click, the server being down', () => {
  const runs = process.env.PASSERELLE_STORM === '1' ? 20 : 2;
  before(async () => {
    api = await startStandIn();
    site = await startSite(api.origin);
  });
  after(async () => {
    await killAll();
    await site.stop();
    await api.goDown();
  });

  /** Resolves to the milliseconds between the click and the kill. */
  async function clickAndKill(folder: string, learner: string, pauseMs: number): Promise<number> {
    const killed = await startInstalled(folder);
    const tab = await killed.context.newPage();
    await open(tab, grainPage(1, learner));
    await api.goDown();
    const clickedAt = await tab.evaluate(() => {
      document.querySelector<HTMLElement>('[data-grain-done]')?.click();
      return Date.now();
    });
    await new Promise((done) => setTimeout(done, pauseMs));
    const afterMs = Date.now() - clickedAt;
    await killed.kill();
    await api.comeBack();
    return afterMs;
  }

  it(`has lost nothing when it is opened again with the same profile folder (${runs} runs)`, async (t) => {
    const delays: number[] = [];
    for (let attempt = 0; delays.length < runs && attempt < 3 * runs; attempt++) {
      const profile = makeProfile();
      const learner = `learner${attempt}`;
      const afterMs = await clickAndKill(profile.folder, learner, (60 * delays.length) / runs);
      // On a busy machine the kill may come too late to count.
      if (afterMs <= 100) delays.push(afterMs);
      const reopened = await startInstalled(profile.folder);
      const tab = await reopened.context.newPage();
      await open(tab, grainPage(1, learner));
      await waitForState(tab, 'done');
      assert.equal(api.received.filter((item) => item.learner === learner).length, 1, `killed after ${afterMs} ms`);
      await reopened.kill();
      profile.remove();
    }
    t.diagnostic(`killed after ${delays.join(', ')} ms`);
    assert.equal(delays.length, runs);
  });
});
