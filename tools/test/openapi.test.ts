import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from '../openapi-document.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the OpenAPI document', () => {
  let document = '';
  before(async () => {
    document = await openApiDocument();
  });
  const findings = async (source: string) => {
    // Two rules more than are recommended: examples are what their schemas say.
    const more = { 'no-invalid-schema-examples': 'error', 'no-invalid-media-type-examples': 'error' } as const;
    const config = await createConfig({ extends: ['recommended'], rules: more });
    const problems = await lintFromString({ source, absoluteRef: '/openapi.yaml', config });
    return problems.map(({ severity, ruleId, location }) => `${severity} ${ruleId} ${location[0]?.pointer ?? ''}`);
  };

  test('has no error and no warning of Redocly’s recommended rules, none of them left out', async () => {
    assert.match(document, /^openapi: 3\.1\.0$/m);
    assert.deepEqual(await findings(document), []);
  });

  test('would have some if it were wrong: a doubled name, a missing licence, a parameter nobody uses, an example that does not fit', async () => {
    const spoilt = document
      .replace('operationId: getClasses\n', 'operationId: getStudents\n')
      .replace('  license:', '  x-license:')
      .replace('example: 67.5', 'example: much')
      .replace('  parameters:\n', '  parameters:\n    nobody:\n      name: n\n      in: query\n      schema: {}\n');
    const rules = (await findings(spoilt)).map((finding) => finding.split(' ', 2).join(' '));
    for (const rule of [
      'error operation-operationId-unique',
      'warn info-license',
      'warn no-unused-components',
      'error no-invalid-schema-examples',
    ]) {
      assert.ok(rules.includes(rule), `${rule} in ${rules.join(', ')}`);
    }
  });
});

describe('the types for integrators’ programs', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'passerelle-types-'));
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    for (const file of ['etudiants.ts', 'academic-api.d.ts']) {
      copyFileSync(path.join(root, 'docs/examples', file), path.join(folder, file));
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What the compiler says of the example beside these types. */
  function compiled(types: string): string {
    writeFileSync(path.join(folder, 'academic-api.d.ts'), types);
    const compiler = path.join(root, 'node_modules/@typescript/native/bin/tsc');
    const typeRoots = path.join(root, 'node_modules/@types');
    const options = ['--strict', '--exactOptionalPropertyTypes', '--allowImportingTsExtensions', '--noEmit'];
    const target = ['--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--typeRoots', typeRoots];
    const args = [compiler, ...options, ...target, 'etudiants.ts'];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
  }

  const types = () => readFileSync(path.join(root, 'docs/examples/academic-api.d.ts'), 'utf8');

  test('fit the example program', () => {
    assert.equal(compiled(types()), '');
  });

  for (const [field, what] of [
    ['lastname', 'of a record'],
    ['next_cursor', 'of a page'],
    ['avg_score', 'of the figures'],
    ['group_by', 'of the query'],
  ] as const) {
    test(`tell a program that a field ${what} has another name: ${field}`, () => {
      const renamed = types().replaceAll(new RegExp(`\\b${field}(?=\\??:)`, 'g'), `other_${field}`);
      assert.match(compiled(renamed), new RegExp(`error TS\\d+: .*'${field}'`));
    });
  }
});
