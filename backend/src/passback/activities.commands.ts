import { type Command, Option } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isUuid } from '../ids/ids.ts';

/** An activity as the terminal shows it, by its column names. */
export interface ListedActivity {
  id: string;
  tenant_id: string;
  platform_id: string;
  lti_resource_link_id: string;
  title: string | null;
  module_id: string | null;
  sequence_id: string | null;
  grain_id: string | null;
  passback: 'none' | 'ags' | 'outcomes' | 'moodle_ws';
  grade_policy: 'progressive' | 'on_completion';
  moodle_cmid: string | null;
}

/** What is set on an activity; undefined = stays. */
export interface ActivityChanges {
  policy?: ListedActivity['grade_policy'] | undefined;
  cmid?: string | undefined;
}

/** What the terminal does with activities. */
export interface ActivityDesk {
  list(filter: {
    tenantId?: string | undefined;
    platformId?: string | undefined;
    limit: number;
  }): Promise<ListedActivity[]>;
  /**
   * Changes an activity; grades that a looser policy lets out are sent. Answers the activity, or undefined when there is
   * none of that id.
   */
  change(id: string, changes: ActivityChanges, now: Date): Promise<ListedActivity | undefined>;
}

const POLICIES = ['progressive', 'on_completion'] as const;
const MOST = 1000;

/** `passerelle activities list` and `passerelle activities set`. */
export function registerActivityCommands(program: Command, open: () => Promise<ActivityDesk>): void {
  const activities = program.command('activities').description('activities of the LMS that open the site');
  withExamples(
    activities
      .command('list')
      .description('show activities: what they cover and how their grades travel')
      .option('--tenant <id>', 'only those of one institution')
      .option('--platform <id>', 'only those of one platform'),
    'passerelle activities list --tenant TENANT_INST_PARIS',
  ).action(async (options: { tenant?: string; platform?: string; json?: boolean }) => {
    if (options.platform !== undefined && !isUuid(options.platform)) throw unknownActivity(options.platform);
    const desk = await open();
    const rows = await desk.list({ tenantId: options.tenant, platformId: options.platform, limit: MOST });
    const cells = rows.map((row) => [row.id, row.title ?? '', scopeOf(row), row.passback, row.grade_policy]);
    const headings = ['id', 'title', 'covers', 'grades by', 'policy'];
    print({ json: rows, text: tableOf(headings, cells, 'No activity was opened yet. / Aucune activité.') }, options);
  });
  registerSet(activities, open);
}

function registerSet(activities: Command, open: () => Promise<ActivityDesk>): void {
  withExamples(
    activities
      .command('set')
      .description('say when the grade of an activity leaves, or which course module of Moodle it is')
      .requiredOption('--id <id>', 'activity, see "activities list"')
      .addOption(new Option('--policy <policy>', 'with every grain, or only once all are finished').choices(POLICIES))
      .option('--cmid <number>', 'Moodle’s course module, for grades by web service'),
    'passerelle activities set --id 01930000-0000-7000-8000-000000000001 --policy on_completion',
  ).action(async (options: { id: string; policy?: ActivityChanges['policy']; cmid?: string; json?: boolean }) => {
    if (options.policy === undefined && options.cmid === undefined) {
      throw new AppError('passback.nothing_to_set', 'invalid', 'Say what to set: --policy, --cmid, or both.');
    }
    if (options.cmid !== undefined && !/^[1-9]\d{0,15}$/.test(options.cmid)) {
      throw new AppError('passback.bad_cmid', 'invalid', '--cmid is the number after "id=" in the activity’s address.');
    }
    const desk = await open();
    const changes = { policy: options.policy, cmid: options.cmid };
    const row = isUuid(options.id) ? await desk.change(options.id, changes, new Date()) : undefined;
    if (row === undefined) throw unknownActivity(options.id);
    print({ json: row, text: `${row.title ?? row.id}: ${row.grade_policy}, ${row.passback}.` }, options);
  });
}

function scopeOf({ grain_id, sequence_id, module_id }: ListedActivity): string {
  if (grain_id !== null) return `grain ${grain_id}`;
  if (sequence_id !== null) return `sequence ${sequence_id}`;
  return module_id === null ? 'course' : `module ${module_id}`;
}

function unknownActivity(id: string): AppError {
  return new AppError('passback.activity_unknown', 'not_found', `There is no "${id}": see "activities list".`);
}
