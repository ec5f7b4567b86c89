import { type InstrumentWishes, planInstrumentation } from '../../src/catalogue/site-instrument.ts';
import { decodePage, insertIntoBytes } from '../../src/cli/page-bytes.ts';

export const api = 'https://api.exemple.fr';
export const wishes: InstrumentWishes = { api, scriptFile: null };

export interface Page {
  path: string;
  bytes: Buffer;
}

/** Every page as `site instrument --yes` leaves it. */
export function instrumented(pages: readonly Page[], wanted = wishes) {
  const decoded = pages.map(({ path, bytes }) => ({ path, html: decodePage(bytes).text }));
  const { plans, notes } = planInstrumentation(decoded, wanted);
  const now = pages.map(({ path, bytes }) => {
    const plan = plans.find((one) => one.path === path);
    return { path, bytes: plan === undefined ? bytes : insertIntoBytes(bytes, decodePage(bytes), plan.insertions) };
  });
  return { plans, notes, pages: now };
}

export function instrumentedText(pages: Record<string, string>, wanted = wishes) {
  const given = Object.entries(pages).map(([path, html]) => ({ path, bytes: Buffer.from(html) }));
  const { notes, pages: now } = instrumented(given, wanted);
  return { notes, pages: Object.fromEntries(now.map(({ path, bytes }) => [path, bytes.toString()])) };
}

export const quiz = (button: string, rest = '') =>
  `<html><head></head><body data-module="m" data-grain="g1"><input type=radio name=q>${button}${rest}</body></html>`;
