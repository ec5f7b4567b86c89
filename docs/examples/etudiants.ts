// Comme etudiants.mjs, avec les types de l'API : un champ mal nommé ne compile pas. / As etudiants.mjs, with the API's types.
//   API_URL=http://localhost:3000 API_KEY=sk_... node etudiants.ts CLASS_PARIS_L1_A
// Node 24 exécute TypeScript tel quel. / Node 24 runs TypeScript as it is.
import type { components, operations } from './academic-api.d.ts';

type Student = components['schemas']['Student'];
type Query<O extends keyof operations> = NonNullable<operations[O]['parameters']['query']>;
type Answer<O extends keyof operations> = operations[O] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

const PATHS = { getStudents: 'students', getThemes: 'themes', getStats: 'stats' } as const;

async function get<O extends keyof typeof PATHS>(operation: O, query: Query<O>): Promise<Answer<O>> {
  const address = `${process.env.API_URL}/api/academic/${PATHS[operation]}?${new URLSearchParams(query as never)}`;
  const response = await fetch(address, { headers: { 'X-API-Key': process.env.API_KEY ?? '' } });
  if (response.status === 429 || response.status === 503) {
    await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('retry-after') ?? 5) * 1000));
    return get(operation, query);
  }
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer<O>;
}

async function* students(): AsyncGenerator<Student> {
  let cursor: string | null | undefined;
  do {
    const { data, pagination } = await get('getStudents', { limit: 100, ...(cursor && { cursor }) });
    yield* data;
    cursor = pagination.next_cursor;
  } while (cursor);
}

for await (const { id, lastname } of students()) console.log(id, lastname ?? '');
const { aggregates } = await get('getStats', { class_id: process.argv[2] ?? '', group_by: 'none' });
console.log(`score moyen : ${aggregates.avg_score ?? 'aucun'}`);
