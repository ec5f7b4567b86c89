import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sqliteEngine } from '../support/database.ts';
import { silentOrigin, startStaticHost } from './static-host.ts';
import { copyWildSite, wildSite } from './wild-copy.ts';

const cli = path.resolve(import.meta.dirname, '../../src/cli.ts');
const api = 'https://api.exemple.fr';
const LATIN1 = '7 pages en Latin-1 : un hébergeur qui annonce UTF-8 (GitHub Pages, Passerelle) en perd les accents.';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line as a person would, with what they type. */
function passerelle(
  args: readonly string[],
  options: { env?: Record<string, string>; typed?: string } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      env: { ...process.env, NODE_ENV: 'test', ...options.env },
    });
    const ended: Ended = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
    child.stdin.end(options.typed ?? '');
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

describe('site instrument and site check, as an author runs them', () => {
  let site: Awaited<ReturnType<typeof copyWildSite>>;
  const page = () => readFile(path.join(site.folder, 'pages/module1/grain2.html'));
  before(async () => {
    site = await copyWildSite();
  });
  after(() => site.remove());

  test('a dry run and a refused question write nothing and show the difference', async () => {
    const before = await page();
    const dry = await passerelle(['site', 'instrument', site.folder, '--api', api, '--dry-run']);
    assert.equal(dry.code, 0);
    assert.match(dry.out, /^\+\+\+ b\/pages\/module1\/grain2\.html$/m);
    assert.match(dry.out, /20 pages à compléter, rien n’a été écrit\./);
    for (const typed of ['n\n', '']) {
      const refused = await passerelle(['site', 'instrument', site.folder, '--api', api], { typed });
      assert.equal(refused.code, 0);
      assert.match(refused.err, /Écrire ces ajouts dans 20 pages \?/);
    }
    assert.deepEqual(await page(), before);
  });

  test('before: 1 and every fault with its place; after a yes: 0 and nothing to mend, and nothing left to add', async () => {
    const faulty = await passerelle(['site', 'check', site.folder, '--lang', 'en', '--json']);
    assert.equal(faulty.code, 1);
    const told = JSON.parse(faulty.out);
    assert.equal(told.pages, 20);
    assert.equal(told.faults.filter((fault: { code: string }) => fault.code === 'no_script').length, 20);
    assert.match(told.faults[0].remedy, /site instrument/);

    const written = await passerelle(['site', 'instrument', site.folder, '--api', api], { typed: 'oui\n' });
    assert.match(written.out, /20 pages complétées\./);
    assert.deepEqual(await passerelle(['site', 'check', site.folder, '--api', api]), {
      code: 0,
      out: `${LATIN1}\n20 pages lues, rien à corriger.\n`,
      err: '',
    });
    const again = await passerelle(['site', 'instrument', site.folder, '--api', api, '--yes', '--json']);
    assert.deepEqual(JSON.parse(again.out), { pages: [], notes: [], left_out: [], written: true });
  });

  test('--api alone takes the address of the settings', async () => {
    const copy = await copyWildSite();
    const env = { API_URL: 'https://lti.exemple.fr' };
    const answer = await passerelle(['site', 'instrument', copy.folder, '--dry-run', '--json', '--api'], { env });
    await copy.remove();
    assert.match(JSON.stringify(JSON.parse(answer.out)), /https:\/\/lti\.exemple\.fr\/assets\/js\/progress-api\.js/);
  });

  test('a faulty line is named in French and in English', async () => {
    const file = path.join(site.folder, 'pages/module1/grain9.html');
    const html = await readFile(file, 'utf8');
    await writeFile(file, html.replace('href="grain8.html"', 'href="grain88.html"'));
    const line = html.slice(0, html.indexOf('href="grain8.html"')).split('\n').length;
    const french = await passerelle(['site', 'check', site.folder]);
    assert.match(
      french.out,
      new RegExp(`^pages/module1/grain9\\.html:${line} {2}« grain88\\.html » ne mène nulle part$`, 'm'),
    );
    const english = await passerelle(['site', 'check', site.folder, '--lang', 'en']);
    assert.match(english.out, /"grain88\.html" leads nowhere/);
    assert.deepEqual([french.code, english.code], [1, 1]);
    await writeFile(file, html);
  });

  test('a folder that is not there, one without pages, and one without a server are said so', async () => {
    const missing = await passerelle(['site', 'check', path.join(site.folder, 'nowhere')]);
    assert.deepEqual([missing.code, /catalogue\.no_such_folder/.test(missing.err)], [1, true]);
    const empty = await passerelle(['site', 'check', path.join(site.folder, 'assets/css')]);
    assert.match(empty.err, /catalogue\.no_page/);
    const nobody = await passerelle(['site', 'instrument', wildSite, '--yes']);
    assert.deepEqual([nobody.code, /catalogue\.no_api/.test(nobody.err)], [1, true]);
    const bad = await passerelle(['site', 'check', site.folder, '--api', 'exemple.fr']);
    assert.match(bad.err, /https:\/\/api\.exemple\.fr/);
    const none = await passerelle(['site', 'instrument', site.folder, '--api', api, '--done-when', '#1', '--yes']);
    assert.match(none.err, /selector.*sélecteur/);
    assert.equal(none.code, 1);
  });

  test('pages that lie outside pages/ are said to be left out, by check and by instrument', async () => {
    const copy = await copyWildSite();
    for (const name of ['module2/a.html', 'module2/b/c.html', 'vieux/d.htm', 'assets/e.html']) {
      const file = path.join(copy.folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '<p>x</p>');
    }
    const checked = await passerelle(['site', 'check', copy.folder]);
    assert.match(
      checked.out,
      /^3 pages hors de pages\/ et de assets\/ n’ont pas été lues : module2\/ \(2\), vieux\/ \(1\)\.$/m,
    );
    const json = JSON.parse((await passerelle(['site', 'check', copy.folder, '--json'])).out);
    assert.deepEqual(json.left_out, ['module2/a.html', 'module2/b/c.html', 'vieux/d.htm']);
    assert.equal(json.pages, 21);
    const dry = await passerelle(['site', 'instrument', copy.folder, '--api', api, '--dry-run', '--lang', 'en']);
    await copy.remove();
    assert.match(dry.out, /^3 pages outside pages\/ and assets\/ were not read: module2\/ \(2\), vieux\/ \(1\)\.$/m);
  });

  test('the help of both has examples', async () => {
    for (const command of ['check', 'instrument']) {
      const { out, code } = await passerelle(['site', command, '--help']);
      assert.equal(code, 0);
      assert.match(out, new RegExp(`\\$ passerelle site ${command} mon-cours`));
    }
  });

  test('a site without pages/ is read whole, and what it holds beside is no broken link', async () => {
    const flat = await copyWildSite();
    await cp(path.join(flat.folder, 'pages/module1'), path.join(flat.folder, 'module1'), { recursive: true });
    await rm(path.join(flat.folder, 'pages'), { recursive: true });
    await rm(path.join(flat.folder, 'index.html'));
    const home = path.join(flat.folder, 'module1/sommaire.html');
    await writeFile(home, (await readFile(home, 'utf8')).replace('../../index.html', 'grain1.html'));
    for (let n = 1; n <= 18; n++) {
      const file = path.join(flat.folder, `module1/grain${n}.html`);
      await writeFile(file, (await readFile(file, 'latin1')).replaceAll('../../assets', '../assets'), 'latin1');
    }
    await writeFile(home, (await readFile(home, 'utf8')).replaceAll('../../assets', '../assets'));
    await passerelle(['site', 'instrument', flat.folder, '--api', api, '--yes']);
    const { out, code } = await passerelle(['site', 'check', flat.folder, '--api', api]);
    await flat.remove();
    assert.deepEqual([out, code], [`${LATIN1.replace('7', '6')}\n19 pages lues, rien à corriger.\n`, 0]);
  });
});

