import { Command, CommanderError } from 'commander';
import { registerSiteCommands } from './catalogue/catalogue.commands.ts';
import { createCatalogueStore } from './catalogue/catalogue.store.ts';
import { ConfigError } from './config/config.ts';
import { type ReadyConfig, readConfig } from './config/read-config.ts';
import { type Database, openDatabase } from './db/connection.ts';
import { registerMigrateCommand } from './db/migrate.commands.ts';
import { isDatabaseUnavailable } from './db/unavailable.ts';
import { AppError } from './errors/app-error.ts';

/** What commands share: the configuration and the database, opened when the first of them asks. */
class Workbench {
  #config: ReadyConfig | undefined;
  #database: Database | undefined;

  get config(): ReadyConfig {
    this.#config ??= readConfig();
    return this.#config;
  }

  get database(): Database {
    this.#database ??= openDatabase(this.config.databaseUrl, 2);
    return this.#database;
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }
}

function programFor(bench: Workbench): Command {
  const program = new Command('passerelle')
    .description('Passerelle: from Moodle to the mini-site and back. / De Moodle au mini-site, et retour.')
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride();
  program
    .command('start')
    .description('start the server with the environment’s settings')
    .action(async () => {
      await import('./main.ts');
    });
  registerMigrateCommand(program, async () => bench.database);
  registerSiteCommands(program, async () => createCatalogueStore(bench.database));
  return program;
}

/** One or more sentences for the person at the terminal, never a stack. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) return `${error.message} (${error.code})`;
  if (isDatabaseUnavailable(error)) {
    return 'The database does not answer. Check DATABASE_URL and that its server runs. / La base de données ne répond pas : vérifiez DATABASE_URL.';
  }
  const { message, code } = error as Error & { code?: string };
  if (/no such table|doesn't exist|relation .* does not exist/.test(message)) {
    return 'The database has no Passerelle tables yet: run "passerelle migrate". / La base n’a pas encore les tables : lancez « passerelle migrate ».';
  }
  return code === undefined ? message : `${message} (${code})`;
}

const bench = new Workbench();
try {
  await programFor(bench).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  await bench.close();
}
