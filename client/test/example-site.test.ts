import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MODULES = ['module1', 'module2', 'module3'];
const GRAINS_PER_SEQUENCE = 4;
const GRAINS_PER_MODULE = 8;
/** Written by the build, so that its presence is the build's affair. */
const SCRIPT = 'assets/js/progress-api.js';

interface Page {
  /** From the root of the repository, with slashes. */
  path: string;
  source: string;
  elements: Tree.Element[];
}

const isElement = (node: Tree.Node): node is Tree.Element => 'tagName' in node;
const attribute = (element: Tree.Element, name: string) => element.attrs.find((each) => each.name === name)?.value;

function descendants(node: Tree.Node): Tree.Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes.flatMap((child) => (isElement(child) ? [child, ...descendants(child)] : descendants(child)));
}

function textOf(node: Tree.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function readPage(path: string): Page {
  const source = readFileSync(resolve(ROOT, path), 'utf8');
  return { path, source, elements: descendants(parse(source)) };
}

const paths = readdirSync(resolve(ROOT, 'pages'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.html'))
  .map((path) => `pages/${path.replaceAll('\\', '/')}`);
const pages = ['index.html', ...paths.sort()].map(readPage);

function getPage(path: string): Page {
  const page = pages.find((each) => each.path === path);
  assert(page, `${path} is missing`);
  return page;
}

function getOne(elements: Tree.Element[], tagName: string, where: string): Tree.Element {
  const [first, ...others] = elements.filter((element) => element.tagName === tagName);
  assert(first && others.length === 0, `${where}: expected exactly one <${tagName}>`);
  return first;
}

const bodyOf = (page: Page) => getOne(page.elements, 'body', page.path);
const idsOf = (page: Page) => page.elements.flatMap((element) => attribute(element, 'id') ?? []);
const valuesOf = (elements: Tree.Element[], name: string) => elements.flatMap((each) => attribute(each, name) ?? []);
const isHeading = (element: Tree.Element) => /^h[1-6]$/.test(element.tagName);
const grainPages = pages.filter((page) => attribute(bodyOf(page), 'data-grain') !== undefined);
/** Numbers of the grains from `first`, `count` of them, as ids. */
const grainIds = (first: number, count: number) => Array.from({ length: count }, (_, index) => `grain${first + index}`);

/** An empty `alt` is a text too: it says that the picture says nothing. */
function hasItsText(element: Tree.Element, page: Page): boolean {
  const label = attribute(element, 'aria-label') ?? '';
  if (element.tagName === 'img') return attribute(element, 'alt') !== undefined;
  if (element.tagName === 'input') return valuesOf(page.elements, 'for').includes(attribute(element, 'id') ?? '');
  if (element.tagName === 'nav' || attribute(element, 'data-progress') !== undefined) return label !== '';
  if (element.tagName !== 'svg' || attribute(element, 'aria-hidden') === 'true') return true;
  return attribute(element, 'role') === 'img' && label.length > 10;
}

/** Every address a page names, with the file it leads to, from the root of the repository. */
function addressesOf(page: Page): { element: Tree.Element; file: string; fragment: string }[] {
  return page.elements.flatMap((element) =>
    [...valuesOf([element], 'href'), ...valuesOf([element], 'src')].map((address) => {
      assert.doesNotMatch(address, /^([a-z]+:|\/)/i, `${page.path}: ${address} is not relative`);
      const [file = '', fragment = ''] = address.split('#');
      const target = file === '' ? page.path : relative(ROOT, resolve(ROOT, dirname(page.path), file));
      return { element, file: target.replaceAll('\\', '/'), fragment };
    }),
  );
}

describe('the course', () => {
  it('has 24 grains, each id once, in the file and folder of its module and in its sequence', () => {
    const ids = grainPages.map((page) => attribute(bodyOf(page), 'data-grain'));
    assert.deepEqual(ids.toSorted(), grainIds(1, 24).toSorted());
    for (const page of grainPages) {
      const body = bodyOf(page);
      const number = Number(attribute(body, 'data-grain')?.slice('grain'.length));
      const module = `module${Math.ceil(number / GRAINS_PER_MODULE)}`;
      assert.equal(page.path, `pages/${module}/grain${number}.html`);
      assert.equal(attribute(body, 'data-module'), module, page.path);
      assert.equal(attribute(body, 'data-sequence'), `sequence${Math.ceil(number / GRAINS_PER_SEQUENCE)}`, page.path);
      assert.match(attribute(body, 'data-minutes') ?? '', /^[1-9]$/, page.path);
    }
  });

  it('says in every grain something worth reading, with a figure, a self-check and one button to finish', () => {
    for (const page of grainPages) {
      const article = getOne(page.elements, 'article', page.path);
      const inside = descendants(article);
      const words = textOf(article).split(/\s+/).length;
      assert(words >= 250 && words <= 500, `${page.path}: ${words} words`);
      assert(textOf(getOne(inside, 'figcaption', page.path)).length > 10);
      const radios = inside.filter((element) => attribute(element, 'type') === 'radio');
      const verdicts = inside.filter((element) => /^(right|wrong)$/.test(attribute(element, 'class') ?? ''));
      const answers = inside.filter((element) => element.tagName === 'details');
      assert(answers.length === 1 || (radios.length === 3 && verdicts.length === 3), `${page.path}: no self-check`);
      const button = getOne(inside, 'button', page.path);
      assert.equal(attribute(button, 'data-grain-done'), '');
      assert.equal(attribute(button, 'type'), 'button');
    }
  });

  it('leads from the first grain to the last and back', () => {
    const chain = grainIds(1, 24).map((id) => grainPages.find((page) => attribute(bodyOf(page), 'data-grain') === id));
    for (const [index, page] of chain.entries()) {
      assert(page);
      const towards = (rel: string) =>
        addressesOf(page).flatMap(({ element, file }) =>
          element.tagName === 'a' && attribute(element, 'rel') === rel ? file : [],
        );
      assert.deepEqual(towards('prev'), index === 0 ? [] : [chain[index - 1]?.path]);
      assert.deepEqual(towards('next'), index === 23 ? [] : [chain[index + 1]?.path]);
    }
  });
});

describe('the summaries', () => {
  for (const [index, module] of MODULES.entries()) {
    const page = getPage(`pages/${module}/sommaire.html`);
    const sections = page.elements.filter((element) => attribute(element, 'data-sequence') !== undefined);

    it(`name ${module}, its two sequences, and their grains in order`, () => {
      assert.equal(attribute(bodyOf(page), 'data-module'), module);
      assert.equal(attribute(bodyOf(page), 'data-grain'), undefined);
      assert(textOf(getOne(page.elements, 'h1', page.path)).trim());
      assert.deepEqual(valuesOf(sections, 'data-sequence'), [`sequence${2 * index + 1}`, `sequence${2 * index + 2}`]);
      for (const [place, section] of sections.entries()) {
        const heading = descendants(section).find(isHeading);
        assert(heading && textOf(heading).trim(), `${page.path}: a sequence without a title`);
        const first = index * GRAINS_PER_MODULE + place * GRAINS_PER_SEQUENCE + 1;
        assert.deepEqual(valuesOf(descendants(section), 'data-grain-link'), grainIds(first, GRAINS_PER_SEQUENCE));
      }
    });

    it(`show the progress of ${module} and of each of its sequences, and a place to resume`, () => {
      const scopes = [`module:${module}`, ...valuesOf(sections, 'data-sequence').map((id) => `sequence:${id}`)];
      assert.deepEqual(valuesOf(page.elements, 'data-progress'), scopes);
      assert.deepEqual(valuesOf(page.elements, 'data-progress-text'), scopes);
      assert.equal(valuesOf(page.elements, 'data-resume').length, 1);
    });
  }

  it('of the whole course list the three modules and all the grains', () => {
    const { elements } = getPage('pages/cours.html');
    assert.deepEqual(valuesOf(elements, 'data-grain-link'), grainIds(1, 24));
    assert.deepEqual(
      valuesOf(elements, 'data-progress').filter((scope) => !scope.startsWith('sequence:')),
      ['course', ...MODULES.map((module) => `module:${module}`)],
    );
  });

  it('call a module, a sequence and a grain by the title that its own page gives', () => {
    const titles = new Map(grainPages.map((page) => [page.path, textOf(getOne(page.elements, 'h1', page.path))]));
    for (const page of pages) {
      for (const { element, file } of addressesOf(page)) {
        const id = attribute(element, 'data-grain-link');
        if (id === undefined) continue;
        assert(file.endsWith(`/${id}.html`), `${page.path}: ${id} leads to ${file}`);
        assert.equal(textOf(element), titles.get(file), page.path);
      }
    }
  });
});

describe('every page', () => {
  for (const page of pages) {
    it(`${page.path} links only to files and ids that exist`, () => {
      for (const { file, fragment } of addressesOf(page)) {
        assert(file === SCRIPT || existsSync(resolve(ROOT, file)), `${page.path}: ${file} is missing`);
        if (fragment) assert(idsOf(getPage(file)).includes(fragment), `${page.path}: #${fragment} is missing`);
      }
    });

    it(`${page.path} loads the progress script and nothing that a strict content policy or another host would stop`, () => {
      const scripts = page.elements.filter((element) => element.tagName === 'script');
      assert.equal(scripts.length, 1);
      assert.deepEqual(valuesOf(scripts, 'async'), ['']);
      assert.equal(addressesOf(page).filter(({ file }) => file === SCRIPT).length, 1);
      assert.doesNotMatch(page.source, /\b(src|href|action|srcset|poster|data)="(https?:)?\/\//i);
      assert.equal(page.elements.filter((element) => element.tagName === 'style').length, 0);
      const names = page.elements.flatMap((element) => element.attrs.map((each) => each.name));
      assert.deepEqual(
        names.filter((name) => name === 'style' || name.startsWith('on')),
        [],
      );
    });

    it(`${page.path} can be read by everybody`, () => {
      assert.equal(attribute(getOne(page.elements, 'html', page.path), 'lang'), 'fr');
      assert(textOf(getOne(page.elements, 'title', page.path)).length > 10);
      assert(page.elements.some((element) => attribute(element, 'name') === 'viewport'));
      getOne(page.elements, 'h1', page.path);
      const main = getOne(page.elements, 'main', page.path);
      const skip = page.elements.find((element) => element.tagName === 'a');
      assert.equal(skip && attribute(skip, 'href'), `#${attribute(main, 'id')}`);
      assert.equal(new Set(idsOf(page)).size, idsOf(page).length, `${page.path}: an id twice`);
      let level = 0;
      for (const heading of page.elements.filter(isHeading)) {
        const next = Number(heading.tagName[1]);
        assert(next <= level + 1, `${page.path}: "${textOf(heading)}" skips a level`);
        level = next;
      }
    });

    it(`${page.path} gives every image, bar, field and reference its text`, () => {
      for (const element of page.elements) {
        const where = `${page.path}: <${element.tagName}>`;
        assert(hasItsText(element, page), `${where} has no text`);
        const id = attribute(element, 'aria-labelledby') ?? attribute(element, 'for');
        if (id !== undefined) assert(idsOf(page).includes(id), `${where} refers to ${id}`);
      }
    });
  }

  it('finds in the style sheet and the pictures nothing that comes from elsewhere', () => {
    for (const path of ['assets/css/site.css', 'assets/img/logo.svg', 'assets/img/favicon.svg']) {
      const source = readFileSync(resolve(ROOT, path), 'utf8').replace('http://www.w3.org/2000/svg', '');
      assert.doesNotMatch(source, /@import|url\(|:\/\/|<script/i, path);
    }
  });
});
