import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, open, until, waitForState } from './chromium.ts';
import { useScene } from './scene.ts';
import type { StandIn } from './stand-in.ts';
import { makeCatalogue, startSite, startStandIn } from './stand-in.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let api: StandIn;
let site: { origin: string; stop(): Promise<void> };

const launchUrl = (name: string, learner = '42') => `${site.origin}/pages/${name}.html#lti=${api.issueCode(learner)}`;
/** Quizzes and bars of pages in the wild; each button's own code stands in it. */
const wild = (tag: string, inside: string) =>
  `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Quiz</title>
  <style>#bravo{opacity:0;transition:opacity .2s} #bravo.show{opacity:1}</style>
  <script async src="%API%/assets/js/progress-api.js" ${tag}></script>
  <body data-module="module1" data-grain="grain1">${inside}`;
const extra = {
  'fading.html': wild(
    '',
    `<input id="answer"><button data-grain-done data-done-when="#bravo"
    onclick="bravo.className=answer.value==='4'?'show':''">Valider</button><p><b id="bravo">Bravo</b></p>`,
  ),
  'two-quizzes.html': wild(
    '',
    `<button data-grain-done="grain1" data-done-when="#ok1" onclick="setTimeout(()=>ok1.hidden=false,600)">1</button>
    <button data-grain-done="grain2" data-done-when="#ok2">2</button><p id="ok1" hidden>ok</p><p id="ok2" hidden>ok</p>
    <button id="correction" onclick="ok2.hidden=false">Voir la correction</button>`,
  ),
  'malformed.html': wild('data-debug data-card-selector="#1"', '<button data-grain-done>Terminer</button>'),
  'list.html': wild('', '<ol><li data-progress="course">1</li></ol>'),
};
const width = (selector: string) => page.$eval(selector, (element) => (element as HTMLElement).style.width);

