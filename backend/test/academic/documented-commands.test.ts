import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/db/connection.ts';
import { sqliteEngine } from '../support/database.ts';
import type { FreshDatabase } from '../support/engines.ts';
import { type RunningPasserelle, startPasserelle } from '../support/passerelle.ts';
import { PARIS, seedInstitutions } from './paris.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** Why a program's examples cannot be run here; undefined when they can. */
const missing = (program: string) =>
  spawnSync(program, ['--version']).status === 0 ? false : `${program} is not installed`;

describe('what the guides tell an integrator to type', () => {
  let fresh: FreshDatabase;
  let passerelle: RunningPasserelle;
  let folder = '';
  let env: NodeJS.ProcessEnv = {};
  before(async () => {
    fresh = await sqliteEngine().freshDatabaseUrl();
    passerelle = await startPasserelle(fresh.url);
    const database = openDatabase(fresh.url, 1);
    await seedInstitutions(database);
    await database.close();
    const { key } = await passerelle.command<{ key: string }>(
      ...['keys', 'create', '--tenant', PARIS, '--owner', 'ENT', '--scopes', 'academic:read,academic:export'],
    );
    folder = mkdtempSync(path.join(tmpdir(), 'passerelle-guide-'));
    program('passerelle', `exec "${process.execPath}" "${path.join(root, 'backend/bin/passerelle.js')}" "$@"`);
    // As in the guides, and with an error where the answer is one.
    program('curl', `exec ${spawnSync('which', ['curl'], { encoding: 'utf8' }).stdout.trim()} -fsS "$@"`);
    env = {
      ...passerelle.environment,
      PATH: `${folder}${path.delimiter}${process.env.PATH}`,
      API_URL: passerelle.url,
      API_KEY: key,
      CLE: key,
    };
  });
  after(async () => {
    await passerelle?.stop();
    await fresh?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  function program(name: string, line: string): void {
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${line}\n`);
    chmodSync(path.join(folder, name), 0o755);
  }

  for (const guide of ['API_ACADEMIQUE.md', 'ACADEMIC_API.md']) {
    test(`every command of ${guide} works`, { skip: missing('curl') }, async () => {
      const text = readFileSync(path.join(root, 'docs', guide), 'utf8');
      const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
      assert.ok(blocks.length >= 8, `${blocks.length} blocks`);
      for (const block of blocks) {
        await run('sh', ['-ec', block], { env, cwd: folder }).catch((error: { stderr: string }) => {
          assert.fail(`${block}\n${error.stderr}`);
        });
      }
    });
  }

  test('the examples in shell, Node, TypeScript and Python read every student', {
    skip: missing('python3'),
  }, async () => {
    const examples: [string, string[], RegExp][] = [
      ['sh', ['etudiants.sh'], /"email_scolaire":"zoe@paris\.example"[\s\S]*\b4\b/],
      [process.execPath, ['etudiants.mjs', 'CLASS_PARIS_L1_A'], /STU_ZOE Lefèvre[\s\S]*5 étudiants/],
      [process.execPath, ['etudiants.ts', 'CLASS_PARIS_L1_A'], /STU_ZOE Lefèvre[\s\S]*score moyen/],
      ['python3', ['etudiants.py'], /STU_ZOE Lefèvre[\s\S]*5 étudiants[\s\S]*THEME_SQL SQL avancé/],
    ];
    for (const [command, [file = '', ...args], expected] of examples) {
      const example = path.join(root, 'docs/examples', file);
      const { stdout } = await run(command, [example, ...args], {
        env: { ...env, PYTHONIOENCODING: 'utf-8' },
        cwd: folder,
      });
      assert.match(stdout, expected, file);
    }
  });
});
