import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CheckCode, CheckFault, SiteToCheck } from '../../src/catalogue/check-fault.ts';
import { checkSite } from '../../src/catalogue/site-check.ts';
import { planInstrumentation } from '../../src/catalogue/site-instrument.ts';
import { readSitePage } from '../../src/catalogue/site-page.ts';
import { scanSite } from '../../src/catalogue/site-scan.ts';
import { readSiteFolder } from '../../src/cli/site-folder.ts';
import { wildSite } from './wild-copy.ts';

const api = 'https://api.exemple.fr';
const GRAIN_1 = 'pages/module1/grain1.html';
const GRAIN_2 = 'pages/module1/grain2.html';
const GRAIN_9 = 'pages/module1/grain9.html';
const SOMMAIRE = 'pages/module1/sommaire.html';

/** The wild site, instrumented: nothing to mend. */
const clean = new Map<string, string>();
let files = new Set<string>();

before(async () => {
  const site = await readSiteFolder(wildSite);
  files = site.allFiles;
  const { plans } = planInstrumentation(site.pages, { api, scriptFile: null });
  for (const { path, html } of site.pages) {
    let now = html;
    for (const { at, text } of plans.find((plan) => plan.path === path)?.insertions.toReversed() ?? []) {
      now = now.slice(0, at) + text + now.slice(at);
    }
    clean.set(path, now);
  }
});

/** The faults after one text of one page was replaced by another. */
function faultsAfter(
  page: string,
  from: string | RegExp,
  to: string,
  more: Partial<SiteToCheck> = { api },
): CheckFault[] {
  const html = clean.get(page) ?? '';
  const changed = html.replace(from, to);
  assert.notEqual(changed, html, `${from} stands in ${page}`);
  const pages = [...clean].map(([path, text]) => ({ path, html: path === page ? changed : text }));
  return checkSite({ pages, files, ...more });
}

function lineOf(page: string, text: string): number {
  const at = (clean.get(page) ?? '').indexOf(text);
  assert.ok(at >= 0, text);
  return (clean.get(page) ?? '').slice(0, at).split('\n').length;
}

const short = (faults: readonly CheckFault[]) =>
  faults.map(({ code, path, line, subject }) => [code, path, line, subject]);

