import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

type WindowKind = 'desktop' | 'phone';

/** A desktop window (1280) or a phone (390 pixels, touch). */
export function openWindow(browser: Browser, kind: WindowKind = 'desktop'): Promise<BrowserContext> {
  return browser.newContext(shapeOf(kind));
}

/** A window of a Chromium whose settings say "block all cookies": storage is refused with them. Closing it ends it. */
export async function openRefusingWindow(kind: WindowKind = 'desktop'): Promise<BrowserContext> {
  const executablePath = findTestChromium();
  if (executablePath === undefined) throw new Error('no Chromium');
  const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-chromium-'));
  mkdirSync(path.join(folder, 'Default'));
  const settings = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(path.join(folder, 'Default', 'Preferences'), JSON.stringify(settings));
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: QUIET, ...shapeOf(kind) });
  context.on('close', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

function shapeOf(kind: WindowKind) {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
  return { locale: 'fr-FR', ...(kind === 'phone' ? phone : { viewport: { width: 1280, height: 900 } }) };
}

/** Keeps a picture for a person to look at, where PASSERELLE_TEST_SHOTS names a folder. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.PASSERELLE_TEST_SHOTS;
  if (folder !== undefined && folder !== '') await page.screenshot({ path: `${folder}/${name}.png` });
}