describe('a page with the script', () => {
  useScene({ extra }, (scene) => {
    ({ browser, context, page, api, site } = scene);
  });

  it('shows bars, texts, links and the place to resume, for eyes and for ears', async () => {
    await open(page, launchUrl('grain1'));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await open(page, `${site.origin}/pages/sommaire.html`);
    const bar = page.getByRole('progressbar', { name: 'Tout le module' });
    assert.equal(await bar.getAttribute('value'), '12');
    assert.equal(await bar.getAttribute('aria-valuetext'), '1 grain sur 8');
    const plain = page.getByRole('progressbar', { name: 'Titre de sequence1' });
    assert.equal(await plain.getAttribute('aria-valuenow'), '25');
    assert.equal(await plain.getAttribute('aria-valuetext'), '1 grain sur 4');
    assert.equal(await width('#sequence-bar > div'), '25%');
    assert.equal(await page.textContent('[data-progress-text]'), '1 grain sur 12 terminé');
    const links = page.locator('[data-grain-link]');
    assert.deepEqual(
      await links.evaluateAll((items) => items.slice(0, 3).map((item) => (item as HTMLElement).dataset.state)),
      ['done', 'current', 'todo'],
    );
    assert.equal(await page.getByRole('link', { name: 'Grain 1 (terminé)' }).count(), 1);
    assert.equal(await page.getByRole('link', { name: 'Grain 2 (en cours)' }).count(), 1);
    assert.equal(await page.getByRole('link', { name: 'Grain 3 (à faire)' }).count(), 1);
    const resume = page.getByRole('link', { name: 'Reprendre' });
    assert.equal(await resume.getAttribute('href'), `${site.origin}/pages/grain2.html`);
    const region = await page.$eval('[role="status"]', (element) => getComputedStyle(element).clipPath);
    assert.equal(region, 'inset(50%)', 'heard, not seen');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  });

  it('is walked through with the keyboard alone, to a grain and back', async () => {
    await open(page, launchUrl('sommaire'));
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (text: string) => {
      for (let steps = 0; steps < 20; steps++) {
        if ((await focused()).startsWith(text)) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`${text} is out of the keyboard’s reach`);
    };
    await tabTo('Grain 1');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/grain1.html');
    await waitForState(page, 'idle');
    await tabTo('Terminer');
    await page.keyboard.press('Space');
    await waitForState(page, 'done');
    assert.equal(await focused(), 'Grain terminé');
    await tabTo('Retour');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-grain-link="grain1"][data-state="done"]');
  });

  it('reaches 100 % when all is done and not before', async () => {
    await open(page, launchUrl('grain1'));
    const percent = () => page.$eval('progress', (bar) => bar.value);
    for (const [grain, expected] of [
      [1, 25],
      [2, 50],
      [3, 75],
      [4, 100],
    ] as const) {
      await page.evaluate((id) => window.progressApi('done', id), `grain${grain}`);
      await until(async () => (await percent()) === expected, `${expected} %`);
    }
    await until(() => api.recorded.length === 4, 'recorded');
    assert.equal(await percent(), 100);
  });

  it('counts a grain only after its own quiz was passed, in the style of pages in the wild', async () => {
    await open(page, launchUrl('wild-grain'));
    const button = page.locator('.btn-validate');
    assert.equal(await button.locator('i').count(), 1, 'the author’s label is untouched');
    await button.click();
    await page.fill('#answer', '5');
    await button.click();
    await page.waitForTimeout(500);
    assert.equal(await button.getAttribute('data-state'), 'idle');
    assert.deepEqual(api.received, []);
    await page.fill('#answer', '4');
    await button.click();
    await waitForState(page, 'done');
    assert.equal(api.recorded[0]?.grain_id, 'grain1');
    assert.equal(await width('.progress-bar'), '12%');
    await page.click('text=Sommaire');
    await page.waitForSelector('#grain1[data-state="done"]');
    assert.equal(await width('#module-bar'), '12%');
    assert.equal(await width('#sequence-bar'), '25%');
    assert.equal(await page.getAttribute('#sequence1', 'data-state'), 'current');
    assert.equal(await page.getAttribute('#sequence2', 'data-state'), 'todo');
    assert.equal(await page.getByRole('progressbar').count(), 3);
  });

  it('does not count a failed quiz whose message is there but transparent; once it fades in, it counts', async () => {
    await open(page, launchUrl('fading'));
    await page.click('[data-grain-done]');
    await page.waitForTimeout(300);
    assert.equal(await page.getAttribute('[data-grain-done]', 'data-state'), 'idle');
    await page.fill('#answer', '4');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.received.length, 1);
  });

  it('counts a success that comes after the next click; a correction shown later finishes nothing', async () => {
    await open(page, launchUrl('two-quizzes'));
    await page.click('text=1');
    await page.click('text=2');
    await page.waitForSelector('[data-grain-done="grain1"][data-state="done"]');
    await page.click('#correction');
    await page.waitForTimeout(300);
    assert.equal(await page.getAttribute('[data-grain-done="grain2"]', 'data-state'), 'idle');
    assert.deepEqual(
      api.received.map((item) => item.grain_id),
      ['grain1'],
    );
  });

  it('tells for each grain of one page the time since the one before, in view', async () => {
    await open(page, launchUrl('grain1'));
    await page.waitForTimeout(1600);
    await page.evaluate(() => {
      window.progressApi('done', 'grain1');
      window.progressApi('done', 'grain2');
    });
    await until(() => api.recorded.length === 2, 'both recorded');
    assert.ok(Number(api.recorded[0]?.time_spent_seconds) >= 2);
    assert.equal(api.recorded[1]?.time_spent_seconds, 0);
  });

  it('says in the panel which selector of the tag is malformed; a list item that is a bar keeps its number', async () => {
    await page.goto(launchUrl('malformed'));
    await page.waitForSelector('.progress-debug');
    assert.match(`${await page.textContent('.progress-debug')}`, /Sélecteur mal écrit : #1/);
    await open(page, launchUrl('list'));
    await page.waitForSelector('li[role="progressbar"]');
    assert.equal(await page.getAttribute('li', 'value'), null);
  });

  it('does not count a click whose default the page’s own code prevented', async () => {
    await open(page, launchUrl('grain1'));
    await page.evaluate(() => {
      document.querySelector('[data-grain-done]')?.addEventListener('click', (event) => event.preventDefault());
    });
    await page.click('[data-grain-done]');
    await page.waitForTimeout(200);
    assert.deepEqual(api.received, []);
  });

  it('hears calls made before it has loaded, and starts once although its tag stands there twice', async () => {
    await open(page, launchUrl('stub'));
    await until(() => api.recorded.length === 1, 'recorded');
    assert.equal(api.recorded[0]?.score, 0.5);
    assert.equal(api.received.length, 1);
    assert.equal(await page.getByRole('status').count(), 1);
    assert.equal(api.requests.filter(({ method }) => method === 'GET').length, 1);
  });

  it('may use the ES module', async () => {
    await open(page, launchUrl('module'));
    await waitForState(page, 'done');
    assert.equal(api.recorded[0]?.score, 0.8);
  });

  it('signs in by moodle_user_id where the server allows it', async () => {
    await open(page, `${site.origin}/pages/grain1.html?moodle_user_id=77`);
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    assert.equal(api.recorded[0]?.learner, '77');
  });

  it('tells the page’s own code what happens', async () => {
    await page.addInitScript(() => {
      const told: [string, unknown][] = [];
      Object.assign(window, { told });
      for (const name of ['ready', 'queued', 'saved', 'expired']) {
        document.addEventListener(`progress:${name}`, (event) => told.push([name, (event as CustomEvent).detail]));
      }
    });
    await open(page, launchUrl('grain1'));
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    api.endSessions();
    await page.evaluate(() => window.progressApi('done', 'grain2'));
    await page.waitForSelector('.progress-notice');
    const told: [string, Record<string, unknown>][] = await page.evaluate('told');
    assert.deepEqual(
      told.map(([name]) => name),
      ['ready', 'queued', 'saved', 'queued', 'expired'],
    );
    assert.equal(told[0]?.[1].learner, 'id-42');
    assert.equal(told[2]?.[1].grain_id, 'grain1');
    assert.equal(told[1]?.[1].event_id, told[2]?.[1].event_id);
  });

  it('shows the truth after the browser’s Back button', async () => {
    await open(page, launchUrl('sommaire'));
    await page.click('text=Grain 1');
    await page.waitForURL('**/grain1.html');
    await waitForState(page, 'idle');
    await page.click('[data-grain-done]');
    await waitForState(page, 'done');
    await page.goBack();
    await page.waitForSelector('[data-grain-link="grain1"][data-state="done"]');
  });
});

