import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { open, until, waitForState } from './chromium.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';

let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const pageUrl = (name: string) => `${site.origin}/pages/${name}.html`;
const launchUrl = (name: string, learner: string, extra?: object) =>
  `${pageUrl(name)}#lti=${api.issueCode(learner, extra)}`;
const notice = () => page.locator('.progress-notice');
const rowsOf = (learner: string) =>
  api.recorded
    .filter((item) => item.learner === learner)
    .map((item) => item.grain_id)
    .sort();

/** Long enough for anything that would be sent to have been sent. */
const letItSend = () => page.waitForTimeout(300);

async function finishOffline(learner: string): Promise<void> {
  await open(page, launchUrl('grain1', learner));
  await context.setOffline(true);
  await page.click('[data-grain-done]');
  await waitForState(page, 'offline');
  await page.close();
  await context.setOffline(false);
  page = await context.newPage();
}

async function finishAsVisitor(...grains: number[]): Promise<void> {
  for (const grain of grains) {
    await open(page, pageUrl(`grain${grain}`));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
  }
}

describe('learners on one computer', () => {
  useScene({}, (scene) => {
    ({ context, page, api, site } = scene);
  });

  it('never send each other’s work: it waits for the one who did it', async () => {
    await finishOffline('awa');
    await open(page, launchUrl('grain2', 'bilal'));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await letItSend();
    assert.deepEqual(rowsOf('awa'), []);
    assert.deepEqual(rowsOf('bilal'), ['grain2']);
    await open(page, launchUrl('sommaire', 'awa'));
    await until(() => rowsOf('awa').length === 1, 'the first learner’s grain recorded');
    assert.deepEqual(rowsOf('awa'), ['grain1']);
    assert.deepEqual(rowsOf('bilal'), ['grain2']);
  });

  it('are told apart in two tabs that are open at the same time', async () => {
    const other = await context.newPage();
    await open(page, launchUrl('grain1', 'awa'));
    await open(other, launchUrl('grain1', 'bilal'));
    await context.setOffline(true);
    await page.click('[data-grain-done]');
    await waitForState(page, 'offline');
    assert.equal(await other.getAttribute('[data-grain-done]', 'data-state'), 'idle');
    await context.setOffline(false);
    await waitForState(page, 'done');
    await letItSend();
    assert.deepEqual(rowsOf('awa'), ['grain1']);
    assert.deepEqual(rowsOf('bilal'), []);
    assert.equal(await other.getAttribute('[data-grain-done]', 'data-state'), 'idle');
  });

  it('lose nothing when the launch itself is refused, and nobody’s session goes on in its place', async () => {
    await open(page, launchUrl('grain1', 'awa'));
    await open(page, `${pageUrl('grain2')}#lti=spent`);
    assert.match(`${await notice().textContent()}`, /Session expirée/);
    await page.click('[data-grain-done]');
    await letItSend();
    assert.deepEqual(api.recorded, []);
  });

  it('are told when the session ends; the work is kept and goes with their next launch', async () => {
    await open(page, launchUrl('grain1', 'awa', { return_url: 'https://moodle.example/course' }));
    api.endSessions();
    await page.click('[data-grain-done]');
    await notice().waitFor();
    const sentence = "Session expirée : rouvrez l'activité depuis Moodle, rien n'est perdu";
    assert.ok((await notice().textContent())?.includes(sentence));
    assert.equal(await page.getByRole('status').textContent(), sentence);
    assert.equal(await notice().locator('a').getAttribute('href'), 'https://moodle.example/course');
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), 'offline');
    await open(page, pageUrl('grain2'));
    await notice().waitFor();
    await page.click('[data-grain-done]');
    await open(page, launchUrl('sommaire', 'awa'));
    await until(() => rowsOf('awa').length === 2, 'both grains recorded');
    assert.equal(await notice().count(), 0);
    assert.ok(await page.waitForSelector('[data-grain-link="grain2"][data-state="done"]'));
  });

  it('see a teacher’s preview record nothing', async () => {
    await open(page, launchUrl('grain1', 'teacher', { preview: true }));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await open(page, pageUrl('grain2'));
    await letItSend();
    assert.deepEqual(api.received, []);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0);
  });

  it('see a bar on every page of a preview that leads back to the class, and no learner sees one', async () => {
    for (const open1 of [launchUrl('grain1', 'teacher', { preview: true }), pageUrl('grain2')]) {
      await open(page, open1);
      await page.locator('.progress-preview').waitFor();
      assert.match(`${await page.textContent('.progress-preview')}`, /rien n’est enregistré/);
    }
    let sent = '';
    await page.route('**/lti/class/back', (route) => {
      sent = route.request().postData() ?? '';
      return route.fulfill({ body: 'class' });
    });
    assert.equal(await page.evaluate(() => document.documentElement.outerHTML.includes('bearer')), false);
    await page.getByRole('button', { name: 'Retour à la classe' }).click();
    await until(() => sent !== '', 'the form is sent');
    assert.match(sent, /^bearer=.{10,}$/);
    await open(page, launchUrl('grain1', 'awa'));
    await waitForState(page, 'idle');
    assert.equal(await page.locator('.progress-preview').count(), 0);
  });

  it('find what they finished while the launch was on its way under their own name, without a question', async () => {
    api.mood = { delayMs: 700 };
    await page.goto(launchUrl('grain1', 'awa'));
    await page.waitForSelector('[data-grain-done][data-state]');
    await page.click('[data-grain-done]');
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), 'saving');
    await waitForState(page, 'done');
    assert.deepEqual(rowsOf('awa'), ['grain1']);
    assert.equal(await notice().count(), 0);
  });
});

