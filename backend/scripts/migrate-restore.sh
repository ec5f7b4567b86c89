#!/usr/bin/env bash
# Restores what migrate-export.sh wrote into an empty PostgreSQL base: all of it or nothing.
# Restaure dans une base PostgreSQL vide ce que migrate-export.sh a écrit : tout ou rien.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: migrate-restore.sh FILE URL

  FILE  backup_YYYYMMDD.dump or backup_YYYYMMDD.sql, with its FILE.sha256 beside it
  URL   an empty base. Do not apply schema.sql to it: the dump brings the tables, and creates them in the order that keeps
        every row.

Example:
  backend/scripts/migrate-restore.sh backup_20261120.dump "postgresql://user:password@new-host:5432/base?sslmode=require"
TEXT
}

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

case ${1:-} in --help | -h) usage; exit 0 ;; esac
[ $# -eq 2 ] || { usage >&2; exit 1; }
file=$1
url=$2
[ -f "$file" ] || fail "There is no file $file. / Fichier introuvable."
for program in psql pg_restore sha256sum; do
  command -v "$program" >/dev/null || fail "$program is missing: install postgresql-client. / Installez postgresql-client."
done

[ -f "$file.sha256" ] || fail "$file.sha256 is missing: without it a damaged file is not noticed. / $file.sha256 manque."
[ "$(cut -c1-64 "$file.sha256")" = "$(sha256sum "$file" | cut -d' ' -f1)" ] ||
  fail "$file is damaged or cut off (its SHA-256 is another one); nothing was written. / Fichier endommagé ou tronqué ; rien n'a été écrit."

server=$(($(psql -X -Atq -d "$url" -c 'show server_version_num') / 10000))
client=$(pg_restore --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
[ "$client" -ge "$server" ] ||
  fail "pg_restore is version $client, the server $server: install postgresql-client-$server. / pg_restore $client est plus ancien que le serveur $server."

tables=$(psql -X -Atq -d "$url" -c "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'
  and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')")
[ "$tables" = 0 ] ||
  fail "The base is not empty ($tables tables, views or sequences); nothing was written. Create an empty one. / La base n'est pas vide ; rien n'a été écrit."

case $file in
  *.sql)
    tail -n 20 "$file" | grep -q '^-- PostgreSQL database dump complete' || fail "$file has no end; nothing was written. / Fichier tronqué."
    psql -X --quiet --single-transaction -v ON_ERROR_STOP=1 --dbname="$url" --file="$file" >/dev/null
    ;;
  *)
    pg_restore --file=/dev/null "$file"
    pg_restore --no-owner --no-privileges --single-transaction --exit-on-error --dbname="$url" "$file"
    ;;
esac
psql -X --quiet -d "$url" -c 'analyze'
printf '%s\n' "Restored. Compare with the old base: passerelle verify --from OLD_URL --to NEW_URL" \
  "Restauré. Comparez avec l'ancienne base : passerelle verify --from ANCIENNE --to NOUVELLE"
