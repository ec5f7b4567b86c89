import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, examine, type Finding, worstOf } from '../../src/exchange/doctor.ts';
import { judgeGivenUp, judgeKeys, judgeUnsent } from '../../src/exchange/doctor-data.ts';
import { judgeClock, judgeDirectus, judgeVersion } from '../../src/exchange/doctor-database.ts';
import {
  judgeBackup,
  judgeDisk,
  judgeEnvironment,
  judgeFaults,
  judgeNetworks,
  judgeNode,
  judgeProxy,
  judgeSecretKey,
  judgeSource,
  type SettingFacts,
} from '../../src/exchange/doctor-installation.ts';
import {
  judgePlatforms,
  judgePublic,
  judgeReadable,
  judgeServedKeys,
  type Reached,
} from '../../src/exchange/doctor-neighbours.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * 3600_000);
const MB = 1024 * 1024;

const healthy: SettingFacts = {
  nodeEnv: 'production',
  apiUrl: 'https://api.exemple.fr',
  host: '127.0.0.1',
  trustProxy: ['127.0.0.1'],
  allowPrivateNetworks: false,
  secretKey: 'q3T0c1hVvEJmYxwZ0dKp8sRrN5uLaGfB2iXoWj7eHkM=',
  nodeVersion: '24.21.0',
  hasSite: true,
  siteDir: '/srv/site',
};
const answered = (status: number, text: string): Reached => ({
  kind: 'answered',
  status,
  text,
  dateMs: undefined,
  tookMs: 10,
  at: NOW.getTime(),
});
const levelOf = (found: Finding | readonly Finding[]): string => worstOf([found].flat());

test('a healthy production installation has nothing to say', () => {
  for (const judge of [judgeEnvironment, judgeProxy, judgeNetworks, judgeSecretKey, judgeNode]) {
    assert.equal(judge(healthy).level, 'ok', judge.name);
  }
});

test('each fault of the configuration is a line, and the faults are told with what to do', () => {
  const found = judgeFaults(['PORT: expected a port number', 'DATABSE_URL (in .env) is not a setting']);
  assert.equal(found.length, 2);
  assert.ok(found.every(({ level, remedy }) => level === 'fail' && remedy !== undefined));
});

test('settings that nobody gave are worth a warning: another base than the server’s may be looked at', () => {
  assert.deepEqual(
    (['environment', 'file', 'default'] as const).map((source) => judgeSource({ source, envFile: '/x/.env' }).level),
    ['ok', 'ok', 'warn'],
  );
});

test('a public address without NODE_ENV=production fails', () => {
  assert.equal(judgeEnvironment({ ...healthy, nodeEnv: 'development' }).level, 'fail');
});

test('a proxy that is believed from anywhere, or none at all in production, is worth a warning', () => {
  assert.equal(judgeProxy({ ...healthy, trustProxy: true }).level, 'warn');
  assert.equal(judgeProxy({ ...healthy, trustProxy: false }).level, 'warn');
});

test('a secret key that can be guessed fails', () => {
  assert.equal(judgeSecretKey({ ...healthy, secretKey: 'a'.repeat(40) }).level, 'fail');
  assert.equal(judgeSecretKey({ ...healthy, secretKey: 'change me, please: this is an example' }).level, 'fail');
});

test('private networks allowed in production are worth a warning', () => {
  assert.equal(judgeNetworks({ ...healthy, allowPrivateNetworks: true }).level, 'warn');
});

test('too old a Node or database fails', () => {
  assert.equal(judgeNode({ ...healthy, nodeVersion: '20.19.0' }).level, 'fail');
  assert.equal(judgeVersion({ product: 'PostgreSQL', version: '12.22' }).level, 'fail');
  assert.equal(judgeVersion({ product: 'MariaDB', version: '10.5.29-MariaDB' }).level, 'fail');
  assert.equal(judgeVersion({ product: 'MariaDB', version: '10.11.6-MariaDB' }).level, 'ok');
  assert.equal(judgeVersion({ product: 'MySQL', version: '5.7.44' }).level, 'fail');
});

test('a disk that runs full warns, then fails', () => {
  const disk = { folder: '/var', totalBytes: 20_000 * MB };
  assert.equal(judgeDisk({ ...disk, freeBytes: 5000 * MB }).level, 'ok');
  assert.equal(judgeDisk({ ...disk, freeBytes: 900 * MB }).level, 'warn');
  assert.equal(judgeDisk({ ...disk, freeBytes: 100 * MB }).level, 'fail');
});

test('no backup, or one that is days old, is worth a warning', () => {
  assert.equal(judgeBackup({ lastAt: undefined, now: NOW, where: '/b' }).level, 'warn');
  assert.equal(judgeBackup({ lastAt: ago(72), now: NOW, where: '/b' }).level, 'warn');
  assert.equal(judgeBackup({ lastAt: ago(20), now: NOW, where: '/b' }).level, 'ok');
});

