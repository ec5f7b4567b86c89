import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckCode } from '../../src/catalogue/check-fault.ts';
import { closestId } from '../../src/catalogue/closest-id.ts';
import { textOfFault } from '../../src/catalogue/site-check-texts.ts';

test('an id that is nearly right is recognised, one that is quite different is not', () => {
  const known = new Set(['grain1', 'grain12', 'sequence1']);
  assert.equal(closestId('garin1', known), 'grain1');
  assert.equal(closestId('Grain12', known), 'grain12');
  assert.equal(closestId('module7', known), undefined);
  assert.equal(closestId('x', known), undefined);
});

test('every fault has a sentence and a remedy in both languages', () => {
  const codes: CheckCode[] = [
    'http_error',
    'misread_letters',
    'encoding_missing',
    'encoding_wrong',
    'no_script',
    'missing_api',
    'wrong_api',
    'api_silent',
    'origin_not_allowed',
    'mixed_content',
    'page_without_id',
    'duplicate_id',
    'bad_id',
    'grain_without_module',
    'sequence_of_two_modules',
    'not_in_catalogue',
    'no_finish_button',
    'quiz_without_sign',
    'unknown_grain',
    'link_elsewhere',
    'bar_unknown',
    'bar_without_grain',
    'selector_finds_nothing',
    'bad_selector',
    'broken_link',
    'link_outside',
  ];
  for (const code of codes) {
    for (const fault of [
      { code, path: 'p', line: 1, subject: 's' },
      { code, path: 'p', line: 1, subject: 's', other: 'o' },
    ]) {
      const [fr, en] = [textOfFault(fault, 'fr'), textOfFault(fault, 'en')];
      assert.ok(fr.message !== en.message && fr.remedy !== en.remedy, code);
      assert.ok(!/undefined/.test(JSON.stringify([fr, en])), code);
    }
  }
});
