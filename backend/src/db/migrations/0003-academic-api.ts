import { type Kysely, sql } from 'kysely';
import { type MigrationTools, TableWriter } from './columns.ts';

/** Keys, quotas and token issuers of the academic API, and its journal. */
export async function up(tools: MigrationTools): Promise<void> {
  await callers(tools);
  await new TableWriter(tools, 'sync_logs')
    .key()
    .identifier('tenant_id', { length: 64, optional: true })
    .word('direction', 'pull')
    .word('type', 'academic_api')
    .word('status', 'ok')
    .text('metadata')
    .instant('created_at', { now: true })
    .create({
      indexes: [
        ['type', 'created_at'],
        ['tenant_id', 'created_at'],
      ],
    });
  await engineParts(tools);
}

async function callers(tools: MigrationTools): Promise<void> {
  await new TableWriter(tools, 'api_keys')
    .key(64)
    .tenant()
    .text('owner')
    .identifier('key_hash', { length: 80 })
    .text('scopes')
    .optionalInteger('quota_daily')
    .optionalInteger('quota_per_hour')
    .optionalInteger('quota_per_minute')
    .word('status', 'active')
    .optionalInstant('expires_at')
    .identifier('prefix', { length: 16, optional: true })
    .identifier('last4', { length: 8, optional: true })
    .optionalInstant('last_used_at')
    .identifier('last_used_ip', { length: 64, optional: true })
    .optionalText('allowed_ips')
    .identifier('rotated_from', { length: 64, optional: true })
    .optionalInstant('revoked_at')
    .optionalText('metadata')
    .timestamps()
    .unique('key_hash')
    .create({ touch: true, indexes: [['tenant_id']] });
  await new TableWriter(tools, 'api_quotas')
    .key(255)
    .tenant()
    .integer('minute_number')
    .integer('minute_count')
    .integer('hour_number')
    .integer('hour_count')
    .integer('day_number')
    .integer('day_count')
    .create();
  await new TableWriter(tools, 'jwt_issuers')
    .key()
    .tenant()
    .identifier('issuer')
    .optionalText('jwks_url')
    .optionalText('secret')
    .text('scopes')
    .optionalInteger('quota_daily')
    .optionalInteger('quota_per_hour')
    .optionalInteger('quota_per_minute')
    .word('status', 'active')
    .timestamps()
    .unique('tenant_id', 'issuer')
    .create({ touch: true, indexes: [['issuer']] });
}

async function engineParts({ db, traits }: MigrationTools): Promise<void> {
  const run = async (statement: string): Promise<void> => {
    await sql.raw(statement).execute(db as Kysely<unknown>);
  };
  if (traits.engine === 'postgres') {
    // MariaDB's function of that name, so that a key is inserted by the same statement on both.
    await run(`create or replace function sha2(text, integer) returns text
      language sql immutable strict parallel safe as $$
      select case $2
        when 0 then encode(sha256(convert_to($1, 'UTF8')), 'hex')
        when 224 then encode(sha224(convert_to($1, 'UTF8')), 'hex')
        when 256 then encode(sha256(convert_to($1, 'UTF8')), 'hex')
        when 384 then encode(sha384(convert_to($1, 'UTF8')), 'hex')
        when 512 then encode(sha512(convert_to($1, 'UTF8')), 'hex')
      end $$`);
    // Room for the next version of the same counters on the same page: no index grows with each call.
    await run('alter table api_quotas set (fillfactor = 50)');
  }
  if (traits.engine === 'sqlite') await datesOfKeys(run);
}

/** A text date would compare greater than any integer and never expire: it becomes milliseconds (UTC), or is refused. */
async function datesOfKeys(run: (statement: string) => Promise<void>): Promise<void> {
  for (const [name, event] of [
    ['insert', 'insert'],
    ['update', 'update of expires_at'],
  ]) {
    await run(`create trigger api_keys_expires_on_${name} after ${event} on api_keys for each row
      when typeof(new.expires_at) not in ('integer', 'null')
      begin
        select raise(abort, 'expires_at is no date: write it as YYYY-MM-DD HH:MM:SS, in UTC')
        where typeof(new.expires_at) <> 'text' or unixepoch(new.expires_at) is null;
        update api_keys set expires_at = cast(unixepoch(new.expires_at) * 1000 as integer) where id = new.id;
      end`);
  }
}
