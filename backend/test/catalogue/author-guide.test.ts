import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { planInstrumentation } from '../../src/catalogue/site-instrument.ts';
import { sqliteEngine } from '../support/database.ts';
import { type StaticHost, silentOrigin, startStaticHost } from './static-host.ts';
import { copyWildSite } from './wild-copy.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const api = 'https://api.exemple.fr';
const guides = ['INTEGRER_LE_SITE.md', 'INTEGRATING_THE_SITE.md'].map((name) => ({
  name,
  text: readFileSync(path.join(root, 'docs', name), 'utf8'),
}));

/** Runs a line of a guide, answering yes; what a reader has under other names is put in. */
function run(line: string, env: Record<string, string>): Promise<{ code: number | null; out: string }> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const [, , , dashes, ...args] = words;
  assert.equal(dashes, '--');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'backend/src/cli.ts'), ...args], {
      env: { ...process.env, NODE_ENV: 'test', ...env },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stdin.end('oui\n');
    child.on('close', (code) => resolve({ code, out }));
  });
}

for (const { name, text } of guides) {
  describe(`the authors’ guide ${name}`, () => {
    let database: Awaited<ReturnType<ReturnType<typeof sqliteEngine>['freshDatabaseUrl']>>;
    let site: Awaited<ReturnType<typeof copyWildSite>>;
    let host: StaticHost;
    let silent = '';
    before(async () => {
      database = await sqliteEngine().freshDatabaseUrl();
      site = await copyWildSite();
      host = await startStaticHost(site.folder);
      silent = await silentOrigin();
      await run('npm run passerelle -- migrate', { DATABASE_URL: database.url });
    });
    after(async () => {
      await host.stop();
      await site.remove();
      await database.drop();
    });

    test('every command in it does what it says, in its order', async () => {
      const lines = [...text.matchAll(/^ *(npm run passerelle -- .+)$/gm)].map(([, line]) => line ?? '');
      assert.equal(lines.length, 7);
      for (const line of lines) {
        const typed = line
          .replaceAll('../mon-cours', site.folder)
          .replaceAll(api, silent)
          .replace('check https://prof.github.io/mon-cours', `check ${host.origin}`);
        const { code, out } = await run(typed, { DATABASE_URL: database.url, API_URL: silent });
        // The published site of the example names a server that does not run: that is what is found.
        const isPublished = line.includes('check https://');
        assert.equal(code, isPublished ? 1 : 0, `${line}\n${out}`);
        if (isPublished) assert.ok(out.includes(`${silent} (ECONNREFUSED)`), out);
        else if (line.includes(' check '))
          assert.match(out, /^20 pages (lues, rien à corriger|read, nothing to mend)\.$/m);
      }
    });

    test('the page of its example becomes what it shows', () => {
      const [before, now] = [...text.matchAll(/<!-- ex[ea]mple ?: \S+ -->\n```html\n(.*?)```/gs)].map(
        ([, html]) => html ?? '',
      );
      const pages = [{ path: 'pages/module1/grain8.html', html: before ?? '' }];
      const { plans, notes } = planInstrumentation(pages, { api, scriptFile: null });
      let html = before ?? '';
      for (const { at, text: added } of plans[0]?.insertions.toReversed() ?? [])
        html = html.slice(0, at) + added + html.slice(at);
      assert.equal(html, now);
      assert.deepEqual(notes, []);
    });

    test('the tag it gives is the one that is written', () => {
      const tag = /```html\n(<script.*)\n```/.exec(text)?.[1];
      assert.equal(tag, `<script async src="${api}/assets/js/progress-api.js" data-api="${api}"></script>`);
    });
  });
}

test('both guides show the same commands, whatever the language they are answered in', () => {
  const [french, english] = guides.map(({ text }) =>
    text.match(/npm run passerelle -- .+/g)?.map((line) => line.replace(' --lang en', '')),
  );
  assert.deepEqual(french, english);
});
