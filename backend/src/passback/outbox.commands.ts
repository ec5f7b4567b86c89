import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isUuid } from '../ids/ids.ts';

/** A row as the terminal shows it, by its column names. */
export interface ListedGrade {
  id: string;
  tenant_id: string;
  platform_id: string;
  resource_link_id: string;
  user_id: string;
  state: 'due' | 'done' | 'dead';
  seq: number;
  sent_seq: number;
  attempts: number;
  due_at: Date;
  last_sent_at: Date | null;
  sent_score: number | null;
  reason: string | null;
  reason_text: string | null;
}

/** What the terminal does with the outbox. */
export interface OutboxDesk {
  /** The oldest due first; at most `limit`. */
  list(filter: {
    state?: ListedGrade['state'] | undefined;
    platformId?: string | undefined;
    limit: number;
  }): Promise<ListedGrade[]>;
  /** Makes rows due now, with all their tries before them. Answers how many there were. */
  replay(which: { id: string } | 'all-dead', now: Date): Promise<number>;
}

const STATES = ['due', 'done', 'dead'] as const;

/** `passerelle outbox list` and `passerelle outbox replay`. */
export function registerOutboxCommands(program: Command, open: () => Promise<OutboxDesk>): void {
  const outbox = program.command('outbox').description('grades on their way to the LMS');
  registerList(outbox, open);
  registerReplay(outbox, open);
}

function registerList(outbox: Command, open: () => Promise<OutboxDesk>): void {
  withExamples(
    outbox
      .command('list')
      .description('show grades that wait (due), arrived (done) or were given up (dead)')
      .option('--state <state>', STATES.join(', '))
      .option('--platform <id>', 'only those of one platform')
      .option('--limit <n>', 'rows at most', '200'),
    'passerelle outbox list --state dead',
    'passerelle outbox list --platform 0193a1f0-… --json',
  ).action(async (options: { state?: string; platform?: string; limit: string; json?: boolean }) => {
    const desk = await open();
    const rows = await desk.list({
      state: stateOf(options.state),
      platformId: platformOf(options.platform),
      limit: limitOf(options.limit),
    });
    const cells = rows.map((row) => [
      row.id,
      row.state,
      String(row.attempts),
      row.due_at.toISOString(),
      row.sent_score === null ? '-' : `${Math.round(row.sent_score * 10_000) / 100} %`,
      row.reason ?? '',
    ]);
    const table = tableOf(['id', 'state', 'tries', 'due at', 'sent', 'reason'], cells, 'Nothing. / Rien.');
    const sentences = new Map(
      rows.flatMap((row) => (row.reason === null ? [] : [[row.reason, row.reason_text ?? '']])),
    );
    const legend = [...sentences].map(([code, text]) => `${code}: ${text}`).join('\n');
    print({ json: rows, text: legend === '' ? table : `${table}\n\n${legend}` }, options);
  });
}

function registerReplay(outbox: Command, open: () => Promise<OutboxDesk>): void {
  withExamples(
    outbox
      .command('replay')
      .description('send grades again: the running server does it at its next look')
      .option('--id <id>', 'one row, whatever its state')
      .option('--all-dead', 'every grade that was given up'),
    'passerelle outbox replay --all-dead',
    'passerelle outbox replay --id 0193a1f0-…:0193a1f1-…',
  ).action(async (options: { id?: string; allDead?: boolean; json?: boolean }) => {
    if ((options.id === undefined) === (options.allDead !== true)) {
      throw new AppError('passback.replay_what', 'invalid', 'Say either --id ID or --all-dead.');
    }
    const desk = await open();
    const replayed = await desk.replay(options.id === undefined ? 'all-dead' : { id: options.id }, new Date());
    if (replayed === 0 && options.id !== undefined) {
      throw new AppError('passback.no_such_row', 'not_found', `There is no outbox row ${options.id}.`);
    }
    print({ json: { replayed }, text: `${replayed} to be sent again. / ${replayed} à renvoyer.` }, options);
  });
}

function stateOf(text: string | undefined): ListedGrade['state'] | undefined {
  const state = STATES.find((one) => one === text);
  if (text !== undefined && state === undefined) {
    throw new AppError('passback.bad_state', 'invalid', `--state is one of ${STATES.join(', ')}.`);
  }
  return state;
}

function platformOf(id: string | undefined): string | undefined {
  if (id === undefined || isUuid(id)) return id;
  throw new AppError(
    'passback.bad_platform',
    'invalid',
    '--platform is an id as "passerelle platforms list" shows it.',
  );
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100_000) return limit;
  throw new AppError('passback.bad_limit', 'invalid', '--limit is a whole number from 1 to 100000.');
}
