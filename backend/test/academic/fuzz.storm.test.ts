import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { type DocumentedRoute, documentedRoutes } from './documented-routes.ts';
import { NOW, PARIS, seedInstitutions } from './paris.ts';

/** A twentieth in the ordinary tests: most of it on the engine that answers quickest. */
const RUNS = {
  sqlite: isStorm() ? 20_000 : 600,
  postgres: isStorm() ? 20_000 : 200,
  mariadb: isStorm() ? 20_000 : 200,
};

const hostile = fc.constantFrom(
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1',
    '500',
    '501',
    '1e3',
    '9007199254740991',
    '9007199254740992',
    '99999999999999999999',
    'NaN',
  ],
  ...[
    "' or 1=1 --",
    '"; drop table students; --',
    '%',
    '_',
    '\\',
    "''",
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e',
    '😀'.repeat(64),
  ],
  ...[
    'CLASS_PARIS_L1_A',
    'STU_ZOE',
    "status='active'",
    "dateLastModified>'2025-11-13' AND sourcedId~'%'",
    "score>'50'",
    'familyName',
    'sourcedId,title',
    'active',
    'all',
    '2025-02-30',
    '2025-11-13',
    '0000-00-00',
    '9999-12-31',
    '-2025-01-01',
  ],
  ...[
    '2025-11-13T10:15:00Z',
    '275760-09-13T00:00:00Z',
    'students',
    'students,',
    'json',
    'csv',
    '__proto__',
    'x'.repeat(9000),
  ],
);
const anyValue = fc.oneof({ weight: 3, arbitrary: hostile }, fc.string({ unit: 'binary', maxLength: 80 }), fc.string());

/** A query that mixes what is declared with what is not. */
function queryFor({ parameters }: DocumentedRoute): fc.Arbitrary<[string, string][]> {
  const declared = parameters.map((one) => {
    const { enum: values = [], 'x-list-of': list = [] } = one.schema;
    const fitting = [...values, ...list];
    const value = fitting.length === 0 ? anyValue : fc.oneof(fc.constantFrom(...fitting), anyValue);
    return fc.tuple(fc.constant(one.name), value);
  });
  const foreign = fc.tuple(fc.oneof(hostile, fc.string()), anyValue);
  return fc.array(fc.oneof({ weight: 9, arbitrary: fc.oneof(...declared) }, foreign), { maxLength: 4 });
}

/** A path with whatever stands where its parameters are; never an empty one, which would be another route. */
function pathFor({ path, pathParameters }: DocumentedRoute): fc.Arbitrary<string> {
  const values = pathParameters.map(() => anyValue.filter((value) => value !== '' && !/^\.+$/.test(value)));
  return fc
    .tuple(...values)
    .map((chosen) => path.replace(/\{\w+\}/g, () => encodeURIComponent((chosen.shift() ?? '').toWellFormed())));
}

/** As a hostile client writes it: most is encoded, some is not. */
function textOf(query: readonly [string, string][], isRaw: boolean): string {
  const encode = (text: string) => {
    if (isRaw) return text.replace(/[^\x21-\x7e]|[#]/g, (c) => encodeURIComponent(c.isWellFormed() ? c : '?'));
    return encodeURIComponent(text.toWellFormed());
  };
  return query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
}

/** A token that nobody signed, with claims that nobody expects. */
const unsignedToken = fc
  .record({ iss: anyValue, sub: anyValue, tenant_id: anyValue, exp: fc.integer() })
  .map((claims) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `Bearer ${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
  });

const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).filter((text) => text.trim() !== '');

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  let key = '';
  before(async () => {
    await seedInstitutions(api.database);
    key = (await api.current.createKey({ tenantId: PARIS, perMinute: 1e9, perHour: 1e9, perDay: 1e9 })).key;
  });

  test('whatever is asked, no answer is a failure of ours and each is as the document declares it', async () => {
    const routes = await documentedRoutes(api.current.server);
    const call = fc.constantFrom(...routes).chain((route) =>
      fc.record({
        route: fc.constant(route),
        path: pathFor(route),
        query: queryFor(route),
        isRaw: fc.boolean(),
        tenant: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(undefined, PARIS) }, headerText),
        key: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, headerText),
        token: fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, unsignedToken),
        method: fc.constantFrom('GET' as const, 'GET' as const, 'GET' as const, 'HEAD' as const),
        tag: fc.option(headerText, { nil: undefined, freq: 5 }),
      }),
    );
    const property = fc.asyncProperty(call, async ({ path, ...asked }) => {
      const { route, query, isRaw, tenant, tag, key: otherKey, token, method } = asked;
      const url = `${path}?${textOf(query, isRaw)}`;
      const headers = {
        ...(token === undefined ? { 'x-api-key': otherKey ?? key } : { authorization: token }),
        ...(tenant !== undefined && { 'x-orchestrator-id': tenant }),
        ...(tag !== undefined && { 'if-none-match': tag }),
      };
      const answer = await api.current.server.inject({ method, url, headers });
      assert.ok(
        answer.statusCode < 500,
        `${url.slice(0, 500)} answered ${answer.statusCode}: ${answer.body.slice(0, 500)}`,
      );
      if (answer.statusCode === 304) return;
      if (method === 'HEAD') return assert.equal(answer.body, '');
      // An address too long to be read reaches no route, and no declaration.
      if (answer.statusCode === 414) return assert.equal(answer.json().error, 'address_too_long');
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      if (isJson)
        assert.equal(
          route.check(answer.statusCode, answer.json()),
          true,
          `${url.slice(0, 500)}: ${answer.body.slice(0, 500)}`,
        );
      else assert.equal(answer.statusCode, 200);
    });
    const numRuns = RUNS[engine.name];
    await fc.assert(property, { numRuns, interruptAfterTimeLimit: 30 * 60_000, markInterruptAsFailure: true });
  });
});
