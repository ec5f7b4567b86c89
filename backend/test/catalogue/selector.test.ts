import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readElements } from '../../src/catalogue/page-elements.ts';
import { matcherOf } from '../../src/catalogue/selector.ts';

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
  for (const selector of ['button:hover', 'a + b', '', 'a,,b', 'p:has(b)', '.1', '[x']) {
    assert.equal(matcherOf(selector) === undefined, selector !== '.1', selector);
  }
});
