import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '../../src/ids/ids.ts';
import { createPlatformSecrets } from '../../src/lti/platform-secrets.store.ts';
import type { SecretKind } from '../../src/lti/platform-secrets.ts';
import { createGradeCatchUp } from '../../src/passback/catch-up.store.ts';
import { createServicesSwitch } from '../../src/passback/services-switch.store.ts';
import { systemClock } from '../../src/time/clock.ts';
import { databaseOf } from '../support/database.ts';
import { forEachEngine } from '../support/engines.ts';
import { finish, raise, rowOf } from './grade-course.ts';
import { gradeStage, SECRET, senderOn } from './grade-stage.ts';

const ALL = Array.from({ length: 12 }, (_, index) => `g${index + 1}`);
const CONSUMER = { key: 'client', secret: 'lab-secret-é&1' };
const TOKEN = 'a web service token';

forEachEngine((engine) => {
  const opened = databaseOf(engine);
  const closers: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const close of closers) await close();
  });

  async function staged(passback: 'outcomes' | 'moodle_ws') {
    const stage = await gradeStage(opened.current, 1, 12, { consumer: CONSUMER, servicesToken: TOKEN });
    const made = senderOn(opened.current);
    closers.unshift(
      () => made.close(),
      () => stage.close(),
    );
    const { query } = opened.current;
    const { course } = stage;
    const zoe = course.learners[0] ?? '';
    await query.updateTable('platforms').set({ client_id: 'client' }).where('id', '=', course.platformId).execute();
    await query.updateTable('resource_links').set({ passback }).where('id', '=', course.linkId).execute();
    const secrets = createPlatformSecrets(opened.current, SECRET);
    const keep = (kind: SecretKind, secret: string) =>
      secrets.save({ id: course.platformId, tenantId: course.tenantId }, kind, { secret, url: stage.lms.url });
    const id = `${course.linkId}:${zoe}`;
    const send = async (grains: readonly string[] = []) => {
      if (grains.length > 0) await finish(opened.current, course, zoe, [...grains]);
      await raise(opened.current, course, zoe);
      await query.updateTable('grade_outbox').set({ last_sent_at: null }).where('id', '=', id).execute();
      await made.sender.drainOnce();
      return rowOf(opened.current, id);
    };
    return { ...stage, zoe, id, keep, send, query };
  }

  test('Basic Outcomes: a grade arrives, is raised, and is deleted when nothing is finished any more', async () => {
    const { lms, course, zoe, send, keep, query, pointsOf } = await staged('outcomes');
    await keep('lti1p1', CONSUMER.secret);
    const early = await send(ALL.slice(0, 3));
    assert.deepEqual([early.state, early.reason], ['dead', 'no_result_id'], 'no launch has named the result');

    const moodleId = lms.site.learners()[0]?.id ?? '';
    const { fields } = lms.lti1p1Form(moodleId, '4');
    const sourced_id = fields.lis_result_sourcedid ?? '';
    const row = { id: newId(), tenant_id: course.tenantId, resource_link_id: course.linkId, user_id: zoe };
    await query
      .insertInto('outcome_results')
      .values({ ...row, sourced_id, service_url: fields.lis_outcome_service_url ?? '' })
      .execute();
    const named = { resourceLinkId: course.linkId, userId: zoe };
    await opened.current.write((transaction) =>
      createGradeCatchUp(opened.current, systemClock).resultNamed(transaction, named),
    );
    assert.equal((await send()).state, 'done');
    assert.equal(pointsOf(zoe), 5);
    assert.equal((await send(ALL.slice(3))).sent_score, 1);
    assert.equal(pointsOf(zoe), 20);
    await query.deleteFrom('progress').where('user_id', '=', zoe).execute();
    assert.equal((await send()).state, 'done');
    assert.equal(pointsOf(zoe), null, 'no result is truer than a zero');
    await send(ALL.slice(0, 6));
    assert.equal(pointsOf(zoe), 10);
  });

  test('Basic Outcomes: a wrong secret waits until it is right; a result that the LMS does not know is given up', async () => {
    const { lms, course, zoe, send, keep, query, pointsOf } = await staged('outcomes');
    await keep('lti1p1', 'another secret');
    const moodleId = lms.site.learners()[0]?.id ?? '';
    const { fields } = lms.lti1p1Form(moodleId, '4');
    const target = {
      sourced_id: fields.lis_result_sourcedid ?? '',
      service_url: fields.lis_outcome_service_url ?? '',
    };
    const row = { id: newId(), tenant_id: course.tenantId, resource_link_id: course.linkId, user_id: zoe };
    await query
      .insertInto('outcome_results')
      .values({ ...row, ...target })
      .execute();
    const refused = await send(ALL);
    assert.deepEqual([refused.state, refused.reason], ['due', 'secret_refused']);
    await keep('lti1p1', CONSUMER.secret);
    assert.equal((await send()).state, 'done');
    assert.equal(pointsOf(zoe), 20);
    await query
      .updateTable('outcome_results')
      .set({ sourced_id: '{"data":1,"hash":"x"}' })
      .where('id', '=', row.id)
      .execute();
    await query.deleteFrom('progress').where('user_id', '=', zoe).where('grain_id', '=', 'g1').execute();
    const unknown = await send();
    assert.deepEqual([unknown.state, unknown.reason], ['dead', 'result_unknown']);
    assert.equal(pointsOf(zoe), 20);
  });

  test('web services: the course module is found, the grade written in points; a wrong token waits', async () => {
    const { lms, course, zoe, send, keep, query, pointsOf } = await staged('moodle_ws');
    const without = await send(ALL.slice(0, 6));
    assert.deepEqual([without.state, without.reason], ['dead', 'services_missing']);
    await keep('moodle_services', 'a wrong token');
    await createServicesSwitch(opened.current).useServices(course.platformId, true, new Date());
    const refused = await send();
    assert.deepEqual([refused.state, refused.reason], ['due', 'services_token_refused']);
    await keep('moodle_services', TOKEN);
    assert.equal((await send()).state, 'done');
    assert.equal(pointsOf(zoe), 10);
    const link = await query
      .selectFrom('resource_links')
      .select('moodle_cmid')
      .where('id', '=', course.linkId)
      .executeTakeFirst();
    assert.equal(link?.moodle_cmid, '5');
    await query.deleteFrom('progress').where('user_id', '=', zoe).where('grain_id', '<>', 'g1').execute();
    await send();
    assert.equal(pointsOf(zoe), 1.66667, 'progress deleted on purpose lowers it');
    lms.site.removeActivity('4');
    const gone = await send(ALL.slice(1));
    assert.deepEqual([gone.state, gone.reason], ['dead', 'module_unknown']);
  });

  test('web services: a service user without the rights gets nothing lost: the grade waits, says why, and leaves once they are given', async () => {
    const { lms, course, zoe, send, keep, pointsOf } = await staged('moodle_ws');
    await keep('moodle_services', TOKEN);
    await createServicesSwitch(opened.current).useServices(course.platformId, true, new Date());
    for (const [rights, grains] of [
      ['none', ALL.slice(0, 3)],
      ['view', ALL.slice(3, 6)],
    ] as const) {
      lms.allowServices(rights);
      const refused = await send(grains);
      assert.deepEqual([refused.state, refused.reason], ['due', 'services_rights_missing'], rights);
      assert.equal(pointsOf(zoe), null, rights);
    }
    lms.allowServices('manage');
    assert.equal((await send()).state, 'done');
    assert.equal(pointsOf(zoe), 10);
  });

  test('web services: a learner whose id is no Moodle id is given up with the reason', async () => {
    const { course, zoe, send, keep, query } = await staged('moodle_ws');
    await keep('moodle_services', TOKEN);
    await query.updateTable('users').set({ moodle_user_id: 'zoe@portal' }).where('id', '=', zoe).execute();
    const row = await send(ALL);
    assert.deepEqual([row.state, row.reason], ['dead', 'user_unknown']);
    assert.equal(row.resource_link_id, course.linkId);
  });
});