test('a clock that is 3 seconds off warns, half a minute off fails, in both directions', () => {
  assert.equal(judgeClock('x', 'x', 2000).level, 'ok');
  assert.equal(judgeClock('x', 'x', -4000).level, 'warn');
  assert.equal(judgeClock('x', 'x', 7_200_000).level, 'fail');
  assert.equal(judgeClock('x', 'x', -7_200_000).level, 'fail');
});

test('a public address that leads elsewhere, or is not https, fails', () => {
  const facts = { apiUrl: 'https://api.exemple.fr', isProduction: true };
  assert.equal(judgePublic({ ...facts, answer: answered(200, '{"status":"ok"}') }).level, 'ok');
  assert.equal(judgePublic({ ...facts, answer: answered(200, '<h1>Welcome to nginx</h1>') }).level, 'fail');
  assert.equal(judgePublic({ ...facts, answer: { kind: 'failed', why: 'ENOTFOUND' } }).level, 'fail');
  assert.equal(judgePublic({ ...facts, apiUrl: 'http://api.exemple.fr', answer: answered(200, '"ok"') }).level, 'fail');
});

test('a SECRET_KEY of another base, and a served key set without the key that signs, fail', () => {
  const facts = { signing: 'k1', whyUnreadable: undefined, served: answered(200, '{"keys":[{"kid":"k1"}]}') };
  assert.deepEqual([judgeReadable(facts).level, judgeServedKeys(facts).level], ['ok', 'ok']);
  assert.equal(judgeReadable({ ...facts, whyUnreadable: 'no' }).level, 'fail');
  assert.equal(judgeServedKeys({ ...facts, served: answered(200, '{"keys":[{"kid":"k0"}]}') }).level, 'fail');
  assert.equal(judgeServedKeys({ ...facts, served: answered(502, 'bad gateway') }).level, 'fail');
});

test('a platform that is away, or whose key set is none, fails by its name', () => {
  const platform = { name: 'Moodle Paris', url: 'https://moodle.exemple.fr/certs', expectsKeys: true };
  assert.equal(levelOf(judgePlatforms([{ ...platform, answer: answered(200, '{"keys":[{"kid":"m"}]}') }])), 'ok');
  const [away] = judgePlatforms([{ ...platform, answer: { kind: 'failed', why: 'ETIMEDOUT' } }]);
  assert.match(`${away?.level} ${away?.says.fr}`, /fail Moodle Paris/);
  assert.equal(levelOf(judgePlatforms([{ ...platform, answer: answered(200, '<html>maintenance</html>') }])), 'fail');
});

test('grades that wait for an hour warn, for a day fail; grades given up warn', () => {
  const outbox = { due: 2, dead: 0, now: NOW, deadReasons: [] };
  assert.equal(judgeUnsent({ ...outbox, oldestDueAt: null }).level, 'ok');
  assert.equal(judgeUnsent({ ...outbox, oldestDueAt: ago(0.2) }).level, 'ok');
  assert.equal(judgeUnsent({ ...outbox, oldestDueAt: ago(3) }).level, 'warn');
  assert.equal(judgeUnsent({ ...outbox, oldestDueAt: ago(30) }).level, 'fail');
  assert.equal(judgeGivenUp({ ...outbox, dead: 3, oldestDueAt: null, deadReasons: ['not_enrolled: 3'] }).level, 'warn');
});

test('documentation keys fail, keys that cannot work warn', () => {
  assert.equal(levelOf(judgeKeys([{ id: 'k', concern: 'documentation' }])), 'fail');
  assert.equal(levelOf(judgeKeys([{ id: 'k', concern: 'malformed hash' }])), 'warn');
});

test('a Directus role whose rights cannot be seen is said to be so, never taken for healthy', () => {
  assert.equal(judgeDirectus({ role: 'directus', isOurs: false, isVisible: false, missing: [] }).level, 'warn');
});

test('a look that fails is a line of its own, and the report goes on', async () => {
  const broken = check(
    'broken',
    () => Promise.reject(new Error('permission denied')),
    () => [],
  );
  const fine = check(
    'fine',
    async () => 1,
    () => ({ level: 'ok' as const, says: { fr: 'bien', en: 'fine' } }),
  );
  const lines = await examine([broken, fine]);
  assert.deepEqual(
    lines.map(({ check: name, level }) => [name, level]),
    [
      ['broken', 'fail'],
      ['fine', 'ok'],
    ],
  );
  assert.match(lines[0]?.says.en ?? '', /permission denied/);
});

test('every warning and failure comes with a remedy in both languages', () => {
  const found = [
    judgeProxy({ ...healthy, trustProxy: true }),
    judgeDisk({ folder: '/', freeBytes: 0, totalBytes: 1 }),
    judgeBackup({ lastAt: undefined, now: NOW, where: '/b' }),
    judgeVersion({ product: 'MySQL', version: '5.7' }),
    ...judgePlatforms([]),
  ];
  for (const { level, remedy, says } of found) {
    assert.notEqual(level, 'ok');
    assert.ok((remedy?.fr ?? '').length > 10 && (remedy?.en ?? '').length > 10 && says.fr !== '', says.en);
  }
});
