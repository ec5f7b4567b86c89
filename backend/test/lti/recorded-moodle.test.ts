import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { decodeJwt, type importJWK } from 'jose';
import { createLog } from '../../src/log/log.ts';
import { checkIssueOf, readSignedClaims } from '../../src/lti/id-token.ts';
import { readLaunchMessage, returnUrlOf } from '../../src/lti/launch-message.ts';
import type { Platform } from '../../src/lti/platform.ts';
import { createPlatformKeys } from '../../src/lti/platform-keys.ts';

interface Recording {
  issuer: string;
  clientId: string;
  jwks: { keys: Parameters<typeof importJWK>[0][] };
  launches: Record<string, string>;
  submissionReview: Record<string, unknown>;
}

const file = path.join(import.meta.dirname, '../fixtures/moodle-4.4/launches.json');
const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;

const platform: Platform = {
  id: '01930000-0000-7000-8000-0000000000aa',
  tenantId: 'T',
  name: 'Moodle 4.4',
  issuer: recording.issuer,
  clientId: recording.clientId,
  authUrl: `${recording.issuer}/mod/lti/auth.php`,
  tokenUrl: `${recording.issuer}/mod/lti/token.php`,
  jwksUrl: `${recording.issuer}/mod/lti/certs.php`,
  tokenAudience: null,
  deploymentPolicy: 'reject',
  anonymousPolicy: 'refuse',
  unboundPolicy: 'confirm',
  status: 'active',
};

const keys = createPlatformKeys({
  store: { find: async () => undefined, save: async () => undefined },
  fetch: async () => ({ status: 200, statusText: 'OK', headers: {}, text: () => JSON.stringify(recording.jwks) }),
  clock: { now: () => new Date('2026-11-20T10:00:00Z') },
  log: createLog('silent'),
});

async function messageOf(name: string) {
  const token = recording.launches[name] ?? '';
  const claims = await readSignedClaims(token, platform, keys);
  checkIssueOf(claims, platform, new Date(Number(decodeJwt(token).iat) * 1000));
  return { message: readLaunchMessage(claims), claims };
}

describe('launches recorded from a real Moodle 4.4', () => {
  test('S2.14 a student’s launch is read whole: person, course, activity and grade service', async () => {
    const { message, claims } = await messageOf('launch-student');
    assert.equal(message.type, 'resource_link');
    assert.equal(message.moodleUserId, '5');
    assert.deepEqual([message.firstname, message.lastname, message.email], ['Zoé', 'Lefèvre', 'etu01@example.test']);
    assert.equal(message.role, 'learner');
    assert.deepEqual(message.context, {
      id: '2',
      label: 'SEC101',
      title: 'SEC101 – Sensibilisation à la cybersécurité',
    });
    assert.equal(message.resourceLink?.title, 'Phishing : repérer un message piégé');
    assert.match(message.ags?.lineitemUrl ?? '', /lineitems\/17\/lineitem\?type_id=1$/);
    assert.match(message.membershipsUrl ?? '', /memberships$/);
    assert.deepEqual(message.scope, { moduleId: null, sequenceId: null, grainId: null });
    assert.match(returnUrlOf(claims) ?? '', /return\.php/);
  });

  for (const name of ['launch-teacher', 'launch-nonediting-teacher', 'launch-admin']) {
    test(`${name.replace('launch-', '')}: the course role is instructor`, async () => {
      assert.equal((await messageOf(name)).message.role, 'instructor');
    });
  }

  test('an ungraded activity has a grade service and no line item', async () => {
    const { message } = await messageOf('launch-deeplinked-ungraded');
    assert.equal(message.ags?.lineitemUrl, null);
    assert.match(message.ags?.lineitemsUrl ?? '', /lineitems\?type_id=1$/);
  });

  test('S1.3 an activity with a query in its address keeps its target letter for letter', async () => {
    assert.equal(
      (await messageOf('launch-deeplinked')).message.target,
      'http://127.0.0.1:9080/launch?module=passwords',
    );
  });

  test('a deep linking request needs no activity', async () => {
    const { message } = await messageOf('deeplink-request');
    assert.equal(message.type, 'deep_linking');
    assert.equal(message.resourceLink, null);
  });

  test('a submission review request names the person under review', () => {
    assert.equal(readLaunchMessage(recording.submissionReview).type, 'submission_review');
  });

  test('a recorded token with one letter changed is refused', async () => {
    const token = recording.launches['launch-student'] ?? '';
    const at = token.indexOf('.') + 40;
    const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    await assert.rejects(readSignedClaims(changed, platform, keys), { code: 'lti.signature_invalid' });
  });
});
