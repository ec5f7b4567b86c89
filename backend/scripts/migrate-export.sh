#!/usr/bin/env bash
# Dumps the whole PostgreSQL base (Passerelle's tables and Directus') into a file that migrate-restore.sh reads.
# Sauvegarde toute la base PostgreSQL (tables de Passerelle et de Directus) ; se restaure par migrate-restore.sh.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: migrate-export.sh [--plain] [--out FILE] [URL]

  URL      the base to dump (default: DATABASE_URL, from the environment or from backend/.env)
  --plain  an SQL text, backup_YYYYMMDD.sql, instead of pg_dump's own format, backup_YYYYMMDD.dump
  --out    another name

The file's SHA-256 is written beside it (FILE.sha256): keep both.
To move to SQLite, MariaDB or MySQL, or to compare two bases: passerelle copy, passerelle verify.

Examples:
  backend/scripts/migrate-export.sh
  backend/scripts/migrate-export.sh --plain "postgresql://user:password@host:5432/base?sslmode=require"
TEXT
}

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# DATABASE_URL as the server reads it: without quotes and without the comment behind it.
from_env_file() {
  local value quote
  value=$(sed -n 's/^[[:space:]]*\(export[[:space:]]\{1,\}\)\{0,1\}DATABASE_URL[[:space:]]*=[[:space:]]*//p' "$1" | tail -n 1 | tr -d '\r')
  quote=${value:0:1}
  case $quote in
    '"' | "'" | '`') value=${value:1}; value=${value%%"$quote"*} ;;
    *) value=${value%%#*} ;;
  esac
  printf '%s' "${value%"${value##*[![:space:]]}"}"
}

here=$(cd "$(dirname "$0")" && pwd)
plain=no
out=
url=
while [ $# -gt 0 ]; do
  case $1 in
    --plain) plain=yes ;;
    --out) out=${2:?--out needs a name}; shift ;;
    --help | -h) usage; exit 0 ;;
    -*) usage >&2; exit 1 ;;
    *) url=$1 ;;
  esac
  shift
done

url=${url:-${DATABASE_URL:-}}
if [ -z "$url" ] && [ -f "$here/../.env" ]; then
  url=$(from_env_file "$here/../.env")
fi
case $url in
  postgres://* | postgresql://*) ;;
  '') fail "DATABASE_URL is not set, neither here nor in backend/.env. / DATABASE_URL n'est pas définie." ;;
  *) fail "This script is for PostgreSQL. For other engines: passerelle export --out FILE. / Autres moteurs : passerelle export." ;;
esac
for program in psql pg_dump pg_restore; do
  command -v "$program" >/dev/null || fail "$program is missing: install postgresql-client. / Installez postgresql-client."
done

server=$(($(psql -X -Atq -d "$url" -c 'show server_version_num') / 10000))
client=$(pg_dump --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
if [ "$client" -lt "$server" ]; then
  fail "pg_dump is version $client, the server $server: install postgresql-client-$server. / pg_dump $client est plus ancien que le serveur $server."
fi

if [ "$plain" = yes ]; then suffix=sql; else suffix=dump; fi
out=${out:-backup_$(date +%Y%m%d).$suffix}
[ ! -e "$out" ] || fail "$out exists already; move it or give --out. / $out existe déjà."
umask 077
trap 'rm -f "$out.part"' EXIT

if [ "$plain" = yes ]; then
  pg_dump --no-owner --no-privileges --file="$out.part" --dbname="$url"
  tail -n 20 "$out.part" | grep -q '^-- PostgreSQL database dump complete' || fail "The dump has no end. / La sauvegarde est incomplète."
else
  pg_dump -Fc --no-owner --no-privileges --file="$out.part" --dbname="$url"
  pg_restore --file=/dev/null "$out.part"
fi
sum=$(sha256sum "$out.part" | cut -d' ' -f1)
mv "$out.part" "$out"
printf '%s  %s\n' "$sum" "$(basename "$out")" >"$out.sha256"
printf '%s (%s octets)\nSHA-256 %s\n' "$out" "$(wc -c <"$out" | tr -d ' ')" "$sum"
