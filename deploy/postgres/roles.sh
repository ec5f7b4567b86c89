#!/usr/bin/env bash
# Two roles on one base: passerelle owns our tables, directus its own. What directus may read and edit of ours is granted by
# `passerelle directus grants --role directus`, once our tables are there. Run once, by an administrator, with PASSERELLE_DB_PASSWORD and DIRECTUS_DB_PASSWORD set.
set -euo pipefail
: "${PASSERELLE_DB_PASSWORD:?}" "${DIRECTUS_DB_PASSWORD:?}"
export PGUSER="${POSTGRES_USER:-${PGUSER:-postgres}}"
psql -v ON_ERROR_STOP=1 --no-psqlrc -d postgres \
  -v ours="$PASSERELLE_DB_PASSWORD" -v theirs="$DIRECTUS_DB_PASSWORD" <<'SQL'
create role passerelle login password :'ours';
create role directus login password :'theirs';
create database passerelle owner passerelle encoding 'UTF8' template template0;
SQL
psql -v ON_ERROR_STOP=1 --no-psqlrc -d passerelle <<'SQL'
grant usage, create on schema public to passerelle, directus;
SQL