describe('each planted fault is found, where it stands, and nothing else', () => {
  test('none is planted: nothing is found', () => {
    const pages = [...clean].map(([path, html]) => ({ path, html }));
    assert.deepEqual(checkSite({ pages, files, api }), []);
    assert.deepEqual(checkSite({ pages, files }), []);
  });

  test('a page without the script', () => {
    assert.deepEqual(short(faultsAfter(GRAIN_9, /<script async.*?<\/script>/, '')), [
      ['no_script', GRAIN_9, lineOf(GRAIN_9, '<body'), GRAIN_9],
    ]);
  });

  test('a tag that speaks to another server, to nobody’s, or with a slash too many', () => {
    const tag = lineOf(GRAIN_1, '<script async');
    const other = 'data-api="https://autre.exemple.fr"';
    assert.deepEqual(short(faultsAfter(GRAIN_1, `data-api="${api}"`, other)), [
      ['wrong_api', GRAIN_1, tag, 'https://autre.exemple.fr'],
    ]);
    assert.deepEqual(
      faultsAfter(GRAIN_1, `data-api="${api}"`, `data-api="${api}/"`, {}).map(({ code, other: meant }) => [
        code,
        meant,
      ]),
      [['wrong_api', api]],
    );
    const local = 'data-api="http://localhost:3000"';
    assert.deepEqual(
      faultsAfter(GRAIN_1, `data-api="${api}"`, local, {}).map(({ code }) => code),
      ['wrong_api'],
    );
    assert.deepEqual(
      faultsAfter(GRAIN_1, `src="${api}/assets/js/progress-api.js" data-api="${api}"`, 'src="/progress-api.js"')
        .map(({ code }) => code)
        .sort(),
      ['broken_link', 'missing_api'],
    );
  });

  test('an id on two pages, an id with a space, a grain without module, a page that says nothing', () => {
    const body = lineOf(GRAIN_2, '<body');
    const duplicate = faultsAfter(GRAIN_2, 'data-grain="grain2"', 'data-grain="grain1"');
    assert.deepEqual(
      short(duplicate).filter(([code]) => code === 'duplicate_id'),
      [['duplicate_id', GRAIN_2, body, 'grain1']],
    );
    const codes = (from: string, to: string): CheckCode[] =>
      faultsAfter(GRAIN_2, from, to)
        .map(({ code }) => code)
        .filter((code) => !['unknown_grain', 'link_elsewhere'].includes(code));
    assert.deepEqual(codes('data-grain="grain2"', 'data-grain="grain2 "'), ['bad_id']);
    assert.deepEqual(codes('data-module="module1"', ''), ['grain_without_module']);
    const silent = faultsAfter(
      GRAIN_9,
      /(<a href="sommaire.html">.*?<\/a>)|data-module="module1" data-sequence="sequence2" data-grain="grain9"/g,
      '',
    );
    assert.deepEqual(
      silent.filter(({ path }) => path === GRAIN_9).map(({ code }) => code),
      ['page_without_id'],
    );
  });

  test('a sequence in two modules', () => {
    const faults = faultsAfter(GRAIN_2, 'data-module="module1"', 'data-module="module2"');
    assert.deepEqual(short(faults), [['sequence_of_two_modules', GRAIN_2, lineOf(GRAIN_2, '<body'), 'sequence1']]);
    assert.equal(faults[0]?.other, GRAIN_1);
  });

  test('a link that leads nowhere, an image that is missing, a link to a missing anchor', () => {
    assert.deepEqual(short(faultsAfter(GRAIN_1, 'href="grain2.html"', 'href="Grain2.html"')), [
      ['broken_link', GRAIN_1, lineOf(GRAIN_1, 'href="grain2.html"'), 'Grain2.html'],
    ]);
    assert.deepEqual(short(faultsAfter('index.html', 'fiole.svg', 'fiole.png')), [
      ['broken_link', 'index.html', lineOf('index.html', 'fiole.svg'), 'assets/img/fiole.png'],
    ]);
    assert.deepEqual(faultsAfter(GRAIN_1, 'href="sommaire.html"', 'href="sommaire.html#la"').length, 1);
  });

  test('a link that says another grain than it leads to, and one to a grain that no page carries', () => {
    assert.deepEqual(short(faultsAfter(SOMMAIRE, 'href="grain4.html"', 'href="grain5.html"')), [
      ['link_elsewhere', SOMMAIRE, lineOf(SOMMAIRE, 'href="grain4.html"'), 'grain4'],
    ]);
    const [fault] = faultsAfter(
      SOMMAIRE,
      'data-grain-link="grain4" href="grain4.html"',
      'data-grain-link="grian4" href="#"',
    );
    assert.deepEqual([fault?.code, fault?.subject, fault?.other], ['unknown_grain', 'grian4', 'grain4']);
  });

  test('data-grain on something else than the body: right on the card of a grain, wrong where it should make a page', () => {
    const card = '<div class="grains" data-grain="';
    assert.deepEqual(faultsAfter(SOMMAIRE, '<div class="grains', `${card}grain4"><div class="`), []);
    const [fault] = faultsAfter(SOMMAIRE, '<div class="grains', `${card}grian4"><div class="`);
    assert.deepEqual([fault?.code, fault?.subject, fault?.other], ['unknown_grain', 'grian4', 'grain4']);
    const moved = faultsAfter(GRAIN_9, /<body ([^>]*)>/, '<body><main $1>').filter(({ path }) => path === GRAIN_9);
    assert.deepEqual(short(moved), [
      ['page_without_id', GRAIN_9, lineOf(GRAIN_9, '<body'), GRAIN_9],
      ['unknown_grain', GRAIN_9, lineOf(GRAIN_9, '<body'), 'grain9'],
    ]);
  });

  test('bars: an unknown id, a scope that is none, a module without grains', () => {
    const bar = 'data-progress-text="sequence:sequence2"';
    const [unknown] = faultsAfter(SOMMAIRE, bar, 'data-progress-text="sequence:sequence22"');
    assert.deepEqual(
      [unknown?.code, unknown?.line, unknown?.other],
      ['bar_unknown', lineOf(SOMMAIRE, bar), 'sequence:sequence2'],
    );
    assert.deepEqual(
      faultsAfter(SOMMAIRE, bar, 'data-progress="sequence2"').map(({ code }) => code),
      ['bar_unknown'],
    );
    const more = '<div data-progress="module:module2"></div><div data-progress="course">';
    const pages = [...clean].map(([path, html]) => ({
      path,
      html: path === SOMMAIRE ? html.replace('<div class="grains">', more) : html,
    }));
    pages.push({
      path: 'pages/module2/sommaire.html',
      html: (clean.get(SOMMAIRE) ?? '').replaceAll('module1', 'module2'),
    });
    const all = new Set([...files, 'pages/module2/sommaire.html']);
    const empty = checkSite({ pages, files: all, api }).filter(({ code }) => code !== 'broken_link');
    assert.deepEqual(
      empty.map(({ code, subject }) => [code, subject]),
      [['bar_without_grain', 'module:module2']],
    );
  });

  test('the bar of a card whose id is none of the site’s, and a selector that finds nothing anywhere', () => {
    const card = 'data-sequence="sequence2" class="sequence-card" id="sequence2"';
    const [fault] = faultsAfter(SOMMAIRE, card, 'class="sequence-card" id="sequence02"');
    assert.deepEqual([fault?.code, fault?.subject, fault?.other], ['bar_unknown', 'sequence02', 'sequence2']);
    const selector = faultsAfter(SOMMAIRE, 'data-card-selector=".sequence-card"', 'data-card-selector=".carte"');
    assert.deepEqual(short(selector), [
      ['selector_finds_nothing', SOMMAIRE, lineOf(SOMMAIRE, '<script async'), '.carte'],
    ]);
  });

  test('a selector that is none, on the script tag or on a button', () => {
    const card = faultsAfter(SOMMAIRE, 'data-card-selector=".sequence-card"', 'data-card-selector="#1"');
    assert.deepEqual(short(card), [['bad_selector', SOMMAIRE, lineOf(SOMMAIRE, '<script async'), '#1']]);
    assert.equal(card[0]?.other, 'data-card-selector');
    for (const [from, to] of [
      ['data-done-when="#bravo"', 'data-done-when="#bravo,"'],
      ['data-done-selector="button.btn-validate"', 'data-done-selector="button.1"'],
      ['data-bar-selector=".progress-bar-container"', 'data-bar-selector="..x"'],
    ] as const) {
      assert.deepEqual(
        faultsAfter(GRAIN_1, from, to).map(({ code, path, other }) => [code, path, other]),
        [['bad_selector', GRAIN_1, to.split('=')[0]]],
      );
    }
    const own = faultsAfter(GRAIN_9, 'data-grain-done', 'data-grain-done data-done-when="#2"');
    assert.deepEqual(short(own), [['bad_selector', GRAIN_9, lineOf(GRAIN_9, 'data-grain-done'), '#2']]);
  });

  test('a grain without a finish button, and a button whose own quiz nobody asks about', () => {
    assert.deepEqual(short(faultsAfter(GRAIN_9, 'data-grain-done', '')), [
      ['no_finish_button', GRAIN_9, lineOf(GRAIN_9, '<body'), 'grain9'],
    ]);
    assert.deepEqual(short(faultsAfter(GRAIN_1, 'data-done-when="#bravo"', '')), [
      ['quiz_without_sign', GRAIN_1, lineOf(GRAIN_1, 'onclick="verifierQuiz()"'), 'Valider'],
    ]);
    assert.deepEqual(
      faultsAfter('pages/module1/grain13.html', / data-done-when="[^"]*"/, '').map(({ code }) => code),
      ['quiz_without_sign'],
      'also when a listener checks it',
    );
    assert.deepEqual(faultsAfter(GRAIN_1, 'data-done-when="#bravo"', '').length, 1);
  });

  test('what an https page cannot load over http, which an http site can', () => {
    const from = 'src="assets/img/fiole.svg"';
    const to = 'src="http://images.exemple.fr/fiole.svg"';
    assert.deepEqual(short(faultsAfter('index.html', from, to)), [
      ['mixed_content', 'index.html', lineOf('index.html', from), 'http://images.exemple.fr/fiole.svg'],
    ]);
    const style = faultsAfter(GRAIN_9, 'style="background:#fafafa"', `style="background:url('http://i.fr/a.png')"`);
    assert.deepEqual(
      style.map(({ code, subject }) => [code, subject]),
      [['mixed_content', 'http://i.fr/a.png']],
    );
    assert.deepEqual(faultsAfter('index.html', from, to, { api, siteUrl: 'http://intranet.exemple.fr/' }), []);
  });

  test('ids that the institution’s catalogue does not have', () => {
    const { catalogue } = scanSite(
      [...clean].map(([path, html]) => readSitePage(path, html)),
      files,
    );
    const pages = [...clean].map(([path, html]) => ({ path, html }));
    const known = { ...catalogue, grains: catalogue.grains.slice(1), sequences: catalogue.sequences.slice(0, 2) };
    const faults = checkSite({ pages, files, api, known, tenantId: 'T' });
    assert.deepEqual(short(faults), [
      ['not_in_catalogue', GRAIN_1, lineOf(GRAIN_1, '<body'), 'grain1'],
      ['not_in_catalogue', 'pages/module1/grain13.html', lineOf('pages/module1/grain13.html', '<BODY'), 'sequence3'],
    ]);
    assert.deepEqual(checkSite({ pages, files, api, known: catalogue, tenantId: 'T' }), []);
  });
});

