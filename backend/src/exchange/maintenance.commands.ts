import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import type { MaintenanceStore } from './maintenance.ts';
import { alreadyMoved } from './move-refusals.ts';

const LONGEST_WAIT_SECONDS = 3600;

/** `passerelle maintenance on|off|status`. */
export function registerMaintenanceCommands(
  program: Command,
  open: () => Promise<{ maintenance: MaintenanceStore; now(): Date }>,
): void {
  const maintenance = program
    .command('maintenance')
    .description('refuse writes for a while; reading goes on, browsers keep what they could not send / maintenance');
  withExamples(
    maintenance
      .command('on')
      .description('every server on this base answers writes with 503 within a second or two')
      .option('--retry-after <seconds>', 'what callers are told to wait', '10'),
    'passerelle maintenance on',
    'passerelle maintenance on --retry-after 60 --json',
  ).action(async (options: { retryAfter: string; json?: boolean }) => {
    const seconds = Number(options.retryAfter);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_WAIT_SECONDS) {
      throw new AppError(
        'exchange.bad_wait',
        'invalid',
        `--retry-after is a whole number from 1 to ${LONGEST_WAIT_SECONDS}. / --retry-after est un nombre entier de 1 à ${LONGEST_WAIT_SECONDS}.`,
      );
    }
    const desk = await open();
    await desk.maintenance.begin(seconds, desk.now());
    const text = 'Writes are refused from now on (503). / Les écritures sont refusées (503).';
    print({ json: { maintenance: true, retry_after_seconds: seconds }, text }, options);
  });
  withExamples(maintenance.command('off').description('accept writes again'), 'passerelle maintenance off').action(
    async (options: { json?: boolean }) => {
      const { maintenance: store } = await open();
      const fencedAt = (await store.find())?.fencedAt ?? null;
      if (fencedAt !== null) throw alreadyMoved(fencedAt);
      const wasOn = await store.end();
      const text = wasOn
        ? 'Writes are accepted again. / Les écritures sont de nouveau acceptées.'
        : 'It was not on. / Elle n’était pas active.';
      print({ json: { maintenance: false, was_on: wasOn }, text }, options);
    },
  );
  withExamples(
    maintenance.command('status').description('whether it is on'),
    'passerelle maintenance status --json',
  ).action(async (options: { json?: boolean }) => {
    const now = await (await open()).maintenance.find();
    const closed =
      'This base was moved and refuses writes itself. / Cette base a été déménagée et refuse les écritures.';
    const since = `On since ${now?.sinceAt.toISOString()}. / Active.`;
    const text = now === undefined ? 'Off. / Inactive.' : now.fencedAt === null ? since : `${since}\n${closed}`;
    const json = { maintenance: now !== undefined, since_at: now?.sinceAt ?? null, fenced_at: now?.fencedAt ?? null };
    print({ json, text }, options);
  });
}
