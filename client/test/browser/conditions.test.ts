import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { killAll, launch, makeProfile, open, startInstalled, until, waitForState } from './chromium.ts';
import type { StandIn } from './stand-in.ts';
import { root, startSite, startStandIn } from './stand-in.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const yearMs = 31_557_600_000;
const grainUrl = (grain: number, learner = '42') =>
  `${site.origin}/pages/grain${grain}.html#lti=${api.issueCode(learner)}`;

before(async () => {
  api = await startStandIn();
  site = await startSite(api.origin);
});
after(async () => {
  await site.stop();
  await api.goDown();
});

const forgetRecords = () => {
  for (const list of [api.recorded, api.received, api.requests]) list.length = 0;
  api.mood = {};
};

describe('under a browser that restricts', () => {
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  beforeEach(async () => {
    forgetRecords();
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  it('works with a content policy that allows the server’s script and connections and nothing else', async () => {
    const strict = await startSite(api.origin, { csp: "default-src 'none'; script-src %API%; connect-src %API%" });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await open(page, `${strict.origin}/pages/strict.html#lti=${api.issueCode('42')}`);
    assert.equal(await page.textContent('[data-grain-done]'), 'Finish this grain');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(await page.textContent('[data-grain-done]'), 'Grain finished');
    assert.equal(await page.textContent('[data-progress-text]'), '1 of 4 grains finished');
    const inner = await page.$eval('#bar > div', (element) => (element as HTMLElement).style.width);
    assert.equal(inner, '25%');
    assert.match(`${await page.textContent('.progress-debug')}`, /not in the catalogue: sequence:sequense1/);
    assert.deepEqual(complaints, []);
    assert.equal(api.recorded.length, 1);
    await strict.stop();
  });

  it('sends at once what a full disk cannot keep, and goes on trying while the page lives', async () => {
    await open(page, grainUrl(1));
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize: 1 });
    const isFull = await page.evaluate(() => {
      try {
        for (let size = 1 << 20; size > 0; size >>= 1) {
          try {
            for (let part = 0; ; part++) localStorage.setItem(`fill${size}-${part}`, 'x'.repeat(size));
          } catch {
            // Smaller parts still fit.
          }
        }
        localStorage.setItem('one more entry', 'x'.repeat(300));
        return false;
      } catch {
        return true;
      }
    });
    assert.ok(isFull);
    await context.setOffline(true);
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    await context.setOffline(false);
    await waitForState(page, 'done');
    assert.equal(api.recorded.length, 1);
  });

  it('names an origin that the server does not accept, in the debug panel', async () => {
    api.mood = { origins: ['https://elsewhere.example'] };
    await page.goto(`${site.origin}/pages/strict.html`);
    await page.waitForFunction(() =>
      document.querySelector('.progress-debug')?.textContent?.includes('does not accept'),
    );
    const panel = `${await page.textContent('.progress-debug')}`;
    assert.ok(panel.includes(`does not accept this origin: ${site.origin}`));
    assert.match(panel, /No session/);
  });
});

