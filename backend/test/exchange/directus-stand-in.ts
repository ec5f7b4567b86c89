import pg from 'pg';

/** Tables as Directus keeps them beside ours: its own keys, JSON, sequences, foreign keys. */
export async function plantDirectusTables(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create table directus_roles (id uuid primary key, name varchar(100) not null, parent uuid references directus_roles);
    create table directus_users (id uuid primary key, email varchar(128) unique, role uuid references directus_roles, token varchar(255),
      preferences json, last_access timestamptz);
    create table directus_collections (collection varchar(64) primary key, note text, hidden boolean not null default false, translations json);
    create table directus_fields (id serial primary key, collection varchar(64) not null, field varchar(64) not null, options json, sort integer);
    create table directus_activity (id serial primary key, action varchar(45) not null, "user" uuid, "timestamp" timestamptz not null default now(),
      item varchar(255));
    create table directus_settings (id serial primary key, project_name varchar(100) not null default 'Directus', theme_overrides json);
    insert into directus_roles values ('00000000-0000-4000-8000-000000000001', 'Administrateur·rice', null),
      ('00000000-0000-4000-8000-000000000002', 'Enseignant', '00000000-0000-4000-8000-000000000001');
    insert into directus_users values ('00000000-0000-4000-8000-000000000003', 'zoe@exemple.fr', '00000000-0000-4000-8000-000000000002', null,
      '{"b": 1,  "a": "é"}', '2026-03-29 01:00:00+00');
    insert into directus_collections values ('users', 'Apprenants', false, '[{"language":"fr-FR"}]'), ('progress', null, true, null);
    insert into directus_fields (collection, field, options, sort) select 'progress', 'field' || n, json_build_object('n', n), n from generate_series(1, 500) n;
    insert into directus_activity (action, item) select 'update', n::text from generate_series(1, 2000) n;
    insert into directus_settings (project_name) values ('Passerelle');
  `);
  await client.end();
}

/** Every table of the base with its rows and a hash of them, and the next value of every sequence. */
export async function tablesOf(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found: Record<string, string> = {};
  const { rows } = await client.query<{ name: string; kind: string }>(
    "select relname as name, relkind as kind from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') order by 1",
  );
  for (const { name, kind } of rows) {
    const text =
      kind === 'S'
        ? `select last_value || ' ' || is_called as told from "${name}"`
        : `select count(*) || ' ' || coalesce(md5(string_agg(t::text, E'\\n' order by t::text collate "C")), '') as told from "${name}" t`;
    found[name] = (await client.query<{ told: string }>(text)).rows[0]?.told ?? '';
  }
  await client.end();
  return found;
}
