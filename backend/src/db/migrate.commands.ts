import type { Command } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import type { Database } from './connection.ts';
import { migrate, pendingMigrations } from './migrate.ts';

/**
 * `passerelle migrate`.
 * @param afterwards tells other programs on the database that its tables changed; answers a sentence for the terminal
 */
export function registerMigrateCommand(
  program: Command,
  open: () => Promise<Database>,
  afterwards: () => Promise<string>,
): void {
  withExamples(
    program
      .command('migrate')
      .description('bring the database of DATABASE_URL to the newest schema')
      .option('--dry-run', 'name the steps, apply nothing'),
    'passerelle migrate',
    'passerelle migrate --dry-run --json',
  ).action(async (options: { dryRun?: boolean; json?: boolean }) => {
    const database = await open();
    if (options.dryRun) {
      const pending = await pendingMigrations(database);
      print(
        { json: { pending }, text: pending.length === 0 ? 'Nothing to do.' : `To apply: ${pending.join(', ')}` },
        options,
      );
      return;
    }
    const steps = await migrate(database);
    const names = steps.map((step) => step.name);
    const applied = names.length === 0 ? 'The schema is up to date.' : `Applied: ${names.join(', ')}`;
    const directus = await afterwards();
    print({ json: { applied: names, directus }, text: `${applied}\n${directus}` }, options);
  });
}
