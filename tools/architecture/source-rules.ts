import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Finding } from './finding.ts';
import { knownRooms } from './import-rules.ts';

const FORBIDDEN_NAMES = ['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'lib', 'core', 'base'];
// As a part of a longer name these say nothing either; "shared-secret" or "base-url" do say something.
const FORBIDDEN_PARTS = ['util', 'utils', 'helper', 'helpers', 'misc'];
const ENDINGS = ['routes', 'commands', 'schema', 'store', 'view', 'remote', 'errors'];
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Source files of all workspaces and tools, relative to the root. */
export function findSourceFiles(root: string): string[] {
  return globSync('{backend,client,practice-lms,directus,tools,bench}/**/*.{ts,js,mjs,cjs}', {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist|fixtures)$/.test(name),
  })
    .filter((file) => !file.includes('node_modules/') && !file.includes('/fixtures/'))
    .sort();
}

/** What imports cannot tell: names, endings, and the globals that reach outside. */
export function checkSources(root: string): Finding[] {
  const files = findSourceFiles(root);
  const inSource = files.filter((file) => file.startsWith('backend/src/'));
  return [
    ...files.flatMap(checkName),
    ...inSource.flatMap(checkRoom),
    ...inSource.flatMap((file) => checkGlobals(file, readFileSync(path.join(root, file), 'utf8'))),
  ];
}

function checkName(file: string): Finding[] {
  const findings: Finding[] = [];
  for (const part of file.split('/')) {
    const name = part.split('.')[0] ?? part;
    if (FORBIDDEN_NAMES.includes(name) || name.split('-').some((word) => FORBIDDEN_PARTS.includes(word))) {
      findings.push({ rule: 'name-says-nothing', at: file, says: `"${name}" does not say what is inside` });
    }
    if (name !== '' && !KEBAB_CASE.test(name)) {
      findings.push({ rule: 'kebab-case', at: file, says: `"${name}" is not written in-kebab-case` });
    }
  }
  if (/(^|\/)index\.[a-z]+$/.test(file)) {
    findings.push({ rule: 'no-index', at: file, says: 'a file is named after the one thing inside, never index' });
  }
  return findings;
}

function checkRoom(file: string): Finding[] {
  const [room, ...rest] = file.slice('backend/src/'.length).split('/');
  if (room === undefined) return [];
  if (rest.length === 0) {
    if (['main.ts', 'cli.ts', 'mounted.ts', 'app.ts'].includes(room)) return [];
    return [
      { rule: 'known-room', at: file, says: 'beside main.ts, cli.ts, mounted.ts and app.ts, files lie in a room' },
    ];
  }
  const findings: Finding[] = [];
  if (room !== 'app' && !knownRooms.includes(room)) {
    findings.push({ rule: 'known-room', at: file, says: `${room}/ has no place in the order of the rooms` });
  }
  const name = path.basename(file);
  const ending = /^[^.]+\.([^.]+)\.ts$/.exec(name)?.[1];
  if (ending !== undefined && !ENDINGS.includes(ending)) {
    findings.push({ rule: 'known-ending', at: file, says: `.${ending} is none of .${ENDINGS.join(', .')}` });
  }
  return findings;
}

function checkGlobals(file: string, text: string): Finding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const findings: Finding[] = [];
  const mayReadEnv = file.startsWith('backend/src/config/');
  const mayFetch = file.endsWith('.remote.ts');
  const find = (rule: string, node: ts.Node, says: string): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    findings.push({ rule, at: `${file}:${line}`, says });
  };
  const visit = (node: ts.Node): void => {
    if (!mayReadEnv && readsEnv(node)) {
      find('env-only-in-config', node, 'the environment is read in config/ only; take the value as a parameter');
    }
    if (!mayFetch && callsFetch(node)) {
      find('fetch-only-in-remotes', node, 'other servers are called from .remote files only');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function readsEnv(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isGlobal(node.expression, 'process') && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return isGlobal(node.expression, 'process') && ts.isStringLiteralLike(key) && key.text === 'env';
  }
  // const { env } = process
  if (ts.isVariableDeclaration(node) && node.initializer && isGlobal(node.initializer, 'process')) {
    return ts.isObjectBindingPattern(node.name) && node.name.elements.some((element) => nameOf(element) === 'env');
  }
  // import { env } from 'node:process'
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return /^(node:)?process$/.test(node.moduleSpecifier.text);
  }
  return false;
}

function callsFetch(node: ts.Node): boolean {
  // Handed on as a value it is called elsewhere, so that counts as well; a parameter of that name (a port) does not.
  if (hasFetchPort(node)) return false;
  if (ts.isPropertyAccessExpression(node)) return isGlobal(node.expression, 'globalThis') && node.name.text === 'fetch';
  if (ts.isCallExpression(node)) {
    return isGlobal(node.expression, 'fetch') || node.arguments.some((argument) => isGlobal(argument, 'fetch'));
  }
  if (ts.isPropertyAssignment(node)) return isGlobal(node.initializer, 'fetch');
  if (ts.isShorthandPropertyAssignment(node)) return node.name.text === 'fetch';
  return ts.isVariableDeclaration(node) && node.initializer !== undefined && isGlobal(node.initializer, 'fetch');
}

function hasFetchPort(node: ts.Node): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isFunctionLike(at) && at.parameters.some((parameter) => bindsFetch(parameter.name))) return true;
  }
  return false;
}

function bindsFetch(name: ts.BindingName): boolean {
  if (ts.isIdentifier(name)) return name.text === 'fetch';
  return name.elements.some((element) => ts.isBindingElement(element) && bindsFetch(element.name));
}

function isGlobal(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name;
  return (
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'globalThis' &&
    node.name.text === name
  );
}

function nameOf(element: ts.BindingElement): string {
  return (element.propertyName ?? element.name).getText();
}
