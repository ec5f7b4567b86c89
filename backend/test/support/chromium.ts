import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findTestChromium } from './engines.ts';

const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-default-apps',
  // The driver switches storage partitioning off, which no real browser does; the last such flag wins.
  '--disable-features=Translate,MediaRouter,OptimizationHints',
];

/** Chromium as learners have it. `thirdPartyCookies: 'block'` is what private windows and Safari do. */
export function openChromium(options: { thirdPartyCookies?: 'block' | 'allow' } = {}): Promise<Browser> {
  const args = options.thirdPartyCookies === 'block' ? [...QUIET, '--test-third-party-cookie-phaseout'] : QUIET;
  const executablePath = findTestChromium();
  if (executablePath === undefined) throw new Error('no Chromium');
  return chromium.launch({ executablePath, args });
}

/** A desktop window (1280) or a phone (390 pixels, touch). */
export function openWindow(browser: Browser, kind: 'desktop' | 'phone' = 'desktop'): Promise<BrowserContext> {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
  return browser.newContext({
    locale: 'fr-FR',
    ...(kind === 'phone' ? phone : { viewport: { width: 1280, height: 900 } }),
  });
}

/** Keeps a picture for a person to look at, where PASSERELLE_TEST_SHOTS names a folder. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.PASSERELLE_TEST_SHOTS;
  if (folder !== undefined && folder !== '') await page.screenshot({ path: `${folder}/${name}.png` });
}
