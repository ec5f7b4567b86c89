import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type PageElement, readElements } from '../../src/catalogue/page-elements.ts';
import { isStub } from '../../src/catalogue/script-tag.ts';
import { decodePage } from '../../src/cli/page-bytes.ts';
import { api, instrumented, type Page } from './instrumented.ts';

// Pieces as they stand in pages, well formed and not.
const PIECES = [
  '<!doctype html>',
  '<html lang=fr>',
  '<HEAD>',
  '</head>',
  '<title>é – œ</title>',
  '<body class=a/>',
  '<BODY\r\n  bgcolor="#fff"\r\n>',
  '<body data-grain="x">',
  '</body>',
  '<div id="sequence1" class="sequence-card">',
  '<div class="progress-bar-container"><div class="progress-bar">0%</div></div>',
  '<a href="grain1.html"><b>un</a></b>',
  '<a href="grain2.html" data-grain-link=grain2>',
  '</div>',
  '<p>',
  '<table><tr><a href="grain1.html">',
  '<button class="btn-validate" onclick="f()">Valider</button>',
  "<button>J'ai terminé</button>",
  '<div id=bravo hidden>Bravo</div>',
  '<script>var s = "</head><body>";</script>',
  '<!-- </head> <body> -->',
  '<style>.bravo{display:none}</style>',
  '<input type=radio>',
  '<script src="../assets/js/progress-api.js"></script>',
  '<svg><a href="grain1.html"/></svg>',
  '<template><a href="grain1.html"></template>',
  '\r\n',
  '\n',
  '\r',
  '  ',
  'Où ? À Noël, 3 < 4 & 5 > 2',
  '</html>',
];
const ENCODINGS = {
  utf8: (text: string) => Buffer.from(text),
  'utf8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  latin1: (text: string) => Buffer.from(text.replaceAll('œ', 'oe').replaceAll('–', '-'), 'latin1'),
  utf16: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
};
const anyPage = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }), fc.constantFrom(...Object.values(ENCODINGS)))
  .map(([pieces, encode]) => encode(pieces.join('')));
const anySite = fc.tuple(anyPage, anyPage, anyPage).map((pages) =>
  pages.map(
    (bytes, i): Page => ({
      path: ['pages/m/grain1.html', 'pages/m/grain2.html', 'pages/m/sommaire.html'][i] ?? '',
      bytes,
    }),
  ),
);

/** Elements as source says them, without what instrumenting adds. */
function outline(elements: readonly PageElement[], isAdded: (element: PageElement, name: string) => boolean): string[] {
  return elements.map((element) => {
    const attributes = [...element.attributes].filter(([name]) => !isAdded(element, name));
    return `${element.tag} ${JSON.stringify(attributes.sort())}`;
  });
}

describe('whatever the pages look like', () => {
  test('taking the insertions out gives back the original bytes', () => {
    fc.assert(
      fc.property(anySite, (pages) => {
        const { plans, pages: now } = instrumented(pages);
        for (const { path, insertions } of plans) {
          const before = pages.find((page) => page.path === path)?.bytes ?? Buffer.alloc(0);
          let left = now.find((page) => page.path === path)?.bytes ?? Buffer.alloc(0);
          const isWide = decodePage(before).encoding === 'utf-16le';
          for (const { text } of insertions) {
            const added = Buffer.from(text, isWide ? 'utf16le' : 'ascii');
            const at = firstDifference(left, before);
            // Where the new text begins like the old, the two differ only later: look back for the whole of it.
            const start = left.lastIndexOf(added, at);
            assert.ok(start >= 0 && start <= at, `${text} stands at ${at}`);
            left = Buffer.concat([left.subarray(0, start), left.subarray(start + added.length)]);
          }
          assert.deepEqual(left, before);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a browser reads the same elements as before, with the attributes that were added and nothing else', () => {
    fc.assert(
      fc.property(anySite, (pages) => {
        const { plans, pages: now } = instrumented(pages);
        for (const { path, insertions } of plans) {
          const before = readElements(
            decodePage(pages.find((page) => page.path === path)?.bytes ?? Buffer.alloc(0)).text,
          );
          const after = readElements(decodePage(now.find((page) => page.path === path)?.bytes ?? Buffer.alloc(0)).text);
          const added = new Set(
            insertions.flatMap(({ text }) => [...text.matchAll(/ (data-[\w-]+)/g)].map(([, name]) => name)),
          );
          const isAdded = (_: PageElement, name: string) => added.has(name);
          const scripts = insertions.flatMap(({ text }) => text.match(/<script/g) ?? []).length;
          const kept = after.filter(
            (one) =>
              scripts === 0 || !(isStub(one) || one.attributes.get('src') === `${api}/assets/js/progress-api.js`),
          );
          assert.equal(after.length - kept.length, scripts);
          assert.deepEqual(outline(kept, isAdded), outline(before, isAdded));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a second run adds nothing', () => {
    fc.assert(
      fc.property(anySite, (pages) => {
        const once = instrumented(pages).pages;
        const { plans } = instrumented(once);
        assert.deepEqual(plans, []);
      }),
      { numRuns: 300 },
    );
  });
});

function firstDifference(a: Buffer, b: Buffer): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return a.length;
}
