import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkSite } from '../../src/catalogue/site-check.ts';
import { createSiteReader } from '../../src/catalogue/site-crawl.remote.ts';
import { readSiteFolder } from '../../src/cli/site-folder.ts';
import { startStaticHost } from './static-host.ts';
import { wildSite } from './wild-copy.ts';

const page = (meta: string, text = 'Un café') =>
  `<html>\n<head>\n${meta}\n<script async src="https://a.fr/assets/js/progress-api.js"></script></head><body data-module="m">${text}</body></html>`;
const utf8 = (text: string) => Buffer.from(text);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('the encoding of pages', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'encodings-'));
  });
  after(() => rm(folder, { recursive: true }));

  const faultsOf = async (bytes: Buffer) => {
    await writeFile(path.join(folder, 'index.html'), bytes);
    const { pages, allFiles: files } = await readSiteFolder(folder);
    return checkSite({ pages, files }).map(({ code, line, subject, other }) => [code, line, subject, other]);
  };

  test('that is not declared is reported, for pages with letters outside ASCII', async () => {
    assert.deepEqual(await faultsOf(utf8(page(''))), [['encoding_missing', 1, 'UTF-8', undefined]]);
    assert.deepEqual(await faultsOf(latin1(page(''))), [['encoding_missing', 1, 'Latin-1', undefined]]);
    assert.deepEqual(await faultsOf(utf8(page('', 'Un the'))), []);
    assert.deepEqual(await faultsOf(utf8(page('', 'Un caf&eacute;'))), []);
    assert.deepEqual(await faultsOf(utf8('<p>Un café, qu’une autre page charge</p>')), []);
    assert.deepEqual(await faultsOf(utf8(page('<!-- <meta charset="utf-8"> -->'))), [
      ['encoding_missing', 1, 'UTF-8', undefined],
    ]);
  });

  test('that is declared as another is reported at the declaration', async () => {
    const equiv = '<META http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">';
    assert.deepEqual(await faultsOf(utf8(page(equiv))), [['encoding_wrong', 3, 'ISO-8859-1', 'UTF-8']]);
    assert.deepEqual(await faultsOf(latin1(page('<meta charset="utf-8">'))), [
      ['encoding_wrong', 3, 'utf-8', 'Latin-1'],
    ]);
    assert.deepEqual(await faultsOf(utf8(page('<meta charset="uft8">'))), [['encoding_wrong', 3, 'uft8', 'UTF-8']]);
  });

  test('that is what is declared, or has a mark, is right', async () => {
    for (const meta of ['<meta charset=UTF8>', '<meta charset="utf-16">']) {
      assert.deepEqual(await faultsOf(utf8(page(meta))), [], meta);
    }
    for (const label of ['iso-8859-1', 'windows-1252', 'latin1', 'iso-8859-15']) {
      assert.deepEqual(await faultsOf(latin1(page(`<meta charset="${label}">`))), [], label);
    }
    assert.deepEqual(await faultsOf(utf8(`\ufeff${page('')}`)), []);
    assert.deepEqual(await faultsOf(Buffer.from(`\ufeff${page('')}`, 'utf16le')), []);
    assert.deepEqual(await faultsOf(latin1(`<?xml version="1.0" encoding="iso-8859-1"?>${page('')}`)), []);
  });

  test('of the site as teachers write them is right on every page', async () => {
    const { pages, allFiles: files } = await readSiteFolder(wildSite);
    assert.deepEqual(
      checkSite({ pages, files }).filter(({ code }) => code.startsWith('encoding')),
      [],
    );
  });

  test('of a published page counts where its host announces none', async () => {
    await writeFile(path.join(folder, 'index.html'), utf8(page('')));
    const codesOn = async (charset?: string) => {
      const host = await startStaticHost(folder, charset);
      const { pages, files } = await createSiteReader().crawl(`${host.origin}/`, { maxPages: 9, maxMs: 9000 });
      await host.stop();
      return checkSite({ pages, files }).map(({ code }) => code);
    };
    assert.deepEqual(await codesOn(), ['encoding_missing']);
    assert.deepEqual(await codesOn('utf-8'), []);
  });
});
