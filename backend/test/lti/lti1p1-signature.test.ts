import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  authorizationHeader,
  encoded,
  isSameText,
  isSignedBy,
  signatureBase,
  signatureOf,
} from '../../src/lti/lti1p1-signature.ts';
import { recordingOf } from './recorded-moodle.ts';

/** Key and secret of the recorded Moodle. */
const KEY = 'lab-key';
const SECRET = 'lab-secret-é&1';

test('RFC 5849, 3.4.1.1: the base string, with parameters that come twice, empty ones and signs of all kinds', () => {
  const request = {
    method: 'POST',
    url: 'http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b',
    parameters: [
      ...new URLSearchParams('b5=%3D%253D&a3=a&c%40=&a2=r%20b'),
      ...new URLSearchParams('c2&a3=2+q'),
      ['realm', 'Example'],
      ['oauth_consumer_key', '9djdj82h48djs9d2'],
      ['oauth_token', 'kkk9d7dh3k39sjv7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '137131201'],
      ['oauth_nonce', '7d8f3e4a'],
      ['oauth_signature', 'bYT5CMsGcbgUdFHObYMEfcx6bsw='],
    ] as [string, string][],
  };
  assert.equal(
    signatureBase(request),
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
      '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
      '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  );
});

test('RFC 5849, 3.6: unreserved characters stay, all others are percent-encoded in capitals', () => {
  assert.equal(encoded("abcXYZ019-._~ !'()*é+&=/"), 'abcXYZ019-._~%20%21%27%28%29%2A%C3%A9%2B%26%3D%2F');
});

test('RFC 5849, 3.4.1.2: scheme and host in lower case, the default port left out, any other kept', () => {
  const baseUrl = (url: string) =>
    decodeURIComponent(signatureBase({ method: 'get', url, parameters: [] }).split('&')[1] ?? '');
  assert.equal(baseUrl('HTTPS://API.Exemple.fr:443/Lti?x=1'), 'https://api.exemple.fr/Lti');
  assert.equal(baseUrl('http://127.0.0.1:9080/lti11'), 'http://127.0.0.1:9080/lti11');
});

describe('what a real Moodle signed', () => {
  for (const who of ['student', 'teacher']) {
    const { url, body } = recordedLaunch(who);
    const form = [...new URLSearchParams(body)];
    const parameters = [...new URL(url).searchParams, ...form];
    const signature = form.find(([name]) => name === 'oauth_signature')?.[1] ?? '';
    const isGood = (changes: { secret?: string; parameters?: [string, string][]; url?: string }) =>
      isSignedBy(
        { method: 'POST', url: changes.url ?? url, parameters: changes.parameters ?? parameters },
        'HMAC-SHA1',
        { secret: changes.secret ?? SECRET, signature },
      );

    test(`is good for the ${who}, the query of the address included`, () => assert.equal(isGood({}), true));

    test(`is not good once anything of the ${who}’s launch is changed`, () => {
      assert.equal(isGood({ secret: 'lab-secret-é&2' }), false);
      assert.equal(isGood({ parameters: form }), false, 'the query belongs to it');
      assert.equal(isGood({ url: url.replace('9080', '9081') }), false, 'so does the port');
      assert.equal(isGood({ url: url.replace('http:', 'https:') }), false);
      for (const [at] of parameters.entries()) {
        const changed = parameters.map(([name, value], i): [string, string] => [name, i === at ? `${value}x` : value]);
        if (parameters[at]?.[0] !== 'oauth_signature') assert.equal(isGood({ parameters: changed }), false);
      }
    });
  }
});

test('a signed call of ours is what Moodle took: hash of the body, nonce, time and signature in one header', () => {
  for (const { what, request, response } of recordingOf('basic-outcomes')) {
    const header = request.headers.authorization ?? '';
    const value = (name: string) => decodeURIComponent(new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? '');
    if (!response.body.includes('>success<') || value('oauth_consumer_key') !== KEY) continue;
    const signer = {
      consumerKey: KEY,
      secret: SECRET,
      nonce: value('oauth_nonce'),
      timestampSeconds: Number(value('oauth_timestamp')),
    };
    const ours = authorizationHeader(request.url, request.body ?? '', signer);
    for (const name of ['oauth_body_hash', 'oauth_signature']) {
      const mine = decodeURIComponent(new RegExp(`${name}="([^"]*)"`).exec(ours)?.[1] ?? '');
      assert.equal(mine, value(name), `${what}: ${name}`);
    }
  }
});

test('the order in which parameters come does not matter, their values do', () => {
  const pair = fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 8 }), (pairs) => {
      const request = (parameters: [string, string][]) => ({ method: 'POST', url: 'https://a.fr/x', parameters });
      const signature = signatureOf(request(pairs), 'HMAC-SHA256', 's');
      assert.equal(signatureOf(request([...pairs].reverse()), 'HMAC-SHA256', 's'), signature);
      assert.equal(isSignedBy(request([...pairs, ['extra', '1']]), 'HMAC-SHA256', { secret: 's', signature }), false);
    }),
  );
});

test('texts of different lengths are different', () => {
  assert.equal(isSameText('abc', 'abc'), true);
  assert.equal(isSameText('abc', 'abcd'), false);
  assert.equal(isSameText('abc', ''), false);
});

function recordedLaunch(who: string): { url: string; body: string } {
  const file = path.join(import.meta.dirname, `../../../practice-lms/test/recorded/lti1p1-launch-${who}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { request: { url: string; body: string } }).request;
}
