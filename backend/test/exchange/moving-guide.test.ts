import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { copyBase } from '../../src/exchange/exchange.ts';
import { debianPostgres, type FreshDatabase } from '../support/engines.ts';
import { emptyBases, ports, SECRET_KEY, unwatched } from './bases.ts';
import { plantDirectusTables, tablesOf } from './directus-stand-in.ts';
import { plantSqlite } from './plant.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../..');
const guides = ['docs/MIGRATION_BDD.md', 'docs/MOVING.md'];

function commandsIn(guide: string): string[] {
  const text = readFileSync(path.join(root, guide), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((block) => block[1] ?? '');
}

test('the French and the English guide give the same commands', () => {
  const [french, english] = guides.map(commandsIn);
  assert.deepEqual(french, english);
  assert.ok((french?.length ?? 0) >= 6);
});

describe('every command of the guides works as it stands', { skip: debianPostgres.missing ?? false }, () => {
  const empty = emptyBases();
  const bases: FreshDatabase[] = [];
  const fresh = async (): Promise<string> => {
    const base = await debianPostgres.freshDatabaseUrl();
    bases.push(base);
    return base.url;
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-guide-'));
  let old: string;
  before(async () => {
    const planted = await empty('sqlite');
    await plantSqlite(planted, { learners: 20, grainsEach: 5, others: 4 });
    old = await fresh();
    await copyBase(ports, { from: planted, to: old }, unwatched);
    await plantDirectusTables(old);
    symlinkSync(path.join(root, 'backend'), path.join(folder, 'backend'));
    const launcher = `#!/bin/sh\nexec "${process.execPath}" "${root}/backend/bin/passerelle.js" "$@"\n`;
    writeFileSync(path.join(folder, 'passerelle'), launcher, { mode: 0o755 });
  });
  after(async () => {
    for (const base of bases) await base.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [at, commands] of commandsIn(guides[0] ?? '').entries()) {
    test(commands.trim().split('\n').join('; '), async () => {
      const to = await fresh();
      const env = {
        ...process.env,
        PATH: `${folder}:${process.env.PATH}`,
        NODE_ENV: 'test',
        SECRET_KEY,
        DATABASE_URL: old,
        OLD_URL: old,
        NEW_URL: to,
      };
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', commands], { cwd: folder, env });
      if (commands.includes('verify')) assert.match(stdout, /The same on both sides/);
      if (commands.includes('rehearse')) {
        assert.match(stdout, /The scratch base is empty again/);
        assert.deepEqual(await tablesOf(to), {});
        return;
      }
      if (!commands.includes('NEW_URL')) return;
      const [wanted, got] = [await tablesOf(old), await tablesOf(to)];
      const moved = Object.keys(wanted).filter(
        (name) => name !== 'passerelle_maintenance' && (at < 2 || !/^(directus_|passerelle_)/.test(name)),
      );
      assert.ok(moved.length > 30);
      for (const name of moved) assert.equal(got[name], wanted[name], name);
    });
  }
});
