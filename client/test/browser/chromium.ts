// A Chromium for each test file, and ones with a profile folder that can be killed.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const executablePath = process.env.PASSERELLE_TEST_CHROMIUM || '/usr/bin/chromium';
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** A browser whose contexts forget everything, as private windows do. */
export const launch = (): Promise<Browser> => chromium.launch({ executablePath, args: quiet });

/** A browser with a profile folder, started as people start it. */
export interface Installed {
  context: BrowserContext;
  /** SIGKILL to the whole process group: nothing is written any more. */
  kill(): Promise<void>;
}

/** `settings` is written into the profile as Chromium's own preferences. */
export function makeProfile(settings?: object): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'progress-profile-'));
  if (settings) {
    mkdirSync(join(folder, 'Default'));
    writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(settings));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

const running = new Set<() => Promise<void>>();

/** Kills what a failed test has left. */
export const killAll = (): Promise<unknown> => Promise.all([...running].map((kill) => kill()));

const address = (child: ChildProcess) =>
  new Promise<string>((found, failed) => {
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
      const url = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (url) found(url);
    });
    child.once('exit', () => failed(new Error(`Chromium did not start: ${text}`)));
  });

export async function startInstalled(folder: string): Promise<Installed> {
  const child = spawn(
    executablePath,
    [...quiet, '--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank'],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const browser = await chromium.connectOverCDP(await address(child));
  const kill = async () => {
    if (!running.delete(kill)) return;
    process.kill(-(child.pid as number), 'SIGKILL');
    await gone;
    await browser.close().catch(() => {});
  };
  running.add(kill);
  return { context: browser.contexts()[0] as BrowserContext, kill };
}

/** Waits for the finish button to say where the record stands. */
export const waitForState = (page: Page, state: string): Promise<unknown> =>
  page.waitForSelector(`[data-state="${state}"]:is(button,.btn-validate)`);

/** Opens a page and waits until the script has said that it is ready. */
export async function open(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener('progress:ready', () => document.documentElement.setAttribute('data-ready', ''));
  });
  // A launch always comes from another document; only the fragment changing would load nothing.
  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
}

/** Polls until true; fails after 15 s. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 15_000; ) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`Never happened: ${what}`);
}
