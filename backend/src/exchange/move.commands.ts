import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { progressBar } from '../cli/progress-bar.ts';
import { AppError } from '../errors/app-error.ts';
import { type AbortRequest, abortMove } from './abort-move.ts';
import type { MoveListener } from './cut-over.ts';
import { type ExchangeDesk, report, urlOf } from './exchange.commands.ts';
import { type MovePorts, moveLive } from './move.ts';

interface Options {
  from?: string;
  to?: string;
  before?: string;
  then?: string;
  abort?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `passerelle move`. */
export function registerMoveCommand(program: Command, open: () => Promise<ExchangeDesk & MovePorts>): void {
  withExamples(
    program
      .command('move')
      .description(
        'move a base while it is written to; writes are refused for seconds only, at the end / déménage une base en service, sans perdre une écriture',
      )
      .option('--from <url>', 'the base in use (default: DATABASE_URL)')
      .option('--to <url>', 'the empty base')
      .option(
        '--before <command>',
        'run before writes are refused: what starts servers on the new base and waits for their /readyz',
      )
      .option('--then <command>', 'run when the new base is ready: what switches DATABASE_URL and restarts the servers')
      .addOption(
        new Option('--abort', 'take a move back: the source accepts writes, the base after --to is emptied').conflicts([
          'before',
          'then',
        ]),
      )
      .option('--force', 'with --abort, also after the move was complete: what the new base has accepted stays there'),
    'passerelle move --to postgresql://user:password@new-host:5432/base',
    'passerelle move --to mysql://user:password@host:3306/base --before "./start-new.sh" --then "systemctl reload caddy"',
    'passerelle move --abort --to postgresql://user:password@new-host:5432/base',
  ).action(async (options: Options) => {
    const desk = await open();
    const from = urlOf(desk, options.from ?? desk.databaseUrl);
    const to = options.to === undefined ? undefined : urlOf(desk, options.to);
    if (options.abort === true) return abort(desk, { from, to, force: options.force === true }, options);
    if (to === undefined) throw missingTarget();
    const started = Date.now();
    const { copiedRows, followedRows, rounds, refusedMs, ...proved } = await moveLive(
      desk,
      { from, to },
      listenerFor(options),
    );
    const figures = {
      copied_rows: copiedRows,
      followed_rows: followedRows,
      rounds,
      refused_seconds: tenths(refusedMs),
    };
    report(proved, started, options, figures);
  });
}

async function abort(desk: MovePorts, request: AbortRequest, options: Options): Promise<void> {
  const wasOne = await abortMove(desk, request);
  const isEmptied = request.to !== undefined;
  const target = isEmptied
    ? 'The new base is empty again. / La nouvelle base est de nouveau vide.'
    : 'The new base still has what was copied: the same command with --to URL empties it. / La nouvelle base garde ce qui a été copié : la même commande avec --to URL la vide.';
  const text = wasOne
    ? 'The move is taken back: this base accepts writes. / Déménagement annulé : cette base accepte de nouveau les écritures.'
    : 'There was no move under way; nothing of one remains here. / Aucun déménagement en cours.';
  print({ json: { aborted: wasOne, target_emptied: isEmptied }, text: `${text}\n${target}` }, options);
}

function missingTarget(): AppError {
  return new AppError(
    'exchange.no_target',
    'invalid',
    'Say where to: --to postgresql://user:password@host:5432/base (an empty base). / Indiquez la base d’arrivée avec --to.',
  );
}

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const tenths = (ms: number): number => Math.round(ms / 100) / 10;

function listenerFor({ before, then }: Options): MoveListener {
  return {
    bar: progressBar,
    resumed: ({ begunAt }) =>
      say(`Going on with the move begun at ${begunAt.toISOString()}. / Reprise du déménagement interrompu.`),
    logging: () => say('1/5 Changes are logged; copying, the service goes on. / Copie en cours, le service continue.'),
    copied: (rows) =>
      say(
        `2/5 ${rows} rows copied and compared; catching up. Servers may be started on the new base, they wait. / Copie vérifiée, rattrapage : des serveurs peuvent démarrer sur la nouvelle base, ils attendent.`,
      ),
    caughtUp: (rows, ms) => say(`    ${rows} changed rows in ${tenths(ms)} s / lignes modifiées`),
    async beforeRefusing() {
      if (before === undefined || (await codeOf(before)) === 0) return;
      throw new AppError(
        'exchange.before_failed',
        'conflict',
        'The command after --before failed; writes were not refused. Mend it and give the same command again, or "passerelle move --abort". / La commande --before a échoué ; les écritures n’ont pas été refusées. Corrigez, puis relancez la même commande.',
      );
    },
    refusing: () => say('3/5 Writes are refused (503), browsers keep them. / Écritures refusées un instant.'),
    async switchNow(refusedMs) {
      say(
        `4/5 The new base has everything (writes refused for ${tenths(refusedMs)} s so far). Switch now: to the servers that wait on it, or set DATABASE_URL and restart; the old base stays closed. / La nouvelle base est complète : basculez maintenant (vers les serveurs qui attendent, ou changez DATABASE_URL et redémarrez).`,
      );
      if (then !== undefined) await runThen(then);
      say('5/5 Comparing every row once more. / Dernière comparaison, ligne par ligne.');
    },
  };
}

/** A failure does not end the move, which is complete; it becomes the exit code. */
async function runThen(command: string): Promise<void> {
  const code = await codeOf(command);
  if (code === 0) return;
  say(
    `The command after --then ended with ${code}: switch the servers by hand. / Échec de la commande --then : basculez à la main.`,
  );
  process.exitCode = 1;
}

async function codeOf(command: string): Promise<number | null> {
  // What it prints goes to standard error: standard output is for the answer.
  const [code] = (await once(spawn(command, { shell: true, stdio: ['ignore', 2, 2] }), 'exit')) as [number | null];
  return code;
}
