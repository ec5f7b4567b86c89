// Liste tous les étudiants, page après page, puis les moyennes d'une classe. / Lists all students, then a class' averages.
//   API_URL=http://localhost:3000 API_KEY=sk_... node etudiants.mjs CLASS_PARIS_L1_A
const { API_URL, API_KEY } = process.env;

/** Une réponse JSON ; attend quand le quota est dépassé. / A JSON answer; waits where the quota is spent. */
async function get(url) {
  const response = await fetch(url, { headers: { 'X-API-Key': API_KEY } });
  if (response.status === 429 || response.status === 503) {
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 5) * 1000));
    return get(url);
  }
  const body = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${body.error}: ${body.message} (${body.request_id})`);
  return body;
}

let cursor;
let count = 0;
do {
  const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
  const { data, pagination } = await get(`${API_URL}/api/academic/students?${query}`);
  for (const student of data) console.log(student.id, student.lastname ?? '');
  count += data.length;
  cursor = pagination.next_cursor;
} while (cursor);
console.log(`${count} étudiants`);

const query = new URLSearchParams({ class_id: process.argv[2] ?? '', group_by: 'none' });
const { aggregates } = await get(`${API_URL}/api/academic/stats?${query}`);
console.log(`score moyen : ${aggregates.avg_score ?? 'aucun'}`);
