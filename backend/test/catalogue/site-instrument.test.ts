import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkSite } from '../../src/catalogue/site-check.ts';
import { readSitePage } from '../../src/catalogue/site-page.ts';
import { scanSite } from '../../src/catalogue/site-scan.ts';
import { decodePage } from '../../src/cli/page-bytes.ts';
import { readSiteFolder } from '../../src/cli/site-folder.ts';
import { api, instrumented, instrumentedText, quiz, wishes } from './instrumented.ts';
import { wildSite } from './wild-copy.ts';

describe('completing existing pages', () => {
  test('the site as teachers write them is clean afterwards, and a second run finds nothing to add', async () => {
    const { pages, allFiles } = await readSiteFolder(wildSite);
    const { plans, notes, pages: now } = instrumented(pages);
    assert.equal(plans.length, 20);
    assert.deepEqual(notes, []);
    const texts = now.map(({ path, bytes }) => ({ path, html: decodePage(bytes).text }));
    assert.deepEqual(checkSite({ pages: texts, files: allFiles, api }), []);
    assert.deepEqual(instrumented(now).plans, []);
    const { catalogue } = scanSite(
      texts.map(({ path, html }) => readSitePage(path, html)),
      allFiles,
    );
    assert.deepEqual(
      catalogue.sequences.map(({ sequenceId, title }) => [sequenceId, title]),
      [
        ['sequence1', 'Avant de commencer'],
        ['sequence2', 'Les bons gestes'],
        ['sequence3', 'Quand ça tourne mal'],
      ],
    );
    assert.deepEqual(
      catalogue.grains.map(({ grainId, moduleId, sequenceId }) => [grainId, moduleId, sequenceId]),
      Array.from({ length: 18 }, (_, i) => [`grain${i + 1}`, 'module1', `sequence${Math.floor(i / 6) + 1}`]),
    );
  });

  test('a file keeps its encoding, its mark and its line ends', async () => {
    const { pages } = await readSiteFolder(wildSite);
    for (const { path, bytes } of instrumented(pages).pages) {
      const before = pages.find((page) => page.path === path)?.bytes ?? Buffer.alloc(0);
      const [old, now] = [decodePage(before), decodePage(bytes)];
      assert.deepEqual([now.encoding, now.markLength], [old.encoding, old.markLength], path);
      assert.equal(now.text.includes('\r\n'), old.text.includes('\r\n'), path);
      if (old.text.includes('\r\n')) assert.ok(!/[^\r]\n/.test(now.text), `${path} has one kind of line end only`);
    }
  });

  test('the example course lacks nothing', async () => {
    const { pages } = await readSiteFolder(new URL('../../..', import.meta.url).pathname);
    assert.deepEqual(instrumented(pages, { scriptFile: 'assets/js/progress-api.js' }).plans, []);
  });

  test('ids come from names, folders and sommaires; folders that each count from 1 are kept apart', () => {
    const page = '<html><head></head><body><button data-grain-done>x</button></body></html>';
    const { pages } = instrumentedText({
      'pages/module1/grain1.html': page,
      'pages/module2/grain1.html': page,
      'pages/module2/cours-b.html': page,
      'pages/module2/sommaire.html':
        '<html><head></head><body><h2>Séquence 4 : la suite</h2><a href="grain1.html">1</a>' +
        '<div id="grain7" class="c"><a href="cours-b.html">b</a></div></body></html>',
    });
    assert.match(pages['pages/module1/grain1.html'] ?? '', /<body data-module="module1" data-grain="module1-grain1">/);
    assert.match(
      pages['pages/module2/grain1.html'] ?? '',
      /<body data-module="module2" data-sequence="sequence4" data-grain="module2-grain1">/,
    );
    assert.match(pages['pages/module2/cours-b.html'] ?? '', /data-grain="grain7"/);
    assert.match(pages['pages/module2/sommaire.html'] ?? '', /<body data-module="module2">.*data-grain-link="grain7"/);
  });

  test('a page whose author left out html, head and body, as HTML allows, is completed like any other', () => {
    const { pages, notes } = instrumentedText({
      'pages/m/grain1.html':
        '<!doctype html>\n<meta charset=utf-8>\n<title>Un</title>\n<h1>Un</h1>\n<button data-grain-done>x</button>\n',
      'pages/m/grain2.html': '<title>Deux</title><button data-grain-done>x</button>',
      'pages/m/grain3.html':
        '<!doctype html><html lang=fr><title>Trois</title>Du texte<button data-grain-done>x</button>',
      'pages/m/grain4.html': '<!DOCTYPE html>Quatre <button data-grain-done>x</button>',
      'pages/morceau.html': '<p>Un morceau</p>',
    });
    assert.deepEqual(notes, []);
    const stub =
      '<script>addEventListener("click",window.progressApi??=(...a)=>(progressApi.q??=[]).push(a),true)</script>';
    const script = `<script async src="${api}/assets/js/progress-api.js" data-api="${api}"></script>`;
    assert.equal(
      pages['pages/m/grain1.html'],
      `<!doctype html>\n<meta charset=utf-8>\n<title>Un</title>\n${stub}\n${script}\n<body data-module="m" data-grain="grain1">\n<h1>Un</h1>\n<button data-grain-done>x</button>\n`,
    );
    assert.equal(
      pages['pages/m/grain2.html'],
      `<title>Deux</title>${stub}${script}<body data-module="m" data-grain="grain2"><button data-grain-done>x</button>`,
    );
    assert.match(pages['pages/m/grain3.html'] ?? '', /<\/title><body data-module="m" data-grain="grain3">Du texte/);
    assert.match(pages['pages/m/grain4.html'] ?? '', /<!DOCTYPE html><script>.*<body [^>]*grain4">Quatre/);
    assert.equal(pages['pages/morceau.html'], '<p>Un morceau</p>');
    const texts = Object.entries(pages).map(([path, html]) => ({ path, html }));
    assert.deepEqual(checkSite({ pages: texts, files: new Set(Object.keys(pages)), api }), []);
    assert.deepEqual(instrumentedText(pages).pages, pages);
  });

  test('the body tag is the one that a browser takes: not one in a comment, also one in capitals or after content', () => {
    const button = '<button data-grain-done>x</button>';
    const bodyOf = (html: string) => {
      const { pages, notes } = instrumentedText({ 'pages/m/grain1.html': html });
      assert.deepEqual(notes, []);
      return (pages['pages/m/grain1.html'] ?? '').replace(/\n?<script.*<\/script>/s, '');
    };
    const ids = 'data-module="m" data-grain="grain1"';
    for (const [before, after] of [
      ['<html><head></head><!-- <body> --><BODY\nclass=a>', `<html><head></head><!-- <body> --><BODY ${ids}\nclass=a>`],
      [
        '<!--[if IE]><body class=ie><![endif]--><body class=a>',
        `<!--[if IE]><body class=ie><![endif]--><body ${ids} class=a>`,
      ],
      ['<html><![if !IE]><body><![endif]>', `<html><![if !IE]><body ${ids}><![endif]>`],
      [
        '<html><head><center>Titre</center></head><body class=a>',
        `<html><head><center>Titre</center></head><body ${ids} class=a>`,
      ],
      ['<html><div><!-- <body> --></div><Body>', `<html><div><!-- <body> --></div><Body ${ids}>`],
    ]) {
      assert.equal(bodyOf(before + button), after + button);
    }
  });

  test('a page of frames has no body, which is said', () => {
    const html = '<html><head></head><frameset><frame src="a.html"></frameset></html>';
    const { notes } = instrumentedText({ 'pages/m/grain1.html': html });
    assert.deepEqual(
      notes.map(({ code }) => code),
      ['no_body', 'no_button'],
    );
  });

  test('ids and classes that begin with a digit are written as selectors that a browser takes', () => {
    const grain = (n: number, rest = '') =>
      `<html><head></head><body data-module="m" data-grain="${n}">${rest}<button data-grain-done>x</button></body></html>`;
    const { pages } = instrumentedText({
      'pages/m/a.html': grain(1),
      'pages/m/b.html': grain(2),
      'pages/m/sommaire.html':
        '<html><head></head><body data-module="m"><div id="1">un</div><div id="2">deux</div></body></html>',
      'pages/m/c.html': quiz('<button class="btn-validate">Valider</button>', '<p class="2x bravo" hidden>Bravo</p>'),
    });
    assert.match(
      pages['pages/m/sommaire.html'] ?? '',
      /data-card-selector="\[id=&quot;1&quot;\],\[id=&quot;2&quot;\]"/,
    );
    assert.match(pages['pages/m/c.html'] ?? '', /data-done-when="\[class~=&quot;2x&quot;\]\.bravo"/);
  });

  test('what the author wrote wins, and letters outside ASCII are written as references', () => {
    const { pages } = instrumentedText({
      'pages/chimie générale/grain1.html':
        '<html><head></head><body data-grain="mon-grain" CLASS=x/><button data-grain-done>x</button></body></html>',
    });
    assert.match(
      pages['pages/chimie générale/grain1.html'] ?? '',
      /<body data-module="chimie g&#233;n&#233;rale" data-grain="mon-grain" CLASS=x\/>/,
    );
  });
});

describe('the finish button of an existing page', () => {
  const noteOf = (html: string, wanted = wishes) =>
    instrumentedText({ 'pages/m/grain1.html': html }, wanted).notes.map(({ code }) => code);
  const resultOf = (html: string, wanted = wishes) =>
    instrumentedText({ 'pages/m/grain1.html': html }, wanted).pages['pages/m/grain1.html'] ?? '';

  test('one that checks a quiz is never made to finish the grain unless success can be seen', () => {
    const html = quiz('<button class="btn-validate" onclick="check()">Valider</button>');
    assert.deepEqual(noteOf(html), ['quiz_without_sign']);
    assert.ok(!resultOf(html).includes('done'));
    const told = resultOf(html, { ...wishes, doneWhen: '.gagné' });
    assert.match(told, /data-done-selector="button.btn-validate" data-done-when=".gagn&#233;"/);
  });

  test('two messages of success, as two questions have them, are no sign', () => {
    const two = '<p class="bravo" hidden>Bravo</p><p class="bravo" hidden>Bravo</p>';
    assert.deepEqual(noteOf(quiz('<button class="btn-validate">Valider</button>', two)), ['quiz_without_sign']);
  });

  test('a word that also says failure is no sign', () => {
    const wrong = '<p id="incorrect" hidden>Incorrect</p><p class="correction" hidden>La correction</p>';
    assert.deepEqual(noteOf(quiz('<button class="btn-validate">Valider</button>', wrong)), ['quiz_without_sign']);
  });

  test('several buttons are left to the author, as is a page without one', () => {
    const one = '<button class="btn-validate">Valider</button>';
    assert.deepEqual(noteOf(quiz(one + one)), ['several_buttons']);
    assert.deepEqual(noteOf('<html><body><p>Rien</p></body></html>'), ['no_button']);
  });

  test('clicks made before the script has loaded are kept by a line of its own on pages of grains, and only there', () => {
    const button = '<button data-grain-done>Terminer</button>';
    const stub = /<script>addEventListener\("click",window\.progressApi\?\?=[^<]+<\/script>/;
    assert.match(resultOf(`<html>\r\n<head>\r\n  <title>x</title>\r\n</head>\r\n<body>${button}</body></html>`), stub);
    const sommaire = '<html><head></head><body data-module="m"><a href="grain1.html">1</a></body></html>';
    const both = { 'pages/m/sommaire.html': sommaire, 'pages/m/grain1.html': `<html><head></head><body>${button}` };
    assert.doesNotMatch(instrumentedText(both).pages['pages/m/sommaire.html'] ?? '', stub);
    const policy = `<meta http-equiv="Content-Security-Policy" content="script-src ${api}">`;
    const strict = resultOf(`<html><head>${policy}</head><body>${button}</body></html>`);
    assert.ok(strict.includes('<script async') && !stub.test(strict), 'its own content policy would stop it');
    const own =
      '<script>window.progressApi=window.progressApi||function(){(progressApi.q=progressApi.q||[]).push(arguments)}</script>';
    assert.doesNotMatch(resultOf(`<html><head>${own}</head><body>${button}</body></html>`), stub, 'it has one');
  });

  test('that line hides from site check neither a quiz that nobody asks about nor makes one up', () => {
    const codes = (button: string) => {
      const { pages } = instrumentedText({ 'pages/m/grain1.html': quiz(button) });
      const html = pages['pages/m/grain1.html'] ?? '';
      assert.match(html, /progressApi\.q/);
      const page = { path: 'pages/m/grain1.html', html };
      return checkSite({ pages: [page], files: new Set([page.path]), api }).map(({ code }) => code);
    };
    assert.deepEqual(codes('<button data-grain-done onclick="check()">Valider</button>'), ['quiz_without_sign']);
    const named =
      '<button data-grain-done class="big">Terminer</button><script>document.querySelector(".big")</script>';
    assert.deepEqual(codes(named), []);
  });

  test('a page that calls the script itself is left as it is', () => {
    const own = `<script>function ok() { progressApi('done', 'g1'); }</script>`;
    assert.deepEqual(noteOf(quiz('<button class="btn-validate" onclick="ok()">Valider</button>', own)), []);
  });
});
