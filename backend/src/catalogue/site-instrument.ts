import { barsOfPage } from './bars-of-page.ts';
import { attributesIntoBody } from './body-tag.ts';
import { findFinish } from './finish-button.ts';
import { naturalOrder } from './natural-order.ts';
import { attributeOf, classesOf, nearestOf, type PageElement, readElements } from './page-elements.ts';
import { attributesInto, type PageInsertion, scriptInto } from './page-insertions.ts';
import { isStub, type ScriptTag, STUB, scriptTagOf } from './script-tag.ts';
import { idSelector, matcherOf } from './selector.ts';
import { idsOfPages, type PageIds, type ReadPage, sequenceOf } from './site-ids.ts';
import { siteFileOf } from './site-links.ts';
import { sitePageOf } from './site-page.ts';
import { isWholePage } from './whole-page.ts';

/** What the author says beside the folder. */
export interface InstrumentWishes {
  /** Address of the Passerelle server; undefined = the site is served by it. */
  api?: string;
  /** Where the script lies in the site, e.g. `assets/js/progress-api.js`; null = it is loaded from the server. */
  scriptFile: string | null;
  /** What appears when a quiz is passed, for pages whose own code checks one. */
  doneWhen?: string;
}

/** Something that the author has to decide. */
export interface InstrumentNote {
  code: 'no_body' | 'no_button' | 'several_buttons' | 'quiz_without_sign' | 'other_api';
  path: string;
  line: number;
  subject: string;
}

/** What one page lacks. */
export interface PagePlan {
  path: string;
  insertions: PageInsertion[];
}

/** Works out what each page of a site lacks; pages that lack nothing are left out. */
export function planInstrumentation(
  pages: readonly { path: string; html: string }[],
  wishes: InstrumentWishes,
): { plans: PagePlan[]; notes: InstrumentNote[] } {
  const read = pages.map(({ path, html }) => {
    const elements = readElements(html);
    return { html, elements, page: sitePageOf(path, elements) };
  });
  const ids = idsOfPages(read);
  const notes: InstrumentNote[] = [];
  const plans = read
    .sort((a, b) => naturalOrder(a.page.path, b.page.path))
    .filter(({ page, elements }) => isWholePage(page.path, elements))
    .map((one) => new PageInstrument(one, one.html, { ids, wishes, notes }).plan())
    .filter(({ insertions }) => insertions.length > 0);
  return { plans, notes };
}

interface Around {
  ids: ReadonlyMap<string, PageIds>;
  wishes: InstrumentWishes;
  notes: InstrumentNote[];
}

type Attributes = Map<string, string>;

/** Collects what one page lacks, element by element. */
class PageInstrument {
  #one: ReadPage;
  #html: string;
  #around: Around;
  #tag: ScriptTag | undefined;
  #own: PageIds;
  #wanted = new Map<PageElement, Attributes>();
  #script: Attributes = new Map();
  #bodyTag: PageInsertion | undefined;

  constructor(one: ReadPage, html: string, around: Around) {
    this.#one = one;
    this.#html = html;
    this.#around = around;
    this.#tag = scriptTagOf(one.elements);
    this.#own = around.ids.get(one.page.path) ?? { moduleId: null, sequenceId: null, grainId: null };
  }

