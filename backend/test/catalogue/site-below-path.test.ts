import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SiteToCheck } from '../../src/catalogue/check-fault.ts';
import { checkSite } from '../../src/catalogue/site-check.ts';
import { readSitePage } from '../../src/catalogue/site-page.ts';
import { scanSite } from '../../src/catalogue/site-scan.ts';

const SCRIPT = '../../assets/js/progress-api.js';

function siteWith({ links = '', script = SCRIPT, api = '' } = {}): Record<string, string> {
  const head = `<head><script async src="${script}"${api}></script></head>`;
  return {
    'pages/m1/sommaire.html': `<html>${head}<body data-module="m1"><a href="g1.html">1</a>${links}</body></html>`,
    'pages/m1/g1.html': `<html>${head}<body data-module="m1" data-grain="g1"><button data-grain-done>x</button></body></html>`,
    'pages/m1/g2.html': `<html>${head}<body data-module="m1" data-grain="g2"><button data-grain-done>x</button></body></html>`,
  };
}

function faultsOf(pages: Record<string, string>, more: Partial<SiteToCheck> = {}): string[] {
  const files = new Set([...Object.keys(pages), 'assets/js/progress-api.js', 'assets/a.css']);
  const site = { pages: Object.entries(pages).map(([path, html]) => ({ path, html })), files, ...more };
  return checkSite(site).map(({ code, subject }) => `${code} ${subject}`);
}

describe('a site that is published below a path', () => {
  const siteUrl = 'https://prof.github.io/mon-cours/';

  test('may write its own path into links, which lead to its pages', () => {
    const links = '<a href="/mon-cours/pages/m1/g2.html">2</a><a href="https://autre.fr/">x</a><a href="/autre/">y</a>';
    assert.deepEqual(faultsOf(siteWith({ links }), { siteUrl }), []);
    assert.deepEqual(faultsOf(siteWith({ links: '<a href="/mon-cours/pages/m1/g3.html">3</a>' }), { siteUrl }), [
      'broken_link /mon-cours/pages/m1/g3.html',
    ]);
  });

  test('is told of links that leave it for a file that it has', () => {
    const links =
      '<link rel="stylesheet" href="/assets/a.css"><a href="/pages/m1/g2.html">2</a><a href="../../../assets/a.css">c</a>';
    assert.deepEqual(faultsOf(siteWith({ links }), { siteUrl }), [
      'link_outside /pages/m1/g2.html',
      'link_outside ../../../assets/a.css',
      'link_outside /assets/a.css',
    ]);
    assert.deepEqual(faultsOf(siteWith({ links }), { siteUrl: 'https://cours.exemple.fr/' }), []);
  });

  test('is scanned in the order of its sommaire, whose links say its path', () => {
    const links = '<a href="/mon-cours/pages/m1/z.html">z</a><a href="/mon-cours/pages/m1/g2.html">2</a>';
    const html = `<html><body data-module="m1">${links}</body></html>`;
    const grain = (id: string) => `<html><body data-module="m1" data-grain="${id}"></body></html>`;
    const pages = { 'pages/m1/sommaire.html': html, 'pages/m1/g2.html': grain('g2'), 'pages/m1/z.html': grain('z') };
    const { catalogue, faults } = scanSite(
      Object.entries(pages).map(([path, text]) => readSitePage(path, text, '/mon-cours/')),
      new Set(Object.keys(pages)),
    );
    assert.deepEqual([catalogue.grains.map(({ grainId }) => grainId), faults], [['z', 'g2'], []]);
  });

  test('speaks to where its script lies, below that path', () => {
    assert.deepEqual(faultsOf(siteWith(), { siteUrl, api: 'https://prof.github.io/mon-cours' }), []);
    assert.deepEqual(faultsOf(siteWith(), { siteUrl, api: 'https://prof.github.io' }), [
      'missing_api https://prof.github.io/mon-cours',
      'missing_api https://prof.github.io/mon-cours',
      'missing_api https://prof.github.io/mon-cours',
    ]);
  });
});

describe('a server below a path', () => {
  const api = 'https://ecole.fr/passerelle';

  test('is the one that its script’s address names, without data-api', () => {
    const script = `${api}/assets/js/progress-api.js`;
    assert.deepEqual(faultsOf(siteWith({ script }), { api }), []);
    assert.deepEqual(faultsOf(siteWith({ script }), { api: 'https://ecole.fr' }).slice(0, 1), [`missing_api ${api}`]);
  });

  test('is right as data-api, whoever serves the script', () => {
    assert.deepEqual(faultsOf(siteWith({ api: ` data-api="${api}"` }), { api }), []);
    assert.deepEqual(faultsOf(siteWith({ api: ` data-api="${api}"` })), []);
  });
});
