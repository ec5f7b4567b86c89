import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { keepPicture, openChromium, openWindow } from '../support/chromium.ts';
import { chromiumMissing, type FreshDatabase, findTestChromium, forEachEngine } from '../support/engines.ts';
import { finishGrain, openActivity } from '../support/frame-learner.ts';
import { type Stage, setStage } from '../support/practice.ts';
import { cookiesInForeignFrame } from '../support/third-party-cookies.ts';

const SEQUENCE_1 = 'Séquence 1 : Des mots de passe solides';
const GRAINS_OF_SEQUENCE_1 = ['grain1', 'grain2', 'grain3', 'grain4'];
const skip = findTestChromium() === undefined ? chromiumMissing : false;

/** Signs in at the practice LMS as one of its people. */
async function signIn(page: Page, stage: Stage, who: string): Promise<void> {
  page.setDefaultTimeout(15_000);
  await page.goto(`${stage.lms.url}/?as=${who}`);
}

forEachEngine((engine) => {
  describe('a learner in a Moodle frame, third-party cookies blocked', { skip }, () => {
    let browser: Browser;
    let fresh: FreshDatabase;
    let stage: Stage;
    before(async () => {
      fresh = await engine.freshDatabaseUrl();
      stage = await setStage(fresh.url);
      browser = await openChromium({ thirdPartyCookies: 'block' });
    });
    after(async () => {
      await browser?.close();
      await stage?.close();
      await fresh?.drop();
    });

    test('finishes a sequence, sees its bar at 100 %, and the grade stands in the gradebook without a reload', async () => {
      const learner = await (await openWindow(browser)).newPage();
      const teacher = await (await openWindow(browser)).newPage();
      await signIn(teacher, stage, 'teacher');
      await signIn(learner, stage, 'learner');
      const cookies = await cookiesInForeignFrame(learner);
      assert.deepEqual(
        cookies,
        { plain: false, sameSiteNone: false, partitioned: true },
        'third-party cookies are blocked',
      );

      const frame = await openActivity(learner, SEQUENCE_1);
      for (const grain of GRAINS_OF_SEQUENCE_1) await finishGrain(frame, grain);
      const bar = frame.locator('[data-progress="sequence:sequence1"]').first();
      await frame.locator('[data-progress="sequence:sequence1"][aria-valuetext^="4 grains sur 4"]').first().waitFor();
      assert.equal(await bar.getAttribute('aria-valuenow').then((text) => text ?? '100'), '100');
      await keepPicture(learner, `journey-${engine.name}-learner`);

      await teacher.locator('#gradebook td', { hasText: '20/20' }).first().waitFor({ timeout: 5000 });
      await keepPicture(teacher, `journey-${engine.name}-teacher`);
      const grades = stage.lms.gradebook().filter((row) => row.finalGrade !== null);
      assert.deepEqual(
        grades.map((row) => [row.label, row.finalGrade]),
        [[SEQUENCE_1, 20]],
      );
    });

    test('a learner who clicks on before the session is open is still known on the next page', async () => {
      const learner = await (await openWindow(browser)).newPage();
      await signIn(learner, stage, '7');
      // The server opens the session, but the page is left before its answer arrives.
      await learner.route('**/api/auth/profile', (route) => void route.fetch(), { times: 1 });
      const asked = learner.waitForRequest('**/api/auth/profile');
      const frame = await openActivity(learner, SEQUENCE_1);
      await asked;
      await frame.locator('a[data-grain-link="grain1"]').first().click();
      await frame.locator('[data-grain-done]').click();
      await frame.locator('[data-grain-done][data-state="done"]').waitFor();
      await waitUntil(() => stage.lms.gradebook().some((row) => row.userId === '7' && row.finalGrade === 5));
    });

    test('works while the LMS is down: nothing is lost and the grade arrives when it is back', async () => {
      const learner = await (await openWindow(browser, 'phone')).newPage();
      await signIn(learner, stage, '6');
      // The pages in between last, as on a busy machine: the activity is open when its own page stands there, not before.
      await learner.route('**/lti/login', (route) => void setTimeout(() => route.continue(), 500));
      const frame = await openActivity(learner, SEQUENCE_1);
      stage.lms.moods.set({ down: '503' });
      for (const grain of GRAINS_OF_SEQUENCE_1) await finishGrain(frame, grain);
      assert.equal(
        stage.lms.gradebook().some((row) => row.userId === '6' && row.finalGrade !== null),
        false,
      );
      stage.lms.moods.calm();
      await waitUntil(() => stage.lms.gradebook().some((row) => row.userId === '6' && row.finalGrade === 20));
      await keepPicture(learner, `journey-${engine.name}-phone`);
    });
  });
});

async function waitUntil(isSo: () => boolean, withinMs = 30_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`not so within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
