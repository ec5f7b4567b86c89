// What most tests of the script need: a Chromium, the stand-in of the API and a site with pages that load the script.
import { after, afterEach, before, beforeEach } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch } from './chromium.ts';
import { type Grain, type Mood, type StandIn, startSite, startStandIn } from './stand-in.ts';

export interface Scene {
  browser: Browser;
  api: StandIn;
  site: { origin: string; stop(): Promise<void> };
  /** A window that knows nothing, new for each test. */
  context: BrowserContext;
  page: Page;
}

export interface SceneOptions {
  catalogue?: Grain[];
  /** Pages beside the usual ones: file name -> HTML, `%API%` for the address of the stand-in. */
  extra?: Record<string, string>;
  /** How the stand-in is when a test begins. */
  mood?: Mood;
  timeoutMs?: number;
}

/** Declares the hooks of the surrounding suite. `enter` is told the scene before each test, when the stand-in has forgotten the last one. */
export function useScene(options: SceneOptions, enter: (scene: Scene) => void): void {
  let shared: Pick<Scene, 'browser' | 'api' | 'site'>;
  before(async () => {
    const api = await startStandIn(options.catalogue);
    const site = await startSite(api.origin, options.extra === undefined ? {} : { extra: options.extra });
    shared = { api, site, browser: await launch() };
  });
  beforeEach(async () => {
    const { api, browser } = shared;
    for (const list of [api.recorded, api.received, api.requests]) list.length = 0;
    api.mood = { ...options.mood };
    const context = await browser.newContext();
    const page = await context.newPage();
    if (options.timeoutMs !== undefined) page.setDefaultTimeout(options.timeoutMs);
    enter({ ...shared, context, page });
  });
  // The test may have opened windows of its own.
  afterEach(() => Promise.all(shared.browser.contexts().map((context) => context.close())));
  after(async () => {
    await shared.browser.close();
    await shared.site.stop();
    await shared.api.goDown();
  });
}
