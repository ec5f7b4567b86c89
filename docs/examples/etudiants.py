# Liste tous les étudiants, page après page, puis les cours par OneRoster. / Lists all students, then courses by OneRoster.
#   API_URL=http://localhost:3000 API_KEY=sk_... python3 etudiants.py
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

API_URL, API_KEY = os.environ["API_URL"], os.environ["API_KEY"]


def get(path, **query):
    """Une réponse JSON ; attend quand le quota est dépassé. / A JSON answer; waits where the quota is spent."""
    url = f"{API_URL}{path}?{urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})}"
    request = urllib.request.Request(url, headers={"X-API-Key": API_KEY})
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.code in (429, 503):
            time.sleep(int(error.headers.get("Retry-After", "5")))
            return get(path, **query)
        raise SystemExit(f"{error.code} {error.read().decode()}")


cursor, count = None, 0
while True:
    page = get("/api/academic/students", limit=100, cursor=cursor)
    for student in page["data"]:
        print(student["id"], student["lastname"] or "")
    count += len(page["data"])
    cursor = page["pagination"]["next_cursor"]
    if cursor is None:
        break
print(count, "étudiants")

for course in get("/ims/oneroster/rostering/v1p2/courses", filter="status='active'")["courses"]:
    print(course["sourcedId"], course["title"])