describe('site check beside a database and a published site', () => {
  let database: Awaited<ReturnType<ReturnType<typeof sqliteEngine>['freshDatabaseUrl']>>;
  let env: Record<string, string> = {};
  let site: Awaited<ReturnType<typeof copyWildSite>>;
  before(async () => {
    site = await copyWildSite();
    database = await sqliteEngine().freshDatabaseUrl();
    env = { DATABASE_URL: database.url, API_URL: api };
    await passerelle(['migrate'], { env });
    await passerelle(['tenants', 'add', '--id', 'T', '--name', 'T', '--site-url', 'https://prof.github.io/cours'], {
      env,
    });
    await passerelle(['site', 'instrument', site.folder, '--api', '--yes'], { env });
  });
  after(async () => {
    await database.drop();
    await site.remove();
  });

  test('an institution that nobody has added is said so, by check and by scan', async () => {
    for (const command of ['check', 'scan']) {
      const { err, code } = await passerelle(['site', command, site.folder, '--tenant', 'NOBODY'], { env });
      assert.equal(code, 1);
      assert.match(err, /passerelle tenants add --id NOBODY.*\(tenants\.unknown_tenant\)/);
    }
  });

  test('ids missing in the catalogue are found until the site is scanned', async () => {
    const unknown = await passerelle(['site', 'check', site.folder, '--tenant', 'T', '--json'], { env });
    const { faults, catalogue_compared: compared } = JSON.parse(unknown.out);
    assert.deepEqual([...new Set(faults.map((fault: { code: string }) => fault.code))], ['not_in_catalogue']);
    assert.deepEqual([faults.length, compared], [1 + 3 + 18, true]);
    await passerelle(['site', 'scan', site.folder, '--tenant', 'T'], { env });
    const { out, code } = await passerelle(['site', 'check', site.folder, '--tenant', 'T'], { env });
    assert.deepEqual([out, code], [`${LATIN1}\n20 pages lues, rien à corriger.\n`, 0]);
  });

  test('a scan says how many pages it has read, and which it has left out', async () => {
    const file = path.join(site.folder, 'module2/a.html');
    await mkdir(path.dirname(file));
    await writeFile(file, '<p>x</p>');
    const scan = ['site', 'scan', site.folder, '--tenant', 'T', '--dry-run'];
    const { out } = await passerelle(scan, { env });
    const json = JSON.parse((await passerelle([...scan, '--json'], { env })).out);
    await rm(path.dirname(file), { recursive: true });
    assert.match(out, /^20 pages read \/ 20 pages lues$/m);
    assert.match(
      out,
      /^1 page outside pages\/ and assets\/ was not read: module2\/ \(1\)\. \/ 1 page hors .* lue : module2\/ \(1\)\.$/m,
    );
    assert.deepEqual([json.pages, json.left_out], [20, ['module2/a.html']]);
  });

  test('a scan of a wrong folder retires nothing, and one that retires most of the catalogue says so', async () => {
    const wrong = await passerelle(['site', 'scan', path.join(site.folder, 'assets/css'), '--tenant', 'T'], { env });
    assert.deepEqual([wrong.code, /catalogue\.no_grain/.test(wrong.err)], [1, true]);
    const module = path.join(site.folder, 'pages/module1');
    const part = await passerelle(['site', 'scan', module, '--tenant', 'T', '--dry-run', '--json'], { env });
    assert.deepEqual([JSON.parse(part.out).retires_most, part.code], [false, 0]);
    const one = path.join(site.folder, 'one');
    await mkdir(one);
    await cp(path.join(module, 'grain2.html'), path.join(one, 'grain2.html'));
    const most = await passerelle(['site', 'scan', one, '--tenant', 'T', '--dry-run', '--strict'], { env });
    await rm(one, { recursive: true });
    assert.match(most.out, /more than half of the catalogue/);
    assert.equal(most.code, 1);
  });

  test('the server that the institution’s pages must speak to is that of the settings', async () => {
    const other = { ...env, API_URL: 'https://autre.exemple.fr' };
    const { out } = await passerelle(['site', 'check', site.folder, '--tenant', 'T', '--json'], { env: other });
    const codes = JSON.parse(out).faults.map((fault: { code: string }) => fault.code);
    assert.deepEqual(codes, Array(20).fill('wrong_api'));
  });

  test('a database that does not answer is said so, and keeps nobody from the other checks', async () => {
    const away = { ...env, DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/x' };
    const { out, err, code } = await passerelle(['site', 'check', site.folder, '--tenant', 'T'], { env: away });
    assert.match(err, /La base de données ne répond pas/);
    assert.deepEqual([out, code], [`${LATIN1}\n20 pages lues, rien à corriger.\n`, 0]);
  });

  test('of a published site: pages refused, a server that is silent', async () => {
    const host = await startStaticHost(site.folder);
    const nowhere = await silentOrigin();
    host.moods.set('/pages/module1/grain3.html', 503);
    const asked = ['--api', nowhere, '--json'];
    const { out, code } = await passerelle(['site', 'check', `${host.origin}/`, ...asked], { env });
    await host.stop();
    const { faults, pages, partial } = JSON.parse(out);
    assert.deepEqual([code, pages, partial], [1, 19, false]);
    const codes = faults.map((fault: { code: string; other?: string }) => `${fault.code} ${fault.other ?? ''}`);
    assert.ok(codes.includes('broken_link 503'));
    assert.ok(codes.some((one: string) => one.startsWith('api_silent')));
    assert.ok(codes.includes(`wrong_api ${nowhere}`));
    const gone = await passerelle(['site', 'check', `${nowhere}/`], { env });
    assert.match(gone.out, /« http:\/\/localhost:\d+\/ » ne répond pas : ECONNREFUSED/);
  });
});
