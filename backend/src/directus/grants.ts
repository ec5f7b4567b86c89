import { AppError } from '../errors/app-error.ts';
import { collections } from './collections.ts';

/** Tables that Directus does not show and that our triggers write when somebody edits one it shows: as whoever edits. */
const WRITTEN_BY_TRIGGERS = ['deleted_records', 'progress_edits', 'study_days'] as const;

/** Runs the statements, all or none. */
export interface GrantsRunner {
  readonly engine: string;
  run(statements: readonly string[]): Promise<void>;
}

/**
 * PostgreSQL statements after which a role may read and edit the rows that Directus shows, and owns Directus' own tables:
 * so it can neither drop nor alter ours, whatever a person clicks. They may be run again.
 * @throws AppError directus.bad_role
 */
export function grantStatements(role: string): string[] {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(role)) {
    throw new AppError('directus.bad_role', 'invalid', '--role: expected lower-case letters, digits and _');
  }
  const tables = [...collections.map(({ collection }) => collection), ...WRITTEN_BY_TRIGGERS].join(', ');
  return [
    `do $$ begin\n  if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login; end if;\nend $$`,
    // Tables change hands only between roles one is a member of.
    `grant ${role} to current_user`,
    `grant usage, create on schema public to ${role}`,
    `do $$ declare name text; begin
  for name in select tablename from pg_tables where schemaname = 'public' and tablename like 'directus\\_%' loop
    execute format('alter table public.%I owner to ${role}', name);
  end loop;
end $$`,
    `do $$ declare name text; begin
  for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'directus\\_%'
    and tableowner = current_user loop
    execute format('revoke all on public.%I from ${role}', name);
  end loop;
end $$`,
    `grant select, insert, update, delete on ${tables} to ${role}`,
    `revoke ${role} from current_user`,
  ];
}

/** The same as a script for psql. */
export function grantScript(role: string): string {
  return [
    '-- Run as the role that owns Passerelle’s tables (or as a superuser). / À lancer avec le rôle propriétaire des tables.',
    ...grantStatements(role).map((statement) => `${statement};`),
    `-- Then a password, and DB_USER=${role} for Directus:`,
    `-- \\password ${role}`,
  ].join('\n');
}
