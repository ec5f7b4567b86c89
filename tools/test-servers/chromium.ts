import { existsSync } from 'node:fs';
import { findProgram } from './private-folder.ts';

/** The browser of the browser tests: PASSERELLE_CHROMIUM when set, else Chromium or Chrome as installed; or undefined. */
export function findChromium(): string | undefined {
  const chosen = process.env.PASSERELLE_CHROMIUM;
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? chosen : undefined;
  return findProgram('chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome');
}
