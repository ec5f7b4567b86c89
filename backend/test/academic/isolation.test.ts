import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sql } from 'kysely';
import { academicOf } from '../support/academic.ts';
import { forEachEngine } from '../support/engines.ts';
import { isStorm } from '../support/storm.ts';
import { API_PREFIXES, type DocumentedParameter, type DocumentedRoute, documentedRoutes } from './documented-routes.ts';
import { LYON, NOW, PARIS, seedInstitutions } from './paris.ts';

interface Credential {
  name: string;
  headers: Record<string, string>;
  /** What such a caller may be answered at all. */
  statuses: readonly number[];
  /** Whose data must not show. */
  foreign: readonly string[];
}

/** What stands in rows of one institution only. */
const OF_LYON = ['SECRET-LYON', 'STU_LYON"', 'CLASS_LYON"', 'THEME_LYON"', 'ASG_LYON"'];
const OF_PARIS = ['zoe@paris', 'Lefèvre', 'Curie', 'L1 B', 'SQL avancé', 'Quiz SQL', 'STU_ALI'];

forEachEngine((engine) => {
  const api = academicOf(engine, { clock: { now: () => NOW } });
  const credentials: Credential[] = [];
  /** Ids of Lyon's records by the collection they stand in, the ones of our own making included. */
  const idsOfLyon = new Map<string, string[]>();
  before(async () => {
    await seedInstitutions(api.database);
    const make = async (name: string, status: 'active' | 'revoked' | 'suspended', wanted = {}): Promise<string> => {
      const { id, key } = await api.current.createKey({ tenantId: PARIS, ...wanted });
      await sql`update api_keys set status = ${status} where id = ${id}`.execute(api.database.query);
      return key ?? name;
    };
    const paris = await make('paris', 'active');
    const lyon = await make('lyon', 'active', { tenantId: LYON });
    const nothing = [...OF_PARIS, ...OF_LYON];
    const refused = { statuses: [401], foreign: nothing };
    const wrongTenant = { statuses: [403], foreign: nothing };
    credentials.push(
      { name: 'no key', headers: {}, ...refused },
      { name: 'no key, a tenant', headers: { 'x-orchestrator-id': PARIS }, ...refused },
      { name: 'unknown', headers: { 'x-api-key': 'sk_live_abc123' }, ...refused },
      { name: 'revoked', headers: { 'x-api-key': await make('r', 'revoked') }, ...refused },
      { name: 'suspended', headers: { 'x-api-key': await make('s', 'suspended') }, ...refused },
      { name: 'expired', headers: { 'x-api-key': await make('e', 'active', { expiresAt: NOW }) }, ...refused },
      { name: 'no scope', headers: { 'x-api-key': await make('n', 'active', { scopes: [] }) }, ...wrongTenant },
      { name: 'for Lyon with Paris’ key', headers: { 'x-api-key': paris, 'x-orchestrator-id': LYON }, ...wrongTenant },
      { name: 'for Paris with Lyon’s key', headers: { 'x-api-key': lyon, 'x-orchestrator-id': PARIS }, ...wrongTenant },
      { name: 'Paris', headers: { 'x-api-key': paris }, statuses: [200], foreign: OF_LYON },
      { name: 'Lyon', headers: { 'x-api-key': lyon, 'x-orchestrator-id': LYON }, statuses: [200], foreign: OF_PARIS },
    );
  });

  before(async () => {
    const headers = credentials.find(({ name }) => name === 'Lyon')?.headers ?? {};
    for (const { path } of await documentedRoutes(api.current.server)) {
      const collection = /^\/ims\/oneroster\/\w+\/v1p2\/(\w+)$/.exec(path)?.[1];
      if (collection === undefined) continue;
      const answer = (await api.current.server.inject({ url: path, headers })).json();
      const [records] = Object.values(answer) as { sourcedId: string }[][];
      idsOfLyon.set(
        collection,
        (records ?? []).map(({ sourcedId }) => sourcedId),
      );
    }
    assert.ok((idsOfLyon.get('lineItems')?.length ?? 0) > 0 && (idsOfLyon.get('results')?.length ?? 0) > 0);
  });

  /** The paths of a route: with ids of Lyon, and with ids that both institutions have. */
  const pathsOf = ({ path, pathParameters }: DocumentedRoute): string[] => {
    if (pathParameters.length === 0) return [path];
    const fill = (idFor: (collection: string) => string | undefined) =>
      path.replace(
        /(\w+)\/\{\w+\}/g,
        (_, collection: string) => `${collection}/${encodeURIComponent(idFor(collection) ?? 'NOTHING')}`,
      );
    const shared: Record<string, string> = { classes: 'CLASS_PARIS_L1_A', schools: PARIS, teachers: 'TEACHER_1' };
    const paths = [0, 1].map((at) => fill((collection) => idsOfLyon.get(collection)?.at(-at)));
    return [...new Set([...paths, fill((collection) => shared[collection] ?? 'STU_ZOE')])];
  };

  /** Values that reach for somebody else's rows, for the parameters that take such values. */
  const reaching = ({ name, schema }: DocumentedParameter): string[] => {
    if (name === 'filter') return [encodeURIComponent("sourcedId>'0' OR status!='x'")];
    if (name === 'include') return ['students,classes,promotions,themes,assignments,teachers,stats'];
    if (name.endsWith('_id'))
      return ['CLASS_LYON', 'STU_LYON', 'THEME_LYON', 'TEACHER_1', 'PROMO_L1', 'CLASS_PARIS_L1_A', LYON];
    if (schema.enum !== undefined) return schema.enum;
    if (schema.format === 'date') return ['2025-10-14'];
    if (schema.format === 'date-time') return ['2025-01-01T00:00:00Z'];
    return name === 'limit' || name === 'offset' ? ['1'] : [];
  };

  /** Every address of a route that is tried for a caller. */
  const urlsFor = (route: DocumentedRoute, { name, statuses }: Credential): string[] => {
    const isOneRoster = route.path.startsWith('/ims/oneroster');
    const wanted = route.parameters.filter((one) => !isOneRoster || one.name === 'filter');
    const queries = ['', ...wanted.flatMap((one) => reaching(one).map((value) => `?${one.name}=${value}`))];
    const urls = pathsOf(route).flatMap((path) => queries.map((query) => path + query));
    if (isStorm() || !isOneRoster || statuses.includes(200)) return urls;
    // Whoever is turned away at the gate is so at every address and on every engine: the storm tries them all.
    return engine.name === 'sqlite' || name === 'no scope' ? urls.slice(0, 1) : [];
  };

  async function call(route: DocumentedRoute, url: string, caller: Credential): Promise<void> {
    const { name, headers, statuses, foreign } = caller;
    const { statusCode, body } = await api.current.server.inject({ url, headers });
    // What is somebody else's is not there.
    const isNothing = statusCode === 404 && statuses.includes(200) && route.pathParameters.length > 0;
    assert.ok(isNothing || statuses.includes(statusCode), `${name}: ${url} answered ${statusCode}`);
    // The filters of an answer repeat what was asked.
    const told = foreign.filter((text) => !url.includes(text.replace('"', '')));
    for (const text of told) assert.ok(!body.includes(text), `${name}: ${url} shows ${text}`);
  }

  test('no byte of another institution shows, whoever asks and however, on every documented route', async () => {
    const routes = await documentedRoutes(api.current.server);
    let cases = 0;
    for (const route of routes) {
      for (const caller of credentials) {
        for (const url of urlsFor(route, caller)) {
          await call(route, url, caller);
          cases += 1;
        }
      }
    }
    assert.ok(cases >= (isStorm() ? 4500 : 1000), `${cases} cases`);
  });

  test('ids of another institution in the path are no resource', async () => {
    const paris = credentials.find(({ name }) => name === 'Paris')?.headers ?? {};
    for (const path of ['students/STU_LYON', 'classes/CLASS_LYON', `export/${LYON}`, `../academic/students/STU_LYON`]) {
      const answer = await api.current.server.inject({ url: `/api/academic/${path}`, headers: paris });
      assert.equal(answer.statusCode, 404);
    }
  });

  test('every route that is served stands in the document, so that none is left out of these cases', async () => {
    const routes = await documentedRoutes(api.current.server);
    const served = api.current.servedPaths.filter((path) => API_PREFIXES.some((prefix) => path.startsWith(prefix)));
    assert.deepEqual([...new Set(served)].sort(), routes.map(({ path }) => path).sort());
    assert.equal(routes.length, 7 + 41 + 15 + 41);
  });
});
