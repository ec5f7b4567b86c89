// Quizzes whose success is told late, beside everything else that people and pages click meanwhile.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { open, waitForState } from './chromium.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';

const quiz = (inside: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Quiz</title>
  <style>.faded{opacity:0} .shown{opacity:1;transition:opacity .3s}</style>
  <script async src="%API%/assets/js/progress-api.js"></script>
  <body data-module="module1" data-grain="grain1"><h1>Quiz</h1>${inside}`;
const icon = '<svg width="20" height="20"><circle r="9" cx="10" cy="10"/></svg>';
const extra = {
  'late.html': quiz(`<p>Une question</p><label><input type="radio" id="radio"> Oui</label><input id="field">
    <button id="hint">Indice</button><a id="part" href="#part">Partie 2</a>
    <button data-grain-done data-done-when="#bravo"
      onclick="setTimeout(()=>part.click(),100);setTimeout(()=>bravo.hidden=false,2500)">Valider</button>
    <p id="bravo" hidden>Bravo</p>`),
  'corrections.html': quiz(`<button data-grain-done data-done-when="#bravo">Valider</button>
    <button id="named" aria-label="Voir la correction" onclick="reveal()">${icon}</button>
    <span role="button" id="role" onclick="reveal()"><b>Solution</b></span>
    <a id="link" href="#top" onclick="reveal()">${icon}</a>
    <button id="changing" onclick="this.textContent='Masquer';reveal()">${icon}</button>
    <div id="wrapper" class="faded"><p id="bravo">Bravo</p></div>
    <script>function reveal(){wrapper.className='shown'}</script>`),
  'wrapped.html': quiz(`<div class="faded" id="wrapper"><div><p id="bravo">Bravo</p></div></div>
    <input id="answer"><button data-grain-done data-done-when="#bravo"
      onclick="wrapper.className=answer.value==='4'?'shown':'faded'">Valider</button>`),
  'never.html': quiz(`<button data-grain-done data-done-when="#bravo">Valider</button><p id="bravo" hidden>Bravo</p>`),
  'icon.html': quiz(`<button data-grain-done aria-label="J’ai fini">${icon}</button>`),
  'spinner.html': quiz(`<a href="#end" data-grain-done onclick="this.innerHTML='<i>Patience</i>'">${icon} Fini</a>`),
};
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const launchUrl = (name: string, learner = '42') => `${site.origin}/pages/${name}.html#lti=${api.issueCode(learner)}`;
const state = () => page.getAttribute('[data-grain-done]', 'data-state');

describe('a quiz', () => {
  useScene({ extra, timeoutMs: 8000 }, (scene) => {
    ({ page, api, site } = scene);
  });

  it('whose success comes late is passed whatever is clicked meanwhile, by the page itself or the learner', async () => {
    await open(page, launchUrl('late'));
    await page.click('[data-grain-done]');
    for (const place of ['h1', '#radio', '#field', '#hint']) await page.click(place);
    assert.equal(await state(), 'idle');
    await page.waitForSelector('[data-grain-done][data-state="done"]');
    assert.equal(api.received.length, 1);
  });

  it('whose success comes right after a click on its text or its fields is passed', async () => {
    await open(page, launchUrl('never'));
    await page.click('[data-grain-done]');
    await page.click('h1');
    await page.evaluate(() => document.querySelector('#bravo')?.removeAttribute('hidden'));
    await waitForState(page, 'done');
  });

  it('that was failed is not passed by its correction, though a click falls on an icon and the message fades in', async () => {
    for (const control of ['#named svg', '#role b', '#link svg', '#changing svg']) {
      await open(page, launchUrl('corrections'));
      await page.click('[data-grain-done]');
      await page.waitForTimeout(150);
      await page.click(control);
      await page.waitForTimeout(900);
      assert.equal(await state(), 'idle', control);
    }
    assert.deepEqual(api.received, []);
  });

  it('is failed as long as something transparent is around its message', async () => {
    await open(page, launchUrl('wrapped'));
    await page.click('[data-grain-done]');
    await page.waitForTimeout(300);
    assert.equal(await state(), 'idle');
    assert.deepEqual(api.received, []);
    await page.fill('#answer', '4');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
  });

  it('is waited for a minute at most; what is shown later counts with the next click', async () => {
    await page.clock.install();
    await open(page, launchUrl('never'));
    await page.click('[data-grain-done]');
    await page.clock.fastForward(30_000);
    assert.equal(await state(), 'idle');
    await page.clock.fastForward(90_000);
    await page.evaluate(() => document.querySelector('#bravo')?.removeAttribute('hidden'));
    await page.clock.runFor(1000);
    assert.equal(await state(), 'idle');
    await page.click('[data-grain-done]');
    await page.clock.runFor(1000);
    await waitForState(page, 'done');
  });

  it('hears a click on the icon in its button, which keeps its icon and says each step by its name', async () => {
    await open(page, launchUrl('icon'));
    const button = page.locator('[data-grain-done]');
    assert.equal(await button.getAttribute('aria-label'), 'J’ai fini');
    await page.click('[data-grain-done] svg');
    await waitForState(page, 'done');
    assert.equal(await page.locator('[data-grain-done] svg').count(), 1);
    assert.equal(await page.getByRole('button', { name: 'Grain terminé' }).count(), 1);
  });

  it('hears a click on an icon that the page’s own code takes away in the same moment', async () => {
    await open(page, launchUrl('spinner'));
    await page.click('[data-grain-done] svg');
    await page.waitForSelector('[data-grain-done][data-state="done"]');
    assert.equal(api.received.length, 1);
  });
});