  plan(): PagePlan {
    this.#sayWhatBodyIs();
    this.#sayWhichServer();
    if (this.#own.grainId === null) this.#markSommaire();
    else this.#markFinish();
    this.#markBars();
    const { elements, page } = this.#one;
    if (this.#tag !== undefined) this.#want(this.#tag.element, this.#script);
    const insertions = [...this.#wanted].flatMap(([element, attributes]) => attributesInto(element, attributes));
    // Where both go to one place, the script is first, and so still in the head.
    if (this.#tag === undefined) insertions.push(...scriptInto(this.#html, elements, this.#script, this.#stub()));
    if (this.#bodyTag !== undefined) insertions.push(this.#bodyTag);
    return { path: page.path, insertions: insertions.sort((a, b) => a.at - b.at) };
  }

  /** An attribute that is there, even empty, is the author's. */
  #want(element: PageElement, attributes: ReadonlyMap<string, string>): void {
    const wanted = this.#wanted.get(element) ?? new Map();
    for (const [name, value] of attributes) if (!element.attributes.has(name)) wanted.set(name, value);
    this.#wanted.set(element, wanted);
  }

  #note(code: InstrumentNote['code'], line: number, subject: string): void {
    this.#around.notes.push({ code, path: this.#one.page.path, line, subject });
  }

  #sayWhatBodyIs(): void {
    const { moduleId, sequenceId, grainId } = this.#own;
    const said = { 'data-module': moduleId, 'data-sequence': sequenceId, 'data-grain': grainId };
    const attributes = new Map(
      Object.entries(said).flatMap(([name, id]) => (id === null ? [] : [[name, id] as const])),
    );
    const body = this.#one.elements.find((element) => element.tag === 'body');
    const isMissing = [...attributes.keys()].some((name) => !body?.attributes.has(name));
    if (body?.start !== undefined) this.#want(body, attributes);
    else if (isMissing)
      this.#intoBodyWithoutTag(new Map([...attributes].filter(([name]) => !body?.attributes.has(name))));
  }

  #intoBodyWithoutTag(attributes: Attributes): void {
    this.#bodyTag = attributesIntoBody(this.#html, this.#one.elements, attributes);
    if (this.#bodyTag !== undefined) return;
    this.#note('no_body', 1, [...attributes].map(([name, id]) => `${name}="${id}"`).join(' '));
  }

  #sayWhichServer(): void {
    const { api, scriptFile } = this.#around.wishes;
    const tag = this.#tag;
    if (tag === undefined) {
      const up = '../'.repeat(this.#one.page.path.split('/').length - 1);
      this.#script.set('src', scriptFile === null ? `${api}/assets/js/progress-api.js` : `${up}${scriptFile}`);
    }
    if (api === undefined) return;
    if (tag?.api != null && tag.api !== api) this.#note('other_api', tag.element.line, tag.api);
    this.#script.set('data-api', api);
  }

  /** On pages with something to finish; not where the page's own content policy would stop it. */
  #stub(): string | undefined {
    const { elements } = this.#one;
    const isPolicy = (one: PageElement) =>
      one.tag === 'meta' && /^content-security-policy$/i.test(attributeOf(one, 'http-equiv') ?? '');
    return this.#own.grainId === null || elements.some(isStub) || elements.some(isPolicy) ? undefined : STUB;
  }

  #markFinish(): void {
    const finish = findFinish(this.#one.elements, this.#tag, this.#around.wishes.doneWhen);
    if (finish.kind === 'unclear') this.#note(finish.code, finish.line, this.#own.grainId ?? '');
    if (finish.kind !== 'button') return;
    const sign = finish.doneWhen;
    if (finish.selector !== null) {
      this.#script.set('data-done-selector', finish.selector);
      if (sign !== null) this.#script.set('data-done-when', sign);
      return;
    }
    const attributes: Attributes = new Map([['data-grain-done', '']]);
    if (sign !== null) attributes.set('data-done-when', sign);
    this.#want(finish.button, attributes);
  }

  /** A page that lists grains: its links say which, its sequences say which, its cards show how far. */
  #markSommaire(): void {
    const { elements } = this.#one;
    const linked = new Set(elements.flatMap((element) => attributeOf(element, 'data-grain-link') ?? []));
    const cards = new Set<PageElement>();
    for (const link of elements) {
      const grain = this.#grainBehind(link);
      if (!grain?.grainId) continue;
      const sequence = nearestOf(link.parent, (one) => sequenceOf(one) !== null);
      if (sequence !== undefined && grain.sequenceId !== null) {
        if (!sequence.attributes.has('data-sequence')) cards.add(sequence);
        this.#want(sequence, new Map([['data-sequence', grain.sequenceId]]));
      }
      // A second link to the same grain says nothing new, and would count it twice.
      if (!linked.has(grain.grainId)) this.#want(link, new Map([['data-grain-link', grain.grainId]]));
      linked.add(grain.grainId);
    }
    const grains = new Set([...this.#around.ids.values()].flatMap(({ grainId }) => grainId ?? []));
    const isUnlinkedCard = (id: string | null) => id !== null && grains.has(id) && !linked.has(id);
    for (const element of elements) {
      if (element.tag !== 'a' && isUnlinkedCard(attributeOf(element, 'id'))) cards.add(element);
    }
    const selector = selectorOfCards([...cards], elements);
    if (selector !== undefined) this.#script.set('data-card-selector', selector);
  }

  #grainBehind(link: PageElement): PageIds | undefined {
    // Where a link to resume leads is the script's affair.
    const href = link.tag === 'a' && !link.attributes.has('data-resume') ? attributeOf(link, 'href') : null;
    const file = href === null ? undefined : siteFileOf(this.#one.page, href);
    return file === undefined ? undefined : this.#around.ids.get(file);
  }

  #markBars(): void {
    const { elements } = this.#one;
    const found = barsOfPage(elements);
    if (found === undefined || this.#tag?.barSelector) return;
    const { name, bars } = found;
    this.#script.set('data-bar-selector', `.${name}`);
    for (const bar of bars) {
      const figures = elements.filter(
        (one) => one.parent === bar.parent || one.parent === bar || one.parent?.parent === bar,
      );
      for (const figure of figures) {
        const isLeaf = !elements.some((one) => one.parent === figure);
        if (isLeaf && /^\d{1,3} ?%$/.test(figure.text()) && !figure.attributes.has('data-progress')) {
          this.#want(figure, new Map([['data-progress-text', this.#scopeOf(bar)]]));
        }
      }
    }
  }

  /** What the script will show in a bar that does not say. */
  #scopeOf(bar: PageElement): string {
    const sequence = nearestOf(
      bar,
      (one) => one.attributes.has('data-sequence') || this.#wanted.get(one)?.has('data-sequence') === true,
    );
    const id = sequence && (attributeOf(sequence, 'data-sequence') ?? this.#wanted.get(sequence)?.get('data-sequence'));
    if (id) return `sequence:${id}`;
    return this.#own.moduleId === null ? 'course' : `module:${this.#own.moduleId}`;
  }
}

/** A class that all cards of the page have and nothing else has, else their ids. */
function selectorOfCards(cards: readonly PageElement[], elements: readonly PageElement[]): string | undefined {
  if (cards.length === 0) return undefined;
  const classes = new Set(cards.flatMap(classesOf));
  const own = [...classes].filter(
    (name) =>
      /^[a-z][\w-]*$/i.test(name) &&
      elements.filter((one) => classesOf(one).includes(name)).every((one) => cards.includes(one)),
  );
  const chosen: string[] = [];
  let left = [...cards];
  for (const name of own) {
    const rest = left.filter((card) => !classesOf(card).includes(name));
    if (rest.length < left.length) chosen.push(`.${name}`);
    left = rest;
  }
  const byId = left.flatMap((card) => attributeOf(card, 'id') ?? []).map(idSelector);
  const selector = [...chosen, ...byId].join(',');
  return matcherOf(selector) === undefined ? undefined : selector;
}
