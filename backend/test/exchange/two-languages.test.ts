import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const folder = path.resolve(import.meta.dirname, '../../src/exchange');
/** Makers of errors, and which of their arguments is the text. */
const TEXT_AT: Record<string, number> = { AppError: 2, refusal: 1 };

interface Told {
  where: string;
  text: string;
}

/** Every error that the source makes, with its text as it is written there; names in it are left out. */
function errorsIn(file: string, source: string): Told[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Told[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const at = TEXT_AT[node.expression.getText(tree)];
      const text = at === undefined ? undefined : node.arguments?.[at];
      if (text !== undefined && !ts.isIdentifier(text)) {
        const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
        found.push({ where: `${file}:${line}`, text: text.getText(tree) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** English, a stroke, French. */
const isInBoth = ({ text }: Told): boolean => /\S \/ (?=\S)[\s\S]*[A-ZÀ-Ý$«-][\s\S]*/.test(text);

test('every error of the commands that move, back up, examine or protect bases speaks English and French', () => {
  const errors = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => errorsIn(name, readFileSync(path.join(folder, name), 'utf8')));
  assert.ok(errors.length > 30, `${errors.length} errors were found`);
  assert.deepEqual(
    errors.filter((one) => !isInBoth(one)),
    [],
  );
});

test('an error in one language alone is found', () => {
  const planted = "throw new AppError('exchange.planted', 'invalid', 'There is none.');";
  assert.deepEqual(errorsIn('planted.ts', planted).filter((one) => !isInBoth(one)).length, 1);
});
