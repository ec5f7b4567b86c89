import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Line } from '../../src/exchange/doctor.ts';
import { sqliteEngine } from '../support/database.ts';
import type { FreshDatabase } from '../support/engines.ts';
import { type Stage, setStage } from '../support/practice.ts';

const cli = path.resolve(import.meta.dirname, '../../bin/passerelle.js');

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `passerelle doctor` under these variables. */
function doctor(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'doctor', ...args], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const linesOf = (answer: Answer): Line[] => (JSON.parse(answer.stdout) as { checks: Line[] }).checks;
const faultsIn = (lines: readonly Line[]): string[] =>
  lines.filter(({ level }) => level !== 'ok').map(({ check }) => check);

describe('passerelle doctor', () => {
  let fresh: FreshDatabase;
  let stage: Stage;
  let folder: string;
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    stage = await setStage(fresh.url);
    folder = mkdtempSync(path.join(tmpdir(), 'passerelle-doctor-'));
    mkdirSync(path.join(folder, 'backups'));
    const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    writeFileSync(path.join(folder, 'backups', `passerelle-${stamp}Z.zip`), '');
    await fetch(`${stage.passerelle.url}/lti/jwks`);
  });
  after(async () => {
    await stage?.close();
    await fresh?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('ends with 0 on a healthy installation that serves, with a line for each check', async () => {
    const answer = await doctor(stage.passerelle.environment, '--json', '--backups', path.join(folder, 'backups'));
    const lines = linesOf(answer);
    assert.deepEqual(faultsIn(lines), [], answer.stdout);
    assert.equal(answer.code, 0);
    assert.ok(lines.length >= 28, `${lines.length} lines`);
    assert.ok(lines.some(({ check }) => check === 'lti.jwks'));
  });

  test('ends with 1 and names all that is wrong at once: address, key, platform, backup', async () => {
    const closed = 'http://127.0.0.1:9';
    const environment = {
      ...stage.passerelle.environment,
      API_URL: closed,
      SECRET_KEY: 'another secret key that is only for tests',
      TRUST_PROXY: 'true',
    };
    const { lms } = stage;
    await lms.close();
    const answer = await doctor(environment, '--json', '--backups', path.join(folder, 'nothing'));
    assert.equal(answer.code, 1);
    const expected = [
      'config.proxy',
      'backup.last',
      'public.address',
      'lti.secret-key',
      'lti.jwks',
      'platforms.reachable',
    ];
    assert.deepEqual(faultsIn(linesOf(answer)).toSorted(), expected.toSorted());
    assert.doesNotMatch(answer.stdout + answer.stderr, /another secret key/, 'no secret is printed');
  });

  test('speaks French and English, and says what to do', async () => {
    const { environment } = stage.passerelle;
    const french = await doctor(environment, '--lang', 'fr', '--backups', path.join(folder, 'nothing'));
    assert.match(french.stdout, /WARN backup\.last +aucune sauvegarde dans .*\n +→ Planifiez/);
    const english = await doctor(environment, '--lang', 'en', '--backups', path.join(folder, 'nothing'));
    assert.match(english.stdout, /WARN backup\.last +no backup in .*\n +→ Schedule/);
  });

  test('a configuration that cannot be read is told fault by fault, instead of an end without a report', async () => {
    const answer = await doctor({ ...stage.passerelle.environment, PORT: 'many', TRUST_PROXY: 'the proxy' }, '--json');
    assert.equal(answer.code, 1);
    assert.deepEqual(
      linesOf(answer).map(({ check, level }) => [check, level]),
      [
        ['config.variables', 'fail'],
        ['config.variables', 'fail'],
      ],
    );
  });

  test('a database that does not answer is one line, and what does not need it is looked at all the same', async () => {
    const environment = { ...stage.passerelle.environment, DATABASE_URL: 'postgresql://u:p@127.0.0.1:9/x' };
    const lines = linesOf(await doctor(environment, '--json'));
    assert.deepEqual(faultsIn(lines), ['backup.last', 'database.reachable']);
  });

  test('it says where its settings came from, and makes no SQLite file where none is', async () => {
    const file = path.join(folder, 'none', 'missing.sqlite');
    const environment = { ...stage.passerelle.environment, DATABASE_URL: `sqlite:${file}` };
    const lines = linesOf(await doctor(environment, '--json'));
    assert.match(lines.find(({ check }) => check === 'config.source')?.says.en ?? '', /from the environment/);
    const reachable = lines.find(({ check }) => check === 'database.reachable');
    assert.equal(reachable?.level, 'fail');
    assert.ok(reachable.says.en.includes(file), reachable.says.en);
    assert.ok(!existsSync(path.dirname(file)));
  });

  test('a base without tables is told to be migrated, and its rows are not asked for', async () => {
    const empty = await sqliteEngine().freshDatabaseUrl();
    writeFileSync(empty.url.slice('sqlite:'.length), '');
    const lines = linesOf(await doctor({ ...stage.passerelle.environment, DATABASE_URL: empty.url }, '--json'));
    assert.ok(faultsIn(lines).includes('database.migrations'));
    assert.ok(!lines.some(({ check }) => check === 'rows.orphans'));
    await empty.drop();
  });
});