describe('in Chromium with its privacy settings', () => {
  afterEach(killAll);

  it('works in a frame of another site with third-party cookies blocked, where a control cookie is lost', async () => {
    forgetRecords();
    const profile = makeProfile({ profile: { cookie_controls_mode: 1, block_third_party_cookies: true } });
    const chromium = await startInstalled(profile.folder);
    const tab = await chromium.context.newPage();
    const lms = await startSite(api.origin);
    const lmsOrigin = lms.origin.replace('localhost', '127.0.0.1');
    await tab.goto(`${lmsOrigin}/pages/frame.html`);
    await tab.evaluate((src) => {
      const frame = document.createElement('iframe');
      frame.src = src;
      document.body.append(frame);
    }, grainUrl(1));
    const frame = tab.frameLocator('iframe');
    await frame.locator('[data-grain-done][data-state="idle"]').waitFor();
    const inside = tab.frames()[1];
    assert.ok(inside);
    const control = await inside.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the control has to be an ordinary cookie
      document.cookie = 'control=1; SameSite=None; Secure';
      return document.cookie;
    });
    assert.equal(control, '', 'the control cookie is lost');
    await frame.locator('[data-grain-done]').click();
    await frame.locator('[data-grain-done][data-state="done"]').waitFor();
    await frame.getByRole('link', { name: 'Retour au sommaire' }).click();
    await frame.locator('[data-grain-link="grain1"][data-state="done"]').waitFor();
    assert.equal(api.recorded.length, 1);
    const heights: number[] = await tab.evaluate('heights');
    assert.ok(heights.length > 1 && heights.every((height) => height > 0), `heights told: ${heights}`);
    await chromium.kill();
    profile.remove();
    await lms.stop();
  });

  it('records in a page whose storage is switched off altogether', async () => {
    forgetRecords();
    const profile = makeProfile({ profile: { default_content_setting_values: { cookies: 2 } } });
    const chromium = await startInstalled(profile.folder);
    const tab = await chromium.context.newPage();
    await open(tab, grainUrl(1));
    const isOff = await tab.evaluate(() => {
      try {
        return !localStorage;
      } catch {
        return true;
      }
    });
    assert.ok(isOff);
    await tab.click('[data-grain-done]');
    await waitForState(tab, 'done');
    assert.equal(api.recorded.length, 1);
    await chromium.kill();
    profile.remove();
  });

  it('keeps a visitor’s progress on file:// pages, and the bars move', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'progress-file-'));
    copyFileSync(`${root}assets/js/progress-api.js`, join(folder, 'progress-api.js'));
    for (const name of ['sommaire', 'grain1', 'grain2']) {
      const text = readFileSync(`${root}client/test/browser/pages/${name}.html`, 'utf8');
      writeFileSync(join(folder, `${name}.html`), text.replace('%API%/assets/js/', ''));
    }
    const profile = makeProfile();
    for (const [grain, percent] of [
      [1, 25],
      [2, 50],
    ]) {
      const chromium = await startInstalled(profile.folder);
      const tab = await chromium.context.newPage();
      await open(tab, `${pathToFileURL(join(folder, `grain${grain}.html`))}`);
      await tab.click('[data-grain-done]');
      await waitForState(tab, 'done');
      await tab.click('text=Retour');
      await tab.waitForSelector(`#sequence-bar[aria-valuenow="${percent}"]`, { state: 'attached' });
      assert.equal(
        await tab.getAttribute('#module-bar', 'aria-valuetext'),
        `${grain} grain${grain === 1 ? '' : 's'} sur 8`,
      );
      await chromium.kill();
    }
    profile.remove();
    rmSync(folder, { recursive: true });
  });

  it('serves the example course itself from file://: a grain is finished, the summary counts it', async () => {
    const profile = makeProfile();
    const chromium = await startInstalled(profile.folder);
    const tab = await chromium.context.newPage();
    const pageOf = (name: string) => `${pathToFileURL(join(root, 'pages/module1', name))}`;
    await open(tab, pageOf('grain1.html'));
    await tab.click('[data-grain-done]');
    await waitForState(tab, 'done');
    await open(tab, pageOf('sommaire.html'));
    await tab.waitForSelector('[data-grain-link="grain1"][data-state="done"]', { state: 'attached' });
    const bar = '[data-progress="module:module1"]';
    await tab.waitForSelector(`${bar}[aria-valuetext="1 grain sur 8"]`, { state: 'attached' });
    await chromium.kill();
    profile.remove();
  });
});

describe('with a clock that is wrong', () => {
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  beforeEach(async () => {
    forgetRecords();
    context = await browser.newContext();
    await context.addInitScript(() => {
      const real = Date.now;
      Date.now = () => real() + Number(localStorage.getItem('skew'));
    });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  const skew = (ms: number) => page.evaluate((value) => localStorage.setItem('skew', `${value}`), ms);
  const age = () => api.recorded[0]?.age_ms ?? Number.NaN;

  for (const years of [5, -5]) {
    it(`tells the true age when the clock is ${years} years off all the time`, async () => {
      await open(page, grainUrl(1));
      await skew(years * yearMs);
      await context.setOffline(true);
      await page.click('[data-grain-done]');
      await page.waitForTimeout(1500);
      await context.setOffline(false);
      await until(() => api.recorded.length === 1, 'recorded');
      assert.ok(age() >= 1500 && age() < 60_000, `age ${age()}`);
    });

    it(`tells the true age when the clock jumps by ${years} years while the page is open`, async () => {
      await open(page, grainUrl(1));
      await context.setOffline(true);
      await page.click('[data-grain-done]');
      await skew(years * yearMs);
      await page.waitForTimeout(1500);
      await context.setOffline(false);
      await until(() => api.recorded.length === 1, 'recorded');
      assert.ok(age() >= 1500 && age() < 60_000, `age ${age()}`);
    });

    it(`never tells an age in the future or of years when the clock jumps by ${years} years between two pages`, async () => {
      await open(page, grainUrl(1));
      await context.setOffline(true);
      await page.click('[data-grain-done]');
      await waitForState(page, 'offline');
      await skew(years * yearMs);
      await page.close();
      await context.setOffline(false);
      page = await context.newPage();
      await open(page, grainUrl(2));
      await until(() => api.recorded.length === 1, 'recorded');
      assert.ok(age() >= 0 && age() < 60_000, `age ${age()}`);
    });
  }

  it('counts the time between two pages', async () => {
    await open(page, grainUrl(1));
    await context.setOffline(true);
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    await page.close();
    await new Promise((done) => setTimeout(done, 1500));
    await context.setOffline(false);
    page = await context.newPage();
    await open(page, grainUrl(2));
    await until(() => api.recorded.length === 1, 'recorded');
    assert.ok(age() >= 1500 && age() < 60_000, `age ${age()}`);
  });
});