describe('what the checks leave alone', () => {
  const codesOf = (html: string, path = 'pages/m/a.html') =>
    checkSite({ pages: [{ path, html }], files: new Set([path]) }).map(({ code }) => code);

  test('pieces of pages, redirections and the host’s page for what is missing need no script', () => {
    assert.deepEqual(codesOf('<p>un morceau</p>', 'morceau.html'), []);
    assert.deepEqual(
      codesOf('<html><head><meta http-equiv="refresh" content="0;url=/"></head></html>', 'vieux.html'),
      [],
    );
    assert.deepEqual(codesOf('<html><body>Perdu</body></html>', '404.html'), []);
  });

  test('a page without html, head and body tags is a page all the same: it is told what it lacks', () => {
    assert.deepEqual(codesOf('<!doctype html><title>Un</title><p>Un'), ['page_without_id', 'no_script']);
    assert.deepEqual(codesOf('<!doctype html><p>Un'), ['page_without_id', 'no_script']);
    assert.deepEqual(codesOf('<title>Un</title><p>Un'), ['page_without_id', 'no_script']);
    assert.deepEqual(codesOf('<svg><title>Un</title></svg>'), []);
  });

  test('a page that finishes its grain by its own code, or whose handler says no by itself, is right', () => {
    const page = (inside: string) =>
      `<html><head><script async src="https://a.fr/progress-api.js"></script></head><body data-module=m data-grain=g>${inside}</body></html>`;
    assert.deepEqual(codesOf(page(`<script>if (ok) progressApi('done', 'g')</script>`)), []);
    assert.deepEqual(codesOf(page('<button data-grain-done onclick="return check()">x</button>')), []);
    assert.deepEqual(codesOf(page('<button data-grain-done onclick="if (!ok) event.preventDefault()">x</button>')), []);
    assert.deepEqual(codesOf(page('<button data-grain-done onclick="check()">x</button>')), ['quiz_without_sign']);
  });
});
