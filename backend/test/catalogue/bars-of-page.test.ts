import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readElements } from '../../src/catalogue/page-elements.ts';
import { scriptTagOf } from '../../src/catalogue/script-tag.ts';
import { planInstrumentation } from '../../src/catalogue/site-instrument.ts';

/** A sommaire with these bars in it, as it is completed. */
function completed(bars: string): { selector: string | null; html: string } {
  const head = '<html><head></head><body data-module="m">';
  const pages = [
    { path: 'pages/m/g1.html', html: `${head}<button data-grain-done>x</button></body></html>` },
    { path: 'pages/m/sommaire.html', html: `${head}${bars}<a href="g1.html">1</a></body></html>` },
  ];
  const { plans } = planInstrumentation(pages, { api: 'https://a.fr', scriptFile: null });
  let html = pages[1]?.html ?? '';
  const insertions = plans.find(({ path }) => path.endsWith('sommaire.html'))?.insertions ?? [];
  for (const { at, text } of insertions.toReversed()) html = html.slice(0, at) + text + html.slice(at);
  return { selector: scriptTagOf(readElements(html))?.barSelector ?? null, html };
}

test('a Bootstrap bar moves itself, and its figure is counted', () => {
  const { selector, html } = completed(
    '<div class="progress"><div class="progress-bar" style="width: 0%">0%</div></div>',
  );
  assert.equal(selector, '.progress-bar');
  assert.match(html, /<div data-progress-text="module:m" class="progress-bar" style="width: 0%">0%<\/div>/);
});

test('one with an element in it is moved by its track: the script sets the width of what is first inside a bar', () => {
  const bar = '<div class="progress"><div class="progress-bar" style="width: 0%"><span>0 %</span></div></div>';
  const { selector, html } = completed(bar);
  assert.equal(selector, '.progress');
  assert.match(html, /<span data-progress-text="module:m">0 %<\/span>/);
});

test('a track that is none of every bar of the page is not taken', () => {
  const bar = '<div class="progress-bar"><span class="sr-only">0%</span></div>';
  assert.equal(completed(`<div class="progress">${bar}</div><p class="progress">x</p>`).selector, '.progress-bar');
  assert.equal(completed(`<div class="progress">${bar}</div><div>${bar}</div>`).selector, '.progress-bar');
  assert.equal(completed(`<div class="progress"><i></i>${bar}</div>`).selector, '.progress-bar');
});
