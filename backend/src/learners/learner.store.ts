import type { Database } from '../db/connection.ts';
import { sqlOf } from '../db/connection.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids/ids.ts';
import { changesOf, type Learner, type LearnerClaims, type LearnerStore } from './learner.ts';

type Sql = Pick<Database['query'], 'selectFrom' | 'insertInto' | 'updateTable'>;

export function createLearnerStore({ query, engine }: Database): LearnerStore {
  const findByMoodleId = async (sql: Sql, claims: LearnerClaims): Promise<Learner | undefined> => {
    const row = await sql
      .selectFrom('users')
      .selectAll()
      .where('platform_id', '=', claims.platformId)
      .where('moodle_user_id', '=', claims.moodleUserId)
      .executeTakeFirst();
    return row === undefined ? undefined : learnerOf(row);
  };
  const insert = async (sql: Sql, claims: LearnerClaims, now: Date): Promise<boolean> => {
    const statement = sql.insertInto('users').values({
      id: newId(now.getTime()),
      tenant_id: claims.tenantId,
      platform_id: claims.platformId,
      moodle_user_id: claims.moodleUserId,
      ...columnsOf(claims),
      created_at: now,
      updated_at: now,
    });
    // Two first launches at once: the second waits here for the first, then finds its row.
    const done =
      engine === 'mysql'
        ? await statement.ignore().executeTakeFirst()
        : await statement.onConflict((conflict) => conflict.doNothing()).executeTakeFirst();
    return Number(done.numInsertedOrUpdatedRows ?? 0) > 0;
  };
  return {
    async findOrCreate(transaction, claims, now) {
      const sql = sqlOf(transaction);
      const known = await findByMoodleId(sql, claims);
      const created = known === undefined && (await insert(sql, claims, now));
      const learner = known ?? (await findByMoodleId(sql, claims));
      if (learner === undefined) {
        throw new AppError('learners.not_created', 'internal', 'the new profile was neither inserted nor found');
      }
      const changes = changesOf(learner, claims);
      if (changes === undefined) return { learner, created };
      await sql
        .updateTable('users')
        .set({ ...columnsOf(changes), updated_at: now })
        .where('id', '=', learner.id)
        .execute();
      return { learner: { ...learner, ...changes, updatedAt: now }, created };
    },
    async find(id) {
      const row = await query.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : learnerOf(row);
    },
  };
}

type Fields = Partial<Pick<Learner, 'email' | 'firstname' | 'lastname' | 'fullName' | 'locale'>>;

function columnsOf({ email, firstname, lastname, fullName, locale }: Fields): Record<string, string | null> {
  return {
    ...(email !== undefined && { email }),
    ...(firstname !== undefined && { firstname }),
    ...(lastname !== undefined && { lastname }),
    ...(fullName !== undefined && { full_name: fullName }),
    ...(locale !== undefined && { locale }),
  };
}

function learnerOf(row: {
  id: string;
  tenant_id: string;
  platform_id: string;
  moodle_user_id: string;
  email: string | null;
  firstname: string | null;
  lastname: string | null;
  full_name: string | null;
  locale: string | null;
  created_at: Date;
  updated_at: Date;
}): Learner {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    platformId: row.platform_id,
    moodleUserId: row.moodle_user_id,
    email: row.email,
    firstname: row.firstname,
    lastname: row.lastname,
    fullName: row.full_name,
    locale: row.locale,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
