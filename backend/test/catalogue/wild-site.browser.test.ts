import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type StandIn, startStandIn } from '../../../client/test/browser/stand-in.ts';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { chromiumMissing, findTestChromium } from '../support/engines.ts';
import { type StaticHost, startStaticHost } from './static-host.ts';
import { copyWildSite } from './wild-copy.ts';

const run = promisify(execFile);
const cli = path.resolve(import.meta.dirname, '../../src/cli.ts');
/** Place of the right answer of each quiz; undefined for a page without one. */
const RIGHT = [0, 1, 0, 1, 1, 0, 1, 1, undefined, 1, 1, undefined, 1, 1, 1, 1, 1, 1];
const BUTTON = 'button.btn-validate, [data-grain-done]';

describe('a site as teachers write them, after site instrument', {
  skip: findTestChromium() ? false : chromiumMissing,
}, () => {
  let site: Awaited<ReturnType<typeof copyWildSite>>;
  let server: StandIn;
  let host: StaticHost;
  let browser: Browser;
  let sommaire = '';
  const grainUrl = (n: number) => `${host.origin}/pages/module1/grain${n}.html`;

  before(async () => {
    server = await startStandIn(
      RIGHT.map((_, i) => ({
        grain: `grain${i + 1}`,
        sequence: `sequence${Math.floor(i / 6) + 1}`,
        module: 'module1',
      })),
    );
    site = await copyWildSite();
    await run(process.execPath, [cli, 'site', 'instrument', site.folder, '--api', server.origin, '--yes']);
    host = await startStaticHost(site.folder);
    sommaire = `${host.origin}/pages/module1/sommaire.html`;
    browser = await openChromium();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
    await server?.goDown();
    await site?.remove();
  });

  const visit = async (kind: 'desktop' | 'phone' = 'desktop'): Promise<{ page: Page; context: BrowserContext }> => {
    const context = await openWindow(browser, kind);
    const page = await context.newPage();
    page.on('dialog', (dialog) => void dialog.accept());
    // What the script has recorded in this page, and whether it is ready.
    await page.addInitScript(() => {
      const seen = { queued: 0, isReady: false };
      Object.assign(globalThis, { seen });
      const on = (globalThis as unknown as { document: EventTarget }).document;
      on.addEventListener('progress:queued', () => seen.queued++);
      on.addEventListener('progress:ready', () => (seen.isReady = true));
    });
    return { page, context };
  };
  const open = async (page: Page, url: string): Promise<void> => {
    await page.goto(url);
    await page.waitForFunction('seen.isReady');
  };
  const queued = (page: Page): Promise<unknown> =>
    page.evaluate('new Promise((done) => setTimeout(() => done(seen.queued), 50))');
  const answer = async (page: Page, place: number): Promise<void> => {
    await page.locator('input[type=radio]').nth(place).check();
    await page.locator(BUTTON).click();
  };
  const widths = (page: Page): Promise<unknown> =>
    page.evaluate(`[...document.querySelectorAll('.progress-bar')].map((bar) => bar.style.width)`);

  test('a failed quiz never completes its grain, a passed one does, and the bars that were there move', async () => {
    const { page, context } = await visit();
    await open(page, `${sommaire}#lti=${server.issueCode('zoe')}`);
    assert.deepEqual(await widths(page), ['0%', '0%', '0%', '0%']);
    for (const [i, right] of RIGHT.entries()) {
      const grain = `grain${i + 1}`;
      await open(page, grainUrl(i + 1));
      if (right === undefined) {
        await page.locator(BUTTON).click();
      } else {
        await page.locator(BUTTON).click();
        assert.equal(await queued(page), 0, `${grain}: no answer`);
        for (let again = 0; again < 2; again++) await answer(page, right === 0 ? 1 : 0);
        assert.equal(await queued(page), 0, `${grain}: a wrong answer`);
        assert.ok(!server.received.some((event) => event.grain_id === grain), grain);
        await answer(page, right);
      }
      await page.waitForSelector(`:is(${BUTTON})[data-state="done"]`);
      assert.equal(await queued(page), 1, `${grain}: the right answer`);
      if (i === 2) {
        assert.deepEqual(await widths(page), ['50%'], 'on the grain’s page, that of its sequence');
        await open(page, sommaire);
        assert.deepEqual(await widths(page), ['16%', '50%', '0%', '0%']);
        assert.equal(await page.locator('#sequence1 .pourcent').textContent(), '3 grains sur 6 terminés');
        await keepPicture(page, 'wild-site-sommaire');
      }
    }
    await open(page, sommaire);
    assert.deepEqual(await widths(page), ['100%', '100%', '100%', '100%']);
    assert.deepEqual(
      server.recorded.map(({ grain_id, module_id, sequence_id }) => [grain_id, module_id, sequence_id]),
      RIGHT.map((_, i) => [`grain${i + 1}`, 'module1', `sequence${Math.floor(i / 6) + 1}`]),
    );
    assert.equal(server.received.length, 18, 'each once');
    assert.equal(await page.locator('[data-grain-link="grain1"]').getAttribute('data-state'), 'done');
    await context.close();
  });

  test('a visitor who did not come from Moodle sees the bars move too', async () => {
    const { page, context } = await visit('phone');
    await open(page, sommaire);
    await open(page, grainUrl(7));
    await answer(page, 0);
    assert.equal(await queued(page), 0);
    await answer(page, 1);
    await page.waitForSelector(`:is(${BUTTON})[data-state="done"]`);
    await open(page, sommaire);
    assert.deepEqual(await widths(page), ['5%', '0%', '16%', '0%']);
    await keepPicture(page, 'wild-site-visitor');
    await context.close();
  });

  test('accents of every encoding are shown as they were written', async () => {
    const { page, context } = await visit();
    for (const [n, title] of [
      [1, 'Entrer au laboratoire'],
      [15, "Début d'incendie"],
      [10, 'La hotte aspirante'],
    ] as const) {
      await open(page, grainUrl(n));
      assert.equal(await page.title(), n === 1 ? `Grain 1 - ${title}` : title);
    }
    await open(page, `${host.origin}/`);
    assert.match(await page.title(), /Mme Lefèvre$/);
    await context.close();
  });
});
