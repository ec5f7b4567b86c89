import { writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { DAY_MS, getPerson, type PersonName, type PrivacyStore, purge, type RowCounts } from './privacy.ts';

interface Named {
  learner?: string;
  platform?: string;
  moodleUserId?: string;
  tenant?: string;
  student?: string;
  json?: boolean;
}

/** `passerelle privacy export|erase|purge`. */
export function registerPrivacyCommands(program: Command, open: () => Promise<PrivacyStore>): void {
  const privacy = program
    .command('privacy')
    .description('personal data: hand it out, erase a person, purge what is old / données personnelles');
  registerExport(privacy, open);
  registerErase(privacy, open);
  registerPurge(privacy, open);
}

function withPerson(command: Command): Command {
  return command
    .option('--learner <id>', 'a row of users')
    .option('--platform <id>', 'with --moodle-user-id: who came through this platform')
    .option('--moodle-user-id <id>', 'the person’s id in that LMS')
    .option('--tenant <id>', 'with --student: a record of the register')
    .option('--student <id>', 'the institution’s student id');
}

function registerExport(privacy: Command, open: () => Promise<PrivacyStore>): void {
  withExamples(
    withPerson(
      privacy.command('export').description('everything kept about one person, as JSON (right of access)'),
    ).option('--out <file>', 'write it to this new file, readable by you alone'),
    'passerelle privacy export --learner 0193a1f0-… --out zoe.json',
    'passerelle privacy export --tenant TENANT_INST_PARIS --student STU_001',
  ).action(async (options: Named & { out?: string }) => {
    const store = await open();
    const person = await getPerson(store, nameOf(options));
    const data = { generated_at: new Date().toISOString(), tables: await store.rowsOf(person) };
    const text = JSON.stringify(data, null, options.json ? 0 : 2);
    if (options.out === undefined) process.stdout.write(`${text}\n`);
    else {
      writeFileSync(options.out, `${text}\n`, { mode: 0o600, flag: 'wx' });
      print({ json: { file: options.out }, text: `Written to ${options.out}. / Écrit dans ${options.out}.` }, options);
    }
  });
}

function registerErase(privacy: Command, open: () => Promise<PrivacyStore>): void {
  withExamples(
    withPerson(privacy.command('erase').description('erase one person; without --yes it only tells what would go'))
      .option('--yes', 'erase')
      .option('--keep-register', 'keep the student’s record, erase what the learner did')
      .option('--withdraw-grades', 'first step: have the LMS told a grade of zero; run erase again when that is sent'),
    'passerelle privacy erase --learner 0193a1f0-…',
    'passerelle privacy erase --learner 0193a1f0-… --withdraw-grades --yes',
    'passerelle privacy erase --learner 0193a1f0-… --yes',
  ).action(async (options: Named & { yes?: boolean; keepRegister?: boolean; withdrawGrades?: boolean }) => {
    const store = await open();
    const person = await getPerson(store, nameOf(options));
    const how = { keepsRegister: options.keepRegister ?? false };
    if (options.withdrawGrades === true && options.yes === true) {
      const grades = await store.withdrawGrades(person, new Date());
      const text = `${grades} grade(s) go back to zero as soon as the running server has sent them ("passerelle outbox list"); then run erase again. / ${grades} note(s) repassent à zéro dès que le serveur les a envoyées ; relancez ensuite erase.`;
      print({ json: { withdrawn: grades }, text }, options);
      return;
    }
    const rows = options.yes === true ? await store.erase(person, how) : await store.count(person, how);
    const unsent = await store.unsentGrades(person);
    const isDry = options.yes !== true;
    print({ json: { erased: !isDry, rows, unsent_grades: unsent }, text: reportOf(rows, isDry, LMS_KEEPS) }, options);
  });
}

function registerPurge(privacy: Command, open: () => Promise<PrivacyStore>): void {
  withExamples(
    privacy
      .command('purge')
      .description('erase learners without any trace for so long, and older journals; without --yes it only counts')
      .requiredOption('--inactive-days <n>', 'days without a visit, a finished grain or a place on a roster', days)
      .option('--tenant <id>', 'only this institution’s learners')
      .option('--yes', 'erase'),
    'passerelle privacy purge --inactive-days 1095',
    'passerelle privacy purge --inactive-days 1095 --tenant TENANT_INST_PARIS --yes',
  ).action(async (options: { inactiveDays: number; tenant?: string; yes?: boolean; json?: boolean }) => {
    const store = await open();
    const cutoff = new Date(Date.now() - options.inactiveDays * DAY_MS);
    const isDry = options.yes !== true;
    const tell = (done: number) => {
      if (process.stderr.isTTY && done % 100 === 0) process.stderr.write(`\r${done} …`);
    };
    const { people, rows } = await purge(store, { cutoff, tenantId: options.tenant, isDry }, tell);
    const json = { erased: !isDry, before: cutoff.toISOString(), people, rows };
    const who = `${people} learner(s) inactive since ${cutoff.toISOString().slice(0, 10)} / apprenant(s) inactif(s)`;
    print({ json, text: `${who}\n${reportOf(rows, isDry, '')}` }, options);
  });
}

const LMS_KEEPS =
  'Grades that the LMS has stay there (--withdraw-grades has them set to zero first). / Les notes restent dans le LMS.';

function reportOf(rows: RowCounts, isDry: boolean, note: string): string {
  const filled = Object.entries(rows).filter(([, count]) => count > 0);
  const table = tableOf(
    ['table', 'rows'],
    filled.map(([name, count]) => [name, String(count)]),
    'Nothing. / Rien.',
  );
  const head = isDry
    ? 'Dry run: nothing was changed; --yes erases this. / À blanc : rien n’a changé ; --yes efface ceci.'
    : 'Erased. / Effacé.';
  return [head, table, ...(note === '' ? [] : [note])].join('\n');
}

function nameOf({ learner, platform, moodleUserId, tenant, student }: Named): PersonName {
  if (learner !== undefined) return { learner };
  if (platform !== undefined && moodleUserId !== undefined) return { platform, moodleUserId };
  if (tenant !== undefined && student !== undefined) return { tenant, student };
  throw new AppError(
    'exchange.person_not_named',
    'invalid',
    'Name the person: --learner ID, or --platform ID --moodle-user-id ID, or --tenant ID --student ID. / Nommez la personne.',
  );
}

const MOST_DAYS = 36_500;

function days(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 30 && value <= MOST_DAYS) return value;
  throw new InvalidArgumentError('Expected a whole number of days from 30 to 36500.');
}
