import type { Kysely } from 'kysely';
import type { Database } from '../db/connection.ts';
import type { Tables } from '../db/tables/tables.ts';
import type { CourseForRegister, PersonForRegister } from '../lti/register-feed.ts';

/** A launch, or a line of a roster, on its way into the register, inside its transaction. */
export interface LaunchStep {
  database: Database;
  db: Kysely<Tables>;
  launch: CourseForRegister & PersonForRegister;
}

/** The learner or instructor. */
export function userOf({ db, launch }: LaunchStep) {
  return db.selectFrom('users').selectAll().where('id', '=', launch.userId).executeTakeFirstOrThrow();
}

/** What a profile says otherwise; what it does not say stays. */
export function changesOf<T extends object>(row: T, profile: Partial<T>): Partial<T> {
  return Object.fromEntries(
    Object.entries(profile).filter(([column, value]) => value !== null && value !== row[column as keyof T]),
  ) as Partial<T>;
}

/** A row that an insert-or-nothing has made sure of. */
export function present<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a row of the register was neither inserted nor found');
  return row;
}
