import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { progressBar } from '../cli/progress-bar.ts';
import type { BackupDesk } from './backup.commands.ts';
import { urlOf } from './exchange.commands.ts';
import { rehearse } from './rehearse.ts';

/** `passerelle rehearse`. */
export function registerRehearseCommand(program: Command, open: () => Promise<BackupDesk>): void {
  withExamples(
    program
      .command('rehearse')
      .description(
        'try a move into a scratch base, and say how long it takes / répète le déménagement sur une base d’essai',
      )
      .option('--from <url>', 'the base to read (default: DATABASE_URL)')
      .requiredOption('--to <url>', 'a base without tables, on the server that is moved to; it is emptied again'),
    'passerelle rehearse --to postgresql://user:password@new-host:5432/scratch',
  ).action(async (options: { from?: string; to: string; json?: boolean }) => {
    const desk = await open();
    const request = { from: urlOf(desk, options.from ?? desk.databaseUrl), to: urlOf(desk, options.to) };
    const { sums, differences, seconds } = await rehearse(desk, request, progressBar);
    const same = differences.length === 0;
    if (!same) process.exitCode = 2;
    const rows = sums.reduce((all, sum) => all + sum.rows, 0);
    const text = same
      ? `${rows} rows of ${sums.length} tables copied and compared: expect ${seconds} s. The scratch base is empty again. / Durée attendue : ${seconds} s.`
      : `Not the same afterwards: ${differences.map(({ table }) => table).join(', ')}. "passerelle copy" tells the rows. / Les deux côtés diffèrent.`;
    print({ json: { same, rows, seconds, differences }, text }, options);
  });
}
