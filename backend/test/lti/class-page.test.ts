import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { hashOfSecret, newId } from '../../src/ids/ids.ts';
import { createLaunchStore } from '../../src/lti/launch.store.ts';
import { createSessionStore } from '../../src/sessions/session.store.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { API_URL } from '../support/launch-server.ts';
import {
  createLaunchWorld,
  formText,
  handOverCodeOf,
  type LaunchChanges,
  type LaunchWorld,
  NOW,
} from '../support/launches.ts';
import { claim } from '../support/moodle-platform.ts';

const TENANT = 'TENANT_TEST';
const HTML = { accept: 'text/html', 'accept-language': 'de' };
const ROSTER = { context_memberships_url: 'https://moodle.exemple/members', service_versions: ['2.0'] };

forEachEngine((engine) => {
  const database = databaseOf(engine);
  let world: LaunchWorld;
  const refreshed: string[] = [];
  /** What the platform's roster is made to do. */
  let readRoster = async (_contextId: string): Promise<void> => undefined;
  const later = (ms: number) => new Date(NOW.getTime() + ms);

  before(async () => {
    world = await createLaunchWorld(database.current, {
      refreshRoster(contextId) {
        refreshed.push(contextId);
        return readRoster(contextId);
      },
    });
    await plantGrains();
    await world.launch({ claims: { sub: '5' } });
    await world.launch({ claims: { sub: '6', ...named('＝Ana', '=Sum(1,2)'), email: undefined } });
    await world.launch({ claims: { sub: '7', ...named(undefined, undefined) } });
    await world.launch({ claims: { sub: '8', ...named('Autre', 'Cours'), ...otherCourse } });
  });

  const named = (given_name: string | undefined, family_name: string | undefined) => ({
    given_name,
    family_name,
    name: undefined,
  });
  const otherCourse = { [claim.context]: { id: '3', title: 'Un autre cours' }, [claim.resourceLink]: { id: '9' } };
  const teacher = (changes: Record<string, unknown> = {}): LaunchChanges => ({
    claims: {
      ...{ sub: '3', ...named('Élodie', 'Dubœuf'), [claim.roles]: [claim.instructor], [claim.nrps]: ROSTER },
      ...changes,
    },
    headers: HTML,
  });
  const tokenOf = (page: LightMyRequestResponse): string =>
    /name="token" value="([\w-]+)"/.exec(page.body)?.[1] ?? assert.fail(`no class page: ${page.statusCode}`);
  const press = (button: string, token: string | undefined, headers: Record<string, string> = {}) =>
    world.server.inject({
      method: 'POST',
      url: `/lti/class${button}`,
      headers: {
        ...{ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        ...{ 'sec-fetch-site': 'same-origin', origin: API_URL, ...headers },
      },
      payload: formText({ token }),
    });
  const codeOf = (answer: LightMyRequestResponse) => (answer.json() as { error: string }).error;
  const userOf = async (moodleUserId: string) =>
    (
      await database.current.query
        .selectFrom('users')
        .select('id')
        .where('moodle_user_id', '=', moodleUserId)
        .executeTakeFirstOrThrow()
    ).id;

  async function plantGrains() {
    const { query } = database.current;
    await query
      .insertInto('sequences')
      .values({ id: newId(), tenant_id: TENANT, module_id: 'module1', sequence_id: 's1', title: 'Les mots de passe' })
      .execute();
    const grains = ['g1', 'g2', 'g3', 'g4'].map((grain_id, position) => ({
      ...{ id: newId(), tenant_id: TENANT, module_id: 'module1', grain_id, title: grain_id, position },
      sequence_id: position < 3 ? 's1' : null,
    }));
    await query.insertInto('grains').values(grains).execute();
  }

  async function plantWork(moodleUserId: string, grains: string[], grade: 'due' | 'done' | 'dead') {
    const { query } = database.current;
    const userId = await userOf(moodleUserId);
    for (const grain_id of grains) {
      const place = { tenant_id: TENANT, user_id: userId, grain_id, module_id: 'module1' };
      await query
        .insertInto('progress')
        .values({ id: newId(), ...place, completed_at: NOW })
        .execute();
    }
    const link = await query
      .selectFrom('resource_links')
      .selectAll()
      .where('lti_resource_link_id', '=', '4')
      .executeTakeFirstOrThrow();
    const id = `${link.id}:${userId}`;
    await query.deleteFrom('grade_outbox').where('id', '=', id).execute();
    await query
      .insertInto('grade_outbox')
      .values({
        ...{ id, tenant_id: TENANT, platform_id: link.platform_id, resource_link_id: link.id, user_id: userId },
        state: grade,
        due_at: NOW,
        ...(grade === 'done' && { sent_score: 0.75, sent_done: 3 }),
        ...(grade === 'dead' && { reason: 'not_a_student', attempts: 4 }),
      })
      .execute();
    return id;
  }

  test('an instructor’s launch shows the class, in their own language, in a frame of the platform alone', async () => {
    await plantWork('5', ['g1', 'g2', 'g4'], 'done');
    const answer = await world.launch(teacher());
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /<html lang="fr">/);
    assert.match(answer.body, /<th scope="row" class="who">Zoé Lefèvre<\/th><td class="n total">75 %<\/td>/);
    assert.match(answer.body, /Envoyée 75 %/);
    assert.match(
      answer.body,
      /<th scope="col" class="n">Les mots de passe<\/th><th scope="col" class="n">Autres grains<\/th>/,
    );
    assert.match(answer.body, /<td class="n q2">66 %<\/td><td class="n q4">100 %<\/td>/);
    assert.match(answer.body, /Apprenant 7/);
    assert.doesNotMatch(answer.body, /Autre Cours|Dubœuf/);
    const policy = String(answer.headers['content-security-policy']);
    assert.match(policy, /frame-ancestors 'self' https:\/\/moodle\.exemple(;|$)/);
    assert.match(policy, /form-action 'self' https:\/\/passerelle\.exemple/);
    assert.deepEqual([answer.headers['cache-control'], answer.headers['referrer-policy']], ['no-store', 'same-origin']);
    assert.equal(refreshed.length, 1);
    const english = await world.launch(teacher({ [claim.presentation]: { locale: 'en' } }));
    assert.match(english.body, /See the site \(preview\)/);
  });

  test('learners never see it: their launch opens the site, and no code or session of theirs leads there', async () => {
    const answer = await world.launch({ claims: { sub: '5' }, headers: HTML });
    const code = handOverCodeOf(answer);
    for (const button of ['', '/csv', '/resend', '/site']) {
      for (const token of [undefined, 'x', code]) {
        const refused = await press(button, token);
        assert.deepEqual([refused.statusCode, codeOf(refused)], [400, 'class_page_expired']);
      }
    }
    assert.equal((await world.server.inject({ method: 'GET', url: '/lti/class' })).statusCode, 404);
  });

  test('the buttons are good for the course that was launched, whoever presses them, and no other', async () => {
    const elsewhere = tokenOf(await world.launch(teacher({ sub: '30', ...otherCourse })));
    const csv = await press('/csv', elsewhere);
    assert.match(csv.body, /Cours;Autre/);
    assert.doesNotMatch(csv.body, /Lefèvre/);
    const dead = await plantWork('6', ['g1'], 'dead');
    await press('/resend', elsewhere);
    const row = await database.current.query
      .selectFrom('grade_outbox')
      .select('state')
      .where('id', '=', dead)
      .executeTakeFirstOrThrow();
    assert.equal(row.state, 'dead');
  });

  test('refused grades are told with their reason, and sent again by one button', async () => {
    const dead = await plantWork('6', [], 'dead');
    const page = await world.launch(teacher());
    assert.match(page.body, /Notes à regarder/);
    assert.match(page.body, /L’apprenant n’est pas inscrit comme étudiant dans le cours\..*＝Ana =Sum\(1,2\)/);
    assert.match(page.body, /Renvoyer la note refusée/);
    const resent = await press('/resend', tokenOf(page));
    assert.match(resent.body, /role="status"><strong>La note repart\./);
    assert.doesNotMatch(resent.body, /Notes à regarder/);
    const row = await database.current.query
      .selectFrom('grade_outbox')
      .select(['state', 'seq', 'attempts', 'reason'])
      .where('id', '=', dead)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.state, row.attempts, row.reason], ['due', 0, null]);
  });

  test('the file holds everybody, dates in the institution’s zone, and no formula', async () => {
    const csv = await press('/csv', tokenOf(await world.launch(teacher())));
    assert.equal(csv.headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(csv.headers['content-disposition'], 'attachment; filename="classe.csv"');
    const [head, ...lines] = csv.body.split('\r\n').filter((line) => line !== '');
    assert.equal(
      head,
      '\uFEFFNom;Prénom;E-mail;Total (%);Module 1 – Les mots de passe (%);Module 1 – Autres grains (%);Dernière visite;Note;Motif',
    );
    assert.ok(lines.includes('Lefèvre;Zoé;zoe@exemple.test;75;66;100;;Envoyée 75 %;'), lines.join('\n'));
    assert.ok(lines.some((line) => line.startsWith(`"'=Sum(1,2)";'＝Ana;`)));
    assert.equal(lines.length, 3);
  });

  test('those who never opened are on the page; those who left are not', async () => {
    const { query } = database.current;
    const { context_id } = await query
      .selectFrom('resource_links')
      .select('context_id')
      .where('lti_resource_link_id', '=', '4')
      .executeTakeFirstOrThrow();
    const userId = newId();
    const person = { id: userId, tenant_id: TENANT, platform_id: world.platform.id, moodle_user_id: '70' };
    await query
      .insertInto('users')
      .values({ ...person, lastname: 'Jamais', firstname: 'Vue' })
      .execute();
    const place = { tenant_id: TENANT, context_id, user_id: userId };
    await query
      .insertInto('context_memberships')
      .values({ id: newId(), ...place, role: 'learner' })
      .execute();
    const page = await world.launch(teacher());
    assert.match(page.body, /Vue Jamais<\/th>.*\n?.*<em>Jamais ouvert<\/em>/);
    assert.match(page.body, /4 apprenants, 3 ont ouvert une activité/);
    await query.updateTable('context_memberships').set({ status: 'removed' }).where('user_id', '=', userId).execute();
    assert.doesNotMatch((await press('', tokenOf(page))).body, /Vue Jamais/);
  });

  test('the first page of a course waits for its roster, two seconds at most; later pages show what is known at once', async () => {
    const course = (id: string) => ({ [claim.context]: { id }, [claim.resourceLink]: { id: `link ${id}` } });
    const { query } = database.current;
    const synced = async (id: string) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await query.updateTable('contexts').set({ roster_synced_at: NOW }).where('id', '=', id).execute();
    };
    readRoster = synced;
    assert.match((await world.launch(teacher(course('new')))).body, /Liste des inscrits lue le/);
    if (engine.name === 'sqlite') {
      readRoster = () => new Promise(() => undefined);
      const silent = await world.launch(teacher(course('silent')));
      assert.match(silent.body, /La liste des inscrits est en cours de lecture/);
    }
    let isOver = false;
    readRoster = async (id) => {
      await synced(id);
      isOver = true;
    };
    const known = await world.launch(teacher(course('new')));
    assert.match(known.body, /Liste des inscrits lue le/);
    assert.equal(isOver, false);
    await press('', tokenOf(known));
    assert.equal(isOver, true);
    readRoster = async () => undefined;
  });

  test('a time zone that nobody knows, as a person may write one, counts as UTC', async () => {
    const tenant = database.current.query.updateTable('tenants').where('id', '=', TENANT);
    await tenant.set({ timezone: 'Europe/Pari' }).execute();
    const page = await world.launch(teacher());
    assert.equal((await press('', tokenOf(page))).statusCode, 200);
    assert.equal((await press('/csv', tokenOf(page))).statusCode, 200);
    await tenant.set({ timezone: 'Europe/Paris' }).execute();
  });

  test('S9 groups of the course stand on the page and in the file, where there are any', async () => {
    assert.doesNotMatch((await world.launch(teacher())).body, />Groupes</);
    const { query } = database.current;
    const groups = query.updateTable('context_memberships').where('user_id', '=', await userOf('5'));
    await groups.set({ group_names: 'TD 1, <b>' }).execute();
    const page = await world.launch(teacher());
    assert.match(page.body, />Groupes<\/th>/);
    assert.match(page.body, /<td>TD 1, &lt;b&gt;<\/td>/);
    const file = await press('/csv', tokenOf(page));
    assert.match(file.body, /;Groupes;/);
    assert.match(file.body, /;"TD 1, <b>";/);
    await groups.set({ group_names: null }).execute();
  });

  test('"see the site" opens the activity’s page with a session of an instructor', async () => {
    const opened = await press('/site', tokenOf(await world.launch(teacher())));
    const grant = await createLaunchStore(database.current).redeem(handOverCodeOf(opened), NOW);
    assert.deepEqual(
      [grant?.role, grant?.userId, grant?.targetUrl],
      ['instructor', await userOf('3'), `${API_URL}/pages/module1/sommaire.html`],
    );
  });

  describe('from the site in preview back to the class', () => {
    const ORIGIN = new URL(API_URL).origin;
    const back = (bearer: string | undefined, origin: string | undefined = ORIGIN) =>
      world.server.inject({
        method: 'POST',
        url: '/lti/class/back',
        headers: {
          ...{ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
          ...(origin !== undefined && { origin }),
        },
        payload: formText({ bearer }),
      });
    async function preview(page: LightMyRequestResponse): Promise<string> {
      const opened = await press('/site', tokenOf(page));
      const grant = await createLaunchStore(database.current).redeem(handOverCodeOf(opened), NOW);
      assert.ok(grant);
      return (await createSessionStore(database.current).open(grant, ORIGIN, NOW)).bearer;
    }

    test('the session of a look opens it, also where the browser hides which page asked', async () => {
      const bearer = await preview(await world.launch(teacher()));
      for (const origin of [ORIGIN, 'null']) {
        const page = await back(bearer, origin);
        assert.equal(page.statusCode, 200);
        assert.equal((await press('/csv', tokenOf(page))).statusCode, 200);
        const again = await press('/site', tokenOf(page));
        assert.match(String(again.headers.location), /pages\/module1\/sommaire\.html#lti=/);
      }
    });

    test('a learner’s session, a spent one, none, and another page than the site’s open nothing', async () => {
      const bearer = await preview(await world.launch(teacher()));
      const elsewhere = await back(bearer, 'https://ailleurs.exemple');
      assert.deepEqual([elsewhere.statusCode, codeOf(elsewhere)], [403, 'cross_site_repost']);
      const { query } = database.current;
      const session = query.updateTable('sessions').where('id', '=', hashOfSecret(bearer));
      await session.set({ role: 'learner' }).execute();
      assert.equal(codeOf(await back(bearer)), 'class_page_expired');
      await session.set({ role: 'instructor', expires_at: NOW }).execute();
      for (const nobody of [bearer, 'x'.repeat(43), '', undefined]) {
        assert.equal(codeOf(await back(nobody)), 'class_page_expired');
      }
    });

    test('who does not teach there any more is refused', async () => {
      const bearer = await preview(await world.launch(teacher({ sub: '32' })));
      const userId = await userOf('32');
      const { query } = database.current;
      await query.updateTable('context_memberships').set({ status: 'removed' }).where('user_id', '=', userId).execute();
      const refused = await back(bearer);
      assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'class_forbidden']);
    });
  });

  test('the buttons work from our own page only', async () => {
    const token = tokenOf(await world.launch(teacher()));
    const refused = await press('/csv', token, { 'sec-fetch-site': 'cross-site', origin: 'https://moodle.exemple' });
    assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'cross_site_repost']);
  });

  test('who does not teach the course any more presses in vain', async () => {
    const token = tokenOf(await world.launch(teacher({ sub: '31' })));
    const set = (values: { status?: 'removed' | 'active'; role?: 'learner' }) => async () =>
      database.current.query
        .updateTable('context_memberships')
        .set(values)
        .where('user_id', '=', await userOf('31'))
        .execute();
    assert.equal((await press('', token)).statusCode, 200);
    for (const change of [set({ status: 'removed' }), set({ status: 'active', role: 'learner' })]) {
      await change();
      const refused = await press('', token);
      assert.deepEqual([refused.statusCode, codeOf(refused)], [403, 'class_forbidden']);
    }
  });

  test('a page is good for fifteen minutes, and renewed for eight hours', async () => {
    let token = tokenOf(await world.launch(teacher()));
    world.clock.set(later(16 * 60_000));
    assert.equal(codeOf(await press('', token)), 'class_page_expired');
    world.clock.set(later(14 * 60_000));
    for (let minutes = 14; minutes < 8 * 60; minutes += 14) {
      world.clock.set(later(minutes * 60_000));
      token = tokenOf(await press('', token));
    }
    world.clock.set(later(8 * 3600_000 + 1000));
    assert.equal(codeOf(await press('', token)), 'class_page_expired');
    world.clock.set(NOW);
  });
});
