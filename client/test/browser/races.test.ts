// What a hostile page, another tab, a slow database or a server in trouble can do to a finished grain.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { killAll, launch, makeProfile, open, startInstalled, until, waitForState } from './chromium.ts';
import type { StandIn } from './stand-in.ts';
import { startSite, startStandIn } from './stand-in.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const page1 = (inside: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Grain 1</title>
<script async src="%API%/assets/js/progress-api.js"></script>
<body data-module="module1" data-sequence="sequence1" data-grain="grain1"><main><h1>Grain 1</h1>${inside}</main>`;
const extra = {
  'stops.html': page1('<button data-grain-done onclick="event.stopPropagation()">Terminer</button>'),
  'own-sign.html': page1(
    `<input id="answer"><button data-grain-done data-done-when="#bravo" onclick="bravo.hidden=answer.value!=='4'">Valider</button>
    <p id="bravo" hidden>Bravo</p>`,
  ),
  'input.html': page1('<input type="button" data-grain-done value="J’ai fini">'),
};
const launchUrl = (name: string, learner = '42') => `${site.origin}/pages/${name}.html#lti=${api.issueCode(learner)}`;
const databaseName = () => `progress-api ${api.origin} `;
const mirrored = (tab: Page) => tab.evaluate(() => Object.keys(localStorage).length);
const writes = () => api.requests.filter(({ method, path }) => method === 'POST' && path === '/api/progress');

/** What IndexedDB holds, read by a page of the same site. */
const stored = (tab: Page) =>
  tab.evaluate(
    (name) =>
      new Promise<number>((found, failed) => {
        const opening = indexedDB.open(name);
        opening.onerror = failed;
        opening.onsuccess = () => {
          const counting = opening.result.transaction(name).objectStore(name).count();
          counting.onsuccess = () => {
            opening.result.close();
            found(counting.result);
          };
        };
      }),
    databaseName(),
  );

before(async () => {
  api = await startStandIn();
  site = await startSite(api.origin, { extra });
});
after(async () => {
  await killAll();
  await site.stop();
  await api.goDown();
});

