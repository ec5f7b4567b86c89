import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { scanFolder } from '../../src/catalogue/catalogue.commands.ts';
import { catalogueFromManifest } from '../../src/catalogue/manifest.ts';
import { readSitePage } from '../../src/catalogue/site-page.ts';
import { scanSite } from '../../src/catalogue/site-scan.ts';

const grain = (id: string, module = 'm1', sequence = 's1', body = ''): string =>
  `<!doctype html><html><head><title>t</title></head>\n<body data-module="${module}" data-sequence="${sequence}" data-grain="${id}">\n<h1>Grain  ${id}</h1>${body}</body></html>`;

const scan = (pages: Record<string, string>) =>
  scanSite(
    Object.entries(pages).map(([file, html]) => readSitePage(file, html)),
    new Set(Object.keys(pages)),
  );

describe('scanning a site', () => {
  test('reads modules, sequences and grains with their titles from the attributes', () => {
    const { catalogue, faults } = scan({
      'pages/m1/sommaire.html':
        '<body data-module="m1"><h1>Module un</h1><section data-sequence="s1"><h2>Séquence <b>une</b></h2>' +
        '<a data-grain-link="g2" href="g2.html">2</a><a data-grain-link="g1" href="g1.html">1</a></section></body>',
      'pages/m1/g1.html': grain('g1'),
      'pages/m1/g2.html': grain('g2'),
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(catalogue.modules, [{ moduleId: 'm1', title: 'Module un', url: 'pages/m1/sommaire.html' }]);
    assert.deepEqual(catalogue.sequences, [{ sequenceId: 's1', moduleId: 'm1', title: 'Séquence une' }]);
    assert.deepEqual(
      catalogue.grains.map((one) => one.grainId),
      ['g2', 'g1'],
      'in the order of the sommaire',
    );
    assert.equal(catalogue.grains[0]?.title, 'Grain g2');
  });

  test('orders unlinked grains naturally: grain2 before grain10', () => {
    const { catalogue } = scan({ 'pages/grain10.html': grain('grain10'), 'pages/grain2.html': grain('grain2') });
    assert.deepEqual(
      catalogue.grains.map((one) => one.grainId),
      ['grain2', 'grain10'],
    );
  });

  test('reports a page without ids, an id on two pages and a broken link, each with its line', () => {
    const { faults } = scan({
      'pages/a.html': grain('g1', 'm1', 's1', '\n<a href="nowhere.html">x</a>'),
      'pages/b.html': grain('g1'),
      'pages/c.html': '<!doctype html>\n\n<body><p>rien</p></body>',
    });
    assert.deepEqual(faults.map(({ code, path: page, line }) => `${code} ${page}:${line}`).sort(), [
      'broken_link pages/a.html:4',
      'duplicate_id pages/b.html:2',
      'page_without_id pages/c.html:3',
    ]);
  });

  test('a page without ids is reported wherever it lies, and whatever it links to', () => {
    const bare = (inside = '') => `<!doctype html><html><head><title>t</title></head><body>${inside}</body></html>`;
    const sommaire = '<html><body data-module="m1"><a href="g1.html">1</a></body></html>';
    const withoutId = (pages: Record<string, string>) =>
      scan(pages)
        .faults.filter(({ code }) => code === 'page_without_id')
        .map(({ path: page }) => page);
    const module = { 'pages/m1/sommaire.html': sommaire, 'pages/m1/g1.html': grain('g1') };
    assert.deepEqual(
      withoutId({
        ...module,
        'pages/m1/suite.html': bare('<a href="sommaire.html">Sommaire</a> <a href="module2.html">x</a>'),
        'pages/m1/grain9.html': bare('<nav><a data-grain-link="g1" href="g1.html">1</a></nav>'),
        'pages/m1/fin.html': bare('<a data-grain-link="g1" href="g1.html">1</a><button data-grain-done>x</button>'),
        'grain7.html': bare('<a href="pages/m1/sommaire.html">Sommaire</a>'),
        'pages/m1/main.html': bare('<main data-grain="g3" data-module="m1">x</main>'),
      }),
      ['grain7.html', 'pages/m1/fin.html', 'pages/m1/grain9.html', 'pages/m1/main.html', 'pages/m1/suite.html'],
    );
    assert.deepEqual(withoutId({ 'index.html': bare(), 'lecon-a.html': bare(), 'cours/b.html': bare() }), [
      'cours/b.html',
      'lecon-a.html',
    ]);
    assert.deepEqual(
      withoutId({
        ...module,
        'pages/m2/sommaire.html': bare('<a data-grain-link="h1" href="h1.html">1</a>'),
        'pages/m2/h1.html': grain('h1', 'm2'),
      }),
      ['pages/m2/sommaire.html'],
      'a sommaire of one module',
    );
  });

  test('a sequence that two modules use is reported once for each further module, with the page that had it first', () => {
    const { faults } = scan({
      'pages/m1/g1.html': grain('g1', 'm1', 'sequence1'),
      'pages/m1/g2.html': grain('g2', 'm1', 'sequence1'),
      'pages/m2/g3.html': grain('g3', 'm2', 'sequence1'),
      'pages/m2/g4.html': grain('g4', 'm2', 'sequence1'),
      'pages/m2/g5.html': grain('g5', 'm2', 'sequence2'),
    });
    assert.deepEqual(faults, [
      {
        code: 'sequence_of_two_modules',
        path: 'pages/m2/g3.html',
        line: 2,
        subject: 'sequence1',
        other: 'pages/m1/g1.html',
      },
    ]);
  });

  test('pages that lead to the course, legal notices and pieces of pages need no ids', () => {
    const page = (inside: string) => `<html><body>${inside}</body></html>`;
    const { faults, catalogue } = scan({
      'index.html': page('<a href="pages/accueil.html">x</a>'),
      'mentions-legales.html': page('x'),
      'pages/accueil.html': page('<a href="m1/sommaire.html">1</a>'),
      'pages/tout.html': page('<a href="m1/sommaire.html">1</a> <a href="m2/sommaire.html">2</a>'),
      'pages/cours.html': page('<article data-grain="g1"><a data-grain-link="g1" href="m1/g1.html">1</a></article>'),
      'pages/credits.html': page('x'),
      'pages/menu.html': '<ul><li>un morceau</li></ul>',
      'pages/vieux.html': '<html><head><meta http-equiv="refresh" content="0;url=cours.html"></head></html>',
      'pages/m1/sommaire.html':
        '<html><body data-module="m1"><div data-grain="g1"><a href="g1.html">1</a></div></body></html>',
      'pages/m1/g1.html': grain('g1'),
      'pages/m2/sommaire.html': '<html><body data-module="m2"><a href="g2.html">2</a></body></html>',
      'pages/m2/g2.html': grain('g2', 'm2', 's2'),
    });
    assert.deepEqual(faults, []);
    assert.deepEqual(
      catalogue.grains.map((one) => [one.grainId, one.url]),
      [
        ['g1', 'pages/m1/g1.html'],
        ['g2', 'pages/m2/g2.html'],
      ],
    );
  });

  test('accepts links to other sites, mail addresses and existing anchors, and reports a missing anchor', () => {
    const links =
      '<a href="https://x.example/">a</a><a href="mailto:a@b.c">b</a><a href="#ici">c</a><a href="#la">d</a><p id="ici"></p>';
    const { faults } = scan({ 'pages/a.html': grain('g1', 'm1', 's1', links) });
    assert.deepEqual(
      faults.map((fault) => fault.subject),
      ['#la'],
    );
  });

  test('the example course has 3 modules, 6 sequences and 24 grains, and no fault', async () => {
    const { catalogue, faults } = await scanFolder(path.resolve(import.meta.dirname, '../../..'));
    assert.deepEqual(faults, []);
    assert.equal(catalogue.courseUrl, 'pages/cours.html');
    assert.deepEqual([catalogue.modules.length, catalogue.sequences.length, catalogue.grains.length], [3, 6, 24]);
  });
});

describe('a catalogue written by hand', () => {
  test('is read with its sequences, and grains directly below a module', () => {
    const catalogue = catalogueFromManifest({
      modules: [
        {
          id: 'm1',
          title: 'Un',
          sequences: [{ id: 's1', title: 'S', grains: [{ id: 'g1', minutes: 4 }] }],
          grains: [{ id: 'g2' }],
        },
      ],
    });
    assert.deepEqual(
      catalogue.grains.map((one) => [one.grainId, one.sequenceId, one.minutes]),
      [
        ['g1', 's1', 4],
        ['g2', null, null],
      ],
    );
  });

  test('names every fault and where it stands', () => {
    assert.throws(
      () => catalogueFromManifest({ modules: [{ id: ' m1' }, { id: 'm2', sequences: [{ id: 's', grains: 'x' }] }] }),
      (error: { code: string; message: string }) =>
        error.code === 'catalogue.bad_manifest' &&
        /modules\[0\]/.test(error.message) &&
        /modules\[1\]\.sequences\[0\]/.test(error.message),
    );
  });
});