describe('a catalogue of 1,000 grains', () => {
  const catalogue = makeCatalogue(125, 8);
  const list = catalogue.map(({ grain }) => `<li><a data-grain-link="${grain}" href="${grain}.html">${grain}</a></li>`);
  const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;

  /** Milliseconds that the main thread spent in script while the page loaded, other programs' turns left out, and the links marked. */
  async function measure(name: 'with' | 'without'): Promise<number> {
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${site.origin}/pages/frame.html`);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const read = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find((metric) => metric.name === 'ScriptDuration')?.value ?? 0) * 1000;
    };
    await page.goto(`${site.origin}/pages/${name}.html?x#lti=${api.issueCode('42')}`);
    const marked = name === 'with' ? 500 : 0;
    await page.waitForFunction(
      (count) => document.querySelectorAll('[data-grain-link][data-state="done"]').length === count,
      marked,
    );
    const scriptMs = await read();
    await context.close();
    return scriptMs;
  }

  it('is drawn from one answer, within the time of one frame', async (t) => {
    api = await startStandIn(catalogue);
    const script = `<script async src="${api.origin}/assets/js/progress-api.js"></script>`;
    const listing = (tag: string) =>
      `<!doctype html><html lang="fr"><meta charset="utf-8"><title>1000</title>${tag}<body data-module="module1"><ul>${list.join('')}</ul></body></html>`;
    site = await startSite(api.origin, { extra: { 'without.html': listing(''), 'with.html': listing(script) } });
    browser = await launch();
    for (const { grain, module, sequence } of catalogue.slice(0, 500)) {
      const event = { event_id: grain, grain_id: grain, module_id: module, sequence_id: sequence, age_ms: 0 };
      api.recorded.push({ ...event, learner: '42', at: Date.now() });
    }
    const without: number[] = [];
    const withScript: number[] = [];
    for (let run = 0; run < 9; run++) {
      without.push(await measure('without'));
      withScript.push(await measure('with'));
    }
    const tookMs = median(withScript) - median(without);
    t.diagnostic(`the script takes ${tookMs.toFixed(1)} ms of the main thread, median of 9`);
    assert.ok(tookMs <= 16, `more than a frame: ${tookMs} ms`);
    await browser.close();
    await site.stop();
    await api.goDown();
  });
});