describe('a finished grain', () => {
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  beforeEach(async () => {
    for (const list of [api.recorded, api.received, api.requests]) list.length = 0;
    api.mood = {};
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  it('is sent although the browser’s database answers only after the script has stopped waiting for it', async () => {
    await open(page, launchUrl('grain1'));
    await context.setOffline(true);
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    await until(async () => (await stored(page)) === 1, 'stored');
    await page.close();
    await context.setOffline(false);
    const other = await context.newPage();
    await other.goto(`${site.origin}/pages/frame.html`);
    // Only the database has it now, and an upgrade keeps that busy.
    await other.evaluate((name) => {
      localStorage.clear();
      const opening = indexedDB.open(name, 2);
      opening.onupgradeneeded = () => {
        const goOn = () => {
          if (document.title === 'over') return;
          const reading = opening.transaction?.objectStore(name).count();
          if (reading) reading.onsuccess = goOn;
        };
        goOn();
      };
      opening.onsuccess = () => opening.result.close();
    }, databaseName());
    page = await context.newPage();
    await open(page, launchUrl('grain2'));
    assert.equal(api.recorded.length, 0, 'the page is ready before the database');
    await other.evaluate(() => {
      document.title = 'over';
    });
    await until(() => api.recorded.length === 1, 'recorded once the database has answered');
    assert.equal(api.received.length, 1);
  });

  it('stays when another page of the site removes the keys of the storage, one by one or all at once', async () => {
    const other = await context.newPage();
    await open(page, launchUrl('grain1'));
    await other.goto(`${site.origin}/pages/frame.html`);
    for (const [index, clear] of [
      () => Object.keys(localStorage).forEach((key) => void localStorage.removeItem(key)),
      () => localStorage.clear(),
    ].entries()) {
      await context.setOffline(true);
      await page.evaluate((grain) => window.progressApi('done', grain), `grain${index + 1}`);
      await until(async () => (await mirrored(page)) === 1, 'mirrored');
      await other.evaluate(clear);
      await until(async () => (await mirrored(page)) === 0, 'removed');
      await page.waitForTimeout(200);
      assert.equal(await stored(page), 1, 'the database has it');
      await context.setOffline(false);
      await until(() => api.recorded.length === index + 1, 'recorded');
    }
  });

  it('is kept again when the site’s data are cleared while its page is open', async () => {
    await open(page, launchUrl('grain1'));
    await context.setOffline(true);
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.clearDataForOrigin', {
      origin: site.origin,
      storageTypes: 'indexeddb,local_storage',
    });
    await until(async () => (await mirrored(page)) === 1, 'mirrored again');
    await until(async () => (await stored(page)) === 1, 'stored again');
    await page.close();
    await context.setOffline(false);
    page = await context.newPage();
    await open(page, launchUrl('grain2'));
    await until(() => api.recorded.length === 1, 'recorded');
  });

  it('survives the crash of its tab', async () => {
    await open(page, launchUrl('grain1'));
    const devtools = await context.newCDPSession(page);
    await api.goDown();
    await page.click('[data-grain-done]');
    const crashed = page.waitForEvent('crash');
    void devtools.send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
    await api.comeBack();
    page = await context.newPage();
    await open(page, launchUrl('grain2'));
    await until(() => api.recorded.length === 1, 'recorded');
    assert.equal(api.recorded[0]?.grain_id, 'grain1');
  });

  it('is not shown as unfinished by an answer that is older than its record', async () => {
    await open(page, launchUrl('sommaire'));
    api.mood = { staleMs: 4000 };
    await page.goto(`${site.origin}/pages/grain1.html`);
    await waitForState(page, 'idle');
    await until(() => api.requests.filter(({ method }) => method === 'GET').length === 2, 'the server is asked');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.recorded.length, 1);
    assert.equal(await page.getAttribute('html', 'data-ready'), null, 'the answer is still on its way');
    await page.waitForSelector('html[data-ready]');
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), 'done');
    assert.equal(await page.$eval('progress', (bar) => bar.value), 25);
    assert.equal(api.received.length, 1);
  });

  it('is asked about less and less often while the server is overloaded', async () => {
    await page.addInitScript(() => {
      Math.random = () => 0.99;
    });
    await open(page, launchUrl('grain1'));
    api.mood = { writeStatus: 503 };
    await page.click('[data-grain-done]');
    await until(() => writes().length === 4, 'four attempts');
    const times = writes().map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    assert.ok(
      gaps.every((gap, index) => gap >= 900 * 2 ** index),
      `gaps of ${gaps} ms`,
    );
    api.mood = {};
    await page.evaluate(() => window.progressApi('flush'));
    await waitForState(page, 'done');
    assert.equal(api.recorded.length, 1);
  });

  it('that the server neither took nor refused is sent again, those beside it are not', async () => {
    await open(page, launchUrl('sommaire'));
    await context.setOffline(true);
    await page.evaluate(() => {
      for (const grain of ['grain1', 'no-such-grain', 'grain2']) window.progressApi('done', grain);
    });
    api.mood = { forgotten: ['grain2'] };
    await context.setOffline(false);
    await until(() => api.recorded.length === 1, 'the first one');
    api.mood = {};
    await until(() => api.recorded.length === 2, 'the forgotten one');
    assert.equal(api.received.length, 2);
    await until(async () => (await mirrored(page)) === 1, 'only the refused one stays');
  });

  it('of another learner, saved by their tab, is not told to this page', async () => {
    const other = await context.newPage();
    await open(page, launchUrl('grain1', 'awa'));
    await open(other, launchUrl('grain2', 'bilal'));
    await other.evaluate(() => {
      document.addEventListener('progress:saved', () => document.body.setAttribute('data-told', ''));
    });
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await page.waitForTimeout(200);
    assert.equal(await other.getAttribute('body', 'data-told'), null);
  });

  it('counts although the page’s own handler stops the click on its way', async () => {
    await open(page, launchUrl('stops'));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
  });

  it('waits for the sign of success that its own button names', async () => {
    await open(page, launchUrl('own-sign'));
    await page.click('[data-grain-done]');
    await page.waitForTimeout(300);
    assert.deepEqual(api.received, []);
    await page.fill('#answer', '4');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
  });

  it('is said by an input button as by any other', async () => {
    await open(page, launchUrl('input'));
    assert.equal(await page.inputValue('[data-grain-done]'), 'J’ai fini');
    await page.click('[data-grain-done]');
    await page.waitForSelector('input[data-state="done"]');
    assert.equal(await page.inputValue('[data-grain-done]'), 'Grain terminé');
  });
});

describe('a page that the Back button brings back as it was', () => {
  it('knows who has arrived and what was done since, and asks nobody about work that somebody has taken', async () => {
    for (const list of [api.recorded, api.received, api.requests]) list.length = 0;
    api.mood = {};
    const profile = makeProfile();
    const chromium = await startInstalled(profile.folder);
    const tab = await chromium.context.newPage();
    await open(tab, `${site.origin}/pages/grain1.html`);
    await tab.click('[data-grain-done]');
    await waitForState(tab, 'done');
    await open(tab, launchUrl('sommaire', 'awa'));
    await tab.locator('.progress-notice').waitFor();
    await tab.evaluate(() => {
      addEventListener('pageshow', (event) => document.body.setAttribute('data-persisted', `${event.persisted}`));
    });
    await tab.goto(`${site.origin}/pages/frame.html`);
    const other = await chromium.context.newPage();
    await open(other, launchUrl('grain2', 'bilal'));
    await other.getByRole('button', { name: 'Oui' }).click();
    await until(() => api.recorded.length === 1, 'taken by the second learner');
    await tab.goBack({ waitUntil: 'commit' });
    await tab.waitForSelector('body[data-persisted]');
    assert.equal(await tab.getAttribute('body', 'data-persisted'), 'true', 'the page itself has come back');
    await tab.waitForTimeout(500);
    assert.equal(await tab.locator('.progress-notice').count(), 0);
    assert.deepEqual(
      api.received.map(({ learner, grain_id }) => [learner, grain_id]),
      [['bilal', 'grain1']],
    );
    await chromium.kill();
    profile.remove();
  });
});
