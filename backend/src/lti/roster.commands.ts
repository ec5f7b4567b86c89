import type { Command } from 'commander';
import { print, tableOf, withExamples } from '../cli/output.ts';
import { AppError } from '../errors/app-error.ts';
import { isUuid } from '../ids/ids.ts';
import { reasonText } from './ags-reasons.ts';
import type { RosterSync } from './roster.ts';

/** `passerelle roster sync`: reads the members of courses from their LMS now. */
export function registerRosterCommands(program: Command, open: () => Promise<RosterSync>): void {
  const roster = program.command('roster').description('members of the courses, as the LMS lists them');
  withExamples(
    roster
      .command('sync')
      .description('read the members of every course now (the server does it daily, and when a teacher comes)')
      .option('--context <id>', 'only the course of that row of table "contexts"'),
    'passerelle roster sync',
    'passerelle roster sync --context 0193a1f0-… --json',
  ).action(async (options: { context?: string; json?: boolean }) => {
    const { context } = options;
    if (context !== undefined && !isUuid(context)) {
      throw new AppError('lti.bad_context', 'invalid', '--context is an id of table "contexts".');
    }
    const outcomes = await (await open()).syncOlderThan(0, context);
    if (context !== undefined && outcomes.length === 0) {
      throw new AppError('lti.no_roster', 'not_found', `No active course ${context} has a roster to read.`);
    }
    const cells = outcomes.map((one) =>
      one.outcome === 'synced'
        ? [one.context_id, one.outcome, ...[one.members, one.added, one.changed, one.removed].map(String)]
        : [one.context_id, one.outcome, '', '', '', reasonText(one.reason)],
    );
    const head = ['context', 'outcome', 'members', 'added', 'changed', 'removed'];
    print(
      { json: outcomes, text: tableOf(head, cells, 'No course has a roster. / Aucun cours n’a de liste.') },
      options,
    );
    if (outcomes.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
  });
}
