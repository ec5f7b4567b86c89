import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const room = path.resolve(import.meta.dirname, '../../src/academic');

/** What the compiler says of a view of this room with that text. */
function compile(text: string): string[] {
  const file = path.join(room, 'planted.view.ts');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  host.fileExists = (name) => name === file || fileExists(name);
  const program = ts.createProgram([file], options, host);
  const source = program.getSourceFile(file);
  return [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)].map((one) =>
    ts.flattenDiagnosticMessageText(one.messageText, '\n'),
  );
}

const view = (query: string) => `import type { TenantQuery } from './tenant-query.view.ts';
export const rows = (tenant: TenantQuery) => ${query};\n`;

test('a query of an institution compiles, and one that forgets the institution does not', () => {
  const good = `tenant.from('students', 's').leftJoin(tenant.rows('classes', 'c'), 'c.id', 's.class_pk').select(['s.id', 'c.name'])`;
  assert.deepEqual(compile(view(good)), []);
  const planted = [
    // A join with all institutions' classes.
    `tenant.from('students', 's').leftJoin('classes as c', 'c.id', 's.class_pk').select('c.name')`,
    // A table that belongs to nobody.
    `tenant.from('tenants', 't').select('t.id')`,
    // A table by its name, past the institution.
    `tenant.select('students')`,
    // No institution at all.
    `TenantQuery.from('students', 's')`,
  ];
  for (const query of planted) assert.notDeepEqual(compile(view(query)), [], query);
});

test('the views of the academic API have no other way to the tables', () => {
  const doors = new Set(['tenant-query.view.ts', 'academic-reads.view.ts', 'export-source.view.ts']);
  for (const file of globSync('*.view.ts', { cwd: room })) {
    const text = readFileSync(path.join(room, file), 'utf8');
    // The doors open an institution and read its settings by its id.
    const own = doors.has(file)
      ? text.replace(/\.selectFrom\('tenants'\)[^;]*where\('id', '=', tenantId\)/g, '')
      : text;
    if (file !== 'tenant-query.view.ts') assert.doesNotMatch(own, /selectFrom\(/, file);
    assert.doesNotMatch(own, /sql(<[^>]*>)?`[^`]*\b(from|join)\s/i, `${file} writes a query as text`);
    if (!doors.has(file)) assert.doesNotMatch(text, /db\/(connection|snapshots)\.ts/, file);
  }
});
