import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { sqliteEngine } from '../support/database.ts';
import { chromiumMissing, type FreshDatabase, findTestChromium } from '../support/engines.ts';
import { finishGrain, openActivity } from '../support/frame-learner.ts';
import { type Stage, setStage } from '../support/practice.ts';

const SECRET = 'a shared secret of at least 32 bytes é&1';
const SERVICES_TOKEN = 'a web service token';
const OLD = 'Séquence 1, par LTI 1.1';
const PORTAL = 'Séquence 1, par le portail';
const GRAINS = ['grain1', 'grain2', 'grain3', 'grain4'];
const skip = findTestChromium() === undefined ? chromiumMissing : false;

describe('launches without LTI 1.3, in a frame, third-party cookies blocked', { skip }, () => {
  let browser: Browser;
  let fresh: FreshDatabase;
  let stage: Stage;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    const custom = { module: 'module1', sequence: 'sequence1' };
    stage = await setStage(fresh.url, {
      lms: {
        consumer: { key: 'old-key', secret: SECRET },
        tokenIssuer: { iss: 'portal', secret: SECRET },
        servicesToken: SERVICES_TOKEN,
        activities: [
          { title: OLD, custom, door: 'lti1p1' },
          { title: PORTAL, custom, door: 'token' },
        ],
      },
    });
    const { passerelle, lms } = stage;
    const place = ['--tenant', 'TENANT_TEST', '--lms-url', lms.url, '--secret', SECRET];
    await passerelle.command('platforms', 'add-1p1', '--name', 'Ancien Moodle', '--key', 'old-key', ...place);
    const portal = await passerelle.command<{ id: string; iss: string; secret?: string }>(
      ...['platforms', 'add-token', '--name', 'Portail', '--token-issuer', 'portal', ...place],
    );
    assert.deepEqual([portal.iss, portal.secret], ['portal', undefined], 'a given secret is not shown again');
    const services = ['--url', lms.url, '--token', SERVICES_TOKEN];
    await passerelle.command('platforms', 'services', '--id', portal.id, ...services);
    browser = await openChromium({ thirdPartyCookies: 'block' });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await fresh?.drop();
  });

  async function learnerPage(id: string, kind: 'desktop' | 'phone' = 'desktop'): Promise<Page> {
    const page = await (await openWindow(browser, kind)).newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(`${stage.lms.url}/?as=${id}`);
    return page;
  }

  async function pointsOf(userId: string, label: string): Promise<number | null> {
    return stage.lms.gradebook().find((row) => row.userId === userId && row.label === label)?.finalGrade ?? null;
  }

  async function waitForPoints(userId: string, label: string, points: number): Promise<void> {
    const giveUpAt = Date.now() + 30_000;
    while ((await pointsOf(userId, label)) !== points) {
      if (Date.now() > giveUpAt) throw new Error(`no ${points} points; there are ${await pointsOf(userId, label)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('LTI 1.1: a learner finishes a sequence and the grade arrives by Basic Outcomes', async () => {
    const page = await learnerPage('5');
    const frame = await openActivity(page, OLD);
    for (const grain of GRAINS.slice(0, 2)) await finishGrain(frame, grain);
    await waitForPoints('5', OLD, 10);
    for (const grain of GRAINS.slice(2)) await finishGrain(frame, grain);
    await waitForPoints('5', OLD, 20);
    await keepPicture(page, 'lti1p1-learner');
    assert.ok(stage.lms.requestCount('outcomes') >= 2);
    const [activity] = await stage.passerelle.command<{ id: string; passback: string }[]>('activities', 'list');
    assert.equal(activity?.passback, 'outcomes');
  });

  test('signed token: a learner on a phone opens the site in the portal’s frame, and the grade goes by web service', async () => {
    const page = await learnerPage('6', 'phone');
    const frame = await openActivity(page, PORTAL);
    for (const grain of GRAINS) await finishGrain(frame, grain);
    await waitForPoints('6', PORTAL, 20);
    await keepPicture(page, 'token-learner');
    assert.ok(stage.lms.requestCount('web-services') >= 1);
    for (const opened of page.frames()) assert.doesNotMatch(opened.url(), /token=/);
    assert.doesNotMatch(stage.passerelle.output(), /eyJ|token=/, 'no token stands in a log');
  });

  test('the same token a second time leads to a page that says what to do', async () => {
    const page = await learnerPage('7');
    let address = '';
    page.on('request', (request) => {
      if (request.url().includes('/launch?token=')) address = request.url();
    });
    await openActivity(page, PORTAL);
    assert.notEqual(address, '');
    const again = await (await openWindow(browser)).newPage();
    const answer = await again.goto(address);
    assert.equal(answer?.status(), 409);
    await again.locator('[data-error="launch_replayed"]').waitFor();
    assert.doesNotMatch(again.url(), /token=/, 'and takes it out of the address bar');
    await keepPicture(again, 'token-replayed');
  });
});
