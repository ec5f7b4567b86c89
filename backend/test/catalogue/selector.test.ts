import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readElements } from '../../src/catalogue/page-elements.ts';
import { classSelector, idSelector, matcherOf } from '../../src/catalogue/selector.ts';
import { isSelector } from '../../src/catalogue/selector-grammar.ts';

const page = readElements(
  '<body class="page"><div id="d" class="card big"><p><button class="btn btn-validate" data-x="a b">v</button></p></div><button>w</button></body>',
);
const found = (selector: string) => {
  const matches = matcherOf(selector);
  return matches && page.filter(matches).map((element) => element.tag);
};

test('finds what a browser finds, for the selectors that authors write', () => {
  assert.deepEqual(found('button.btn-validate'), ['button']);
  assert.deepEqual(found('button'), ['button', 'button']);
  assert.deepEqual(found('#d, .nothing'), ['div']);
  assert.deepEqual(found('.card.big button'), ['button']);
  assert.deepEqual(found('.card > button'), []);
  assert.deepEqual(found('div>p > button'), ['button']);
  assert.deepEqual(found('[data-x]'), ['button']);
  assert.deepEqual(found('button[data-x="a b"]'), ['button']);
  assert.deepEqual(found("[class^='card']"), ['div']);
  assert.deepEqual(found('[data-x~=b]'), ['button']);
  assert.deepEqual(found('body *'), ['div', 'p', 'button', 'button']);
});

test('says nothing about selectors that only a browser can follow', () => {
  for (const selector of ['button:hover', 'a + b', '', 'a,,b', 'p:has(b)', '.1', '[x', '#1', '-', '[x=1a]']) {
    assert.equal(matcherOf(selector), undefined, selector);
  }
});

test('tells selectors from what a browser refuses, or would have to complete', () => {
  const right = [
    'a',
    '*',
    '#bravo',
    '.btn-validate.big',
    'button.btn-validate, .x > #é',
    'a + b ~ c > d',
    '[data-x]',
    '[ data-x = "1 2" i ]',
    "[id='1']",
    '[lang|=fr]',
    '[data-x=b1]',
    'p:not(.a, [x="]"]) em',
    ':root',
    'li:nth-child(2n + 1)::before',
    '.\\31 a',
    '.a\\:b',
    '--x',
    ' .a ',
    '#a/* c */',
  ];
  for (const selector of right) assert.ok(isSelector(selector), selector);
  const wrong = [
    '',
    ' ',
    '#1',
    '.1',
    '1',
    '.2col, .a',
    '#',
    '.',
    'a,',
    ',a',
    'a,,b',
    '> a',
    'a >',
    'a > > b',
    '[x',
    '[1]',
    '[x=1a]',
    '[x="a]',
    'p:has(b',
    'a)',
    'a:',
    '#a b{',
    '$(".x")',
    'a.b(1)',
    '.-',
    '.-1',
  ];
  for (const selector of wrong) assert.ok(!isSelector(selector), selector);
});

test('any id or class can be named', () => {
  assert.deepEqual(
    ['bravo', 'é1', '_x', '1', '-1', 'a b', 'a.b', '', 'dit "ici"'].map((id) => idSelector(id)),
    ['#bravo', '#é1', '#_x', '[id="1"]', '[id="-1"]', '[id="a b"]', '[id="a.b"]', '[id=""]', `[id='dit "ici"']`],
  );
  assert.deepEqual(['carte', '2col', 'md:flex'].map(classSelector), [
    '.carte',
    '[class~="2col"]',
    '[class~="md:flex"]',
  ]);
});
