import { type Command, CommanderError } from 'commander';
import { ConfigError } from '../config/config.ts';
import { AppError } from '../errors/app-error.ts';
import { isDatabaseUnavailable, isOfFile, isRefusingWrites } from '../errors/database-unavailable.ts';

/** Runs what was typed, says what went wrong as a person can use it, and lets go of everything. */
export async function runCommand(program: Command, close: () => Promise<void>): Promise<void> {
  // Whoever reads us (`| head`) has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else {
      process.stderr.write(`${explain(error)}\n`);
      process.exitCode = 1;
    }
  } finally {
    await close();
  }
}

/** The program with no command yet. */
export function describeProgram(program: Command): Command {
  return program
    .description('Passerelle: from Moodle to the mini-site and back. / De Moodle au mini-site, et retour.')
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride();
}

/** One or more sentences for the person at the terminal, never a stack. */
export function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof AppError) return `${error.message} (${error.code})`;
  const ofFile = whatFileLacks(error);
  if (ofFile !== undefined) return ofFile;
  if (isRefusingWrites(error)) {
    return 'The database takes no writes: its disk is full, or it is read-only. / La base de données refuse les écritures : disque plein, ou lecture seule.';
  }
  if (isDatabaseUnavailable(error)) {
    return 'The database does not answer. Check DATABASE_URL and that its server runs. / La base de données ne répond pas : vérifiez DATABASE_URL.';
  }
  const { message, code } = error as Error & { code?: string };
  if (/no such table|doesn't exist|relation .* does not exist/.test(message)) {
    return 'The database has no Passerelle tables yet: run "passerelle migrate". / La base n’a pas encore les tables : lancez « passerelle migrate ».';
  }
  return code === undefined ? message : `${message} (${code})`;
}

function whatFileLacks(error: unknown): string | undefined {
  if (!isOfFile(error)) return undefined;
  const { code, path } = error;
  if (code === 'ENOENT' && path !== undefined) {
    return `There is no ${path}: check the name, and that its folder is there. / ${path} n’existe pas : vérifiez le nom, et que son dossier existe.`;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return 'There is no room left on the disk for the file: make room, or name another place. / Il n’y a plus de place sur le disque pour le fichier : libérez-en, ou choisissez un autre endroit.';
  }
  return undefined;
}
