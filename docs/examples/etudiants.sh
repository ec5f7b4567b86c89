#!/bin/sh
# Liste tous les étudiants, page après page, puis enregistre l'export des notes. / Lists all students, then saves the export.
#   API_URL=http://localhost:3000 API_KEY=sk_... sh etudiants.sh
set -eu

url="$API_URL/api/academic/students?limit=100"
while [ -n "$url" ]; do
  page=$(mktemp)
  # -f : une erreur (401, 403, 429...) arrête le programme ; --retry attend Retry-After après un 429 ou un 503.
  curl -fsS --retry 3 -D "$page.headers" -H "X-API-Key: $API_KEY" "$url" > "$page"
  grep -o '"email_scolaire":[^,]*' "$page" || true
  # La page suivante est dans l'en-tête Link. / The next page stands in the Link header.
  url=$(sed -n 's/^[Ll]ink: <\(.*\)>; rel="next".*$/\1/p' "$page.headers")
  rm -f "$page" "$page.headers"
done

curl -fsS -H "X-API-Key: $API_KEY" "$API_URL/api/academic/export?format=csv&include=stats" > stats.csv
wc -l < stats.csv
