import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { html } from '../../src/html/html.ts';
import { createTeacherReader } from '../../src/lti/class-teacher.view.ts';
import { databaseOf, sqliteEngine } from '../support/database.ts';
import { API_URL, createDirectWorld, type DirectWorld, NOW, postForm, signedForm } from '../support/direct-launches.ts';

const SECRET = 'a secret of thirty-two bytes or more';

describe('launches in one step', () => {
  const database = databaseOf(sqliteEngine());
  let world: DirectWorld;
  before(async () => {
    const { findTeacher } = createTeacherReader(database.current);
    // The page itself is tried elsewhere; here it matters who gets one.
    world = await createDirectWorld(database.current, async (code) => {
      const teacher = await findTeacher(code);
      return teacher && { status: 200, language: 'fr', title: 'Classe', body: html`class of ${teacher.contextId}` };
    });
    await world.addConsumer('cle', SECRET);
    await world.addPortal('portal', { secret: SECRET });
  });

  test('an instructor who comes by LTI 1.1 sees the class, a learner the site', async () => {
    const open = (roles: string) => postForm(world, signedForm({ roles }, { secret: SECRET }), {});
    assert.match((await open('Instructor')).body, /class of /);
    assert.equal((await open('Learner')).statusCode, 303);
  });

  test('so does one who comes by a signed token', async () => {
    const open = async (sub: string, roles: string[]) => {
      const iat = Math.floor(NOW.getTime() / 1000);
      const claims = {
        iss: 'portal',
        aud: API_URL,
        sub,
        roles,
        jti: `j${sub}`,
        iat,
        exp: iat + 60,
        context: { id: 'c' },
      };
      const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET));
      return world.server.inject({ method: 'GET', url: `/launch?token=${token}` });
    };
    assert.match((await open('3', ['Instructor'])).body, /class of /);
    assert.equal((await open('5', ['Learner'])).statusCode, 303);
  });
});