describe('a visitor’s work, when somebody arrives from Moodle in the same browser', () => {
  useScene({}, (scene) => {
    ({ context, page, api, site } = scene);
  });
  beforeEach(() => finishAsVisitor(1, 2));

  it('is theirs after Yes, in one tab and in the next', async () => {
    await open(page, launchUrl('sommaire', 'awa'));
    assert.match(`${await notice().textContent()}`, /par vous/);
    await letItSend();
    assert.deepEqual(api.received, []);
    await notice().getByRole('button', { name: 'Oui' }).click();
    await until(() => rowsOf('awa').length === 2, 'both grains recorded');
    await page.waitForSelector('[data-grain-link="grain2"][data-state="done"]');
    page = await context.newPage();
    await open(page, launchUrl('sommaire', 'bilal'));
    assert.equal(await notice().count(), 0);
    assert.deepEqual(rowsOf('bilal'), []);
  });

  it('is not theirs after No, which is not asked again; the next learner is asked', async () => {
    await open(page, launchUrl('sommaire', 'awa'));
    await notice().getByRole('button', { name: 'Non' }).click();
    await open(page, launchUrl('sommaire', 'awa'));
    assert.equal(await notice().count(), 0);
    await open(page, launchUrl('sommaire', 'bilal'));
    await notice().getByRole('button', { name: 'Oui' }).click();
    await until(() => rowsOf('bilal').length === 2, 'both grains recorded');
    assert.deepEqual(rowsOf('awa'), []);
  });

  it('waits after Later, without a question on every page, until the next launch', async () => {
    await open(page, launchUrl('sommaire', 'awa'));
    await notice().getByRole('button', { name: 'Plus tard' }).click();
    await open(page, pageUrl('grain3'));
    assert.equal(await notice().count(), 0);
    await open(page, launchUrl('sommaire', 'bilal'));
    await notice().getByRole('button', { name: 'Plus tard' }).click();
    assert.deepEqual(api.received, []);
    await open(page, launchUrl('sommaire', 'awa'));
    await notice().getByRole('button', { name: 'Oui' }).click();
    await until(() => rowsOf('awa').length === 2, 'both grains recorded');
    assert.deepEqual(rowsOf('bilal'), []);
  });
});
