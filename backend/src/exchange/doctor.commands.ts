import { type Command, InvalidArgumentError, Option } from 'commander';
import { print, withExamples } from '../cli/output.ts';
import { type Check, examine, type Level, type Line, worstOf } from './doctor.ts';

export interface DoctorOptions {
  replicas: number;
  directusPool: number;
  directusRole?: string;
  backups?: string;
}

/** What is to be looked at under these options; the faults of a configuration that cannot be read are a check, too. */
export type OpenDoctor = (options: DoctorOptions) => Promise<readonly Check[]>;

const MARKS: Record<Level, string> = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' };

/** `passerelle doctor`. Exit code 0 = nothing fails (warnings included), 1 = something does. */
export function registerDoctorCommand(program: Command, open: OpenDoctor): void {
  withExamples(
    program
      .command('doctor')
      .description(
        'look at everything this installation depends on, and say what to do about what is wrong / examiner l’installation',
      )
      .addOption(
        new Option('--lang <language>', 'language of the report').choices(['fr', 'en']).default(defaultLanguage()),
      )
      .option('--replicas <n>', 'how many processes of ours share the database', wholeNumber, 1)
      .option('--directus-pool <n>', 'connections that Directus may open (its DB_POOL__MAX)', wholeNumber, 10)
      .option(
        '--directus-role <role>',
        'the database role of Directus, where its tables do not tell it (MariaDB, MySQL)',
      )
      .option('--backups <folder>', 'where backups lie'),
    'passerelle doctor',
    'passerelle doctor --lang en --replicas 2',
    'passerelle doctor --json',
  ).action(async (options: DoctorOptions & { json?: boolean; lang: 'fr' | 'en' }) => {
    const show = (line: Line) => {
      if (!options.json) process.stdout.write(`${asText(line, options.lang)}\n`);
    };
    const lines = await examine(await open(options), show);
    const worst = worstOf(lines);
    if (options.json) print({ json: { level: worst, checks: lines }, text: '' }, options);
    else process.stdout.write(`\n${summaryOf(lines, options.lang)}\n`);
    if (worst === 'fail') process.exitCode = 1;
  });
}

function wholeNumber(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number.');
}

function defaultLanguage(): 'fr' | 'en' {
  return Intl.DateTimeFormat().resolvedOptions().locale.startsWith('fr') ? 'fr' : 'en';
}

function asText({ level, check, says, remedy }: Line, language: 'fr' | 'en'): string {
  const arrow = remedy === undefined ? '' : `\n     → ${remedy[language]}`;
  return `${MARKS[level]} ${check.padEnd(26)} ${says[language]}${arrow}`;
}

function summaryOf(lines: readonly Line[], language: 'fr' | 'en'): string {
  const [fails, warns] = (['fail', 'warn'] as const).map(
    (level) => lines.filter((line) => line.level === level).length,
  );
  return language === 'fr'
    ? `${lines.length} lignes : ${fails} FAIL, ${warns} WARN.`
    : `${lines.length} lines: ${fails} FAIL, ${warns} WARN.`;
}
