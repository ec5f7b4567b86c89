import { parseArgs } from 'node:util';
import { createAcademicReads } from '../backend/src/academic/academic-reads.view.ts';
import { cursorOf, type PageRequest } from '../backend/src/academic/page.ts';
import { createApiKeyStore } from '../backend/src/api-keys/api-key.store.ts';
import { createKeyDesk } from '../backend/src/api-keys/key-desk.ts';
import { type Database, openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { createStudyDays } from '../backend/src/register/study-days.store.ts';
import { engines } from '../backend/test/support/engines.ts';
import { fillLargeRegister } from '../backend/test/support/large-register.ts';
import { type Statement, statementsOf } from '../backend/test/support/statement-plans.ts';
import { compared, costs, inTurn } from './in-turn.ts';
import { type Reading, ReadingServer } from './reading-server.ts';
import { medianOf, type Ratio, tableOf } from './table.ts';

export interface AcademicBenchOptions {
  students: number;
  sessionsPerStudent: number;
  rounds: number;
  /** A PostgreSQL that holds the register already; undefined = one is made, which takes minutes, and dropped. */
  databaseUrl: string | undefined;
}

export const academicBenchDefaults: AcademicBenchOptions = {
  students: 200_000,
  sessionsPerStudent: 25,
  rounds: 5,
  databaseUrl: undefined,
};

const TENANT = 'BIG';
const LAST_DAY = '2026-11-27';
const MONTH = { startDate: '2026-10-28', endDate: LAST_DAY };
/** Days whose statistics are about as many rows as make an export of 300,000. */
const EXPORTED = { startDate: '2026-11-19', endDate: LAST_DAY };
const CLASS = 'CLASS_100';
const PAGE = 500;
const DEPTHS = 20;

/**
 * The academic API over one large institution on PostgreSQL: lists, statistics and exports beside the same statements by the
 * bare driver, and beside node:http + driver + JSON.stringify, in the same run, round by round in turn.
 */
export async function run(options: AcademicBenchOptions = academicBenchDefaults): Promise<Ratio[]> {
  if (options.databaseUrl !== undefined) return measure(options.databaseUrl, options);
  const engine = engines.find(({ name }) => name === 'postgres');
  if (engine === undefined || engine.missing !== undefined) throw new Error(engine?.missing);
  const fresh = await engine.freshDatabaseUrl();
  try {
    await fill(fresh.url, options);
    return await measure(fresh.url, options);
  } finally {
    await fresh.drop();
  }
}

async function fill(url: string, options: AcademicBenchOptions): Promise<void> {
  const database = openDatabase(url);
  const tell = (what: string) => (done: number, of: number) => process.stderr.write(`\r  ${what} ${done} / ${of}   `);
  try {
    await migrate(database);
    const size = { classSize: 30, sessionsPerStudent: options.sessionsPerStudent, lastDay: LAST_DAY };
    await fillLargeRegister(url, { ...size, tenant: TENANT, students: options.students, number: 1 }, tell('students'));
    await fillLargeRegister(url, { ...size, tenant: 'NEIGHBOUR', students: options.students / 20, number: 2 });
    // What `register rebuild-stats` does.
    await createStudyDays(database).rebuild(undefined, tell('days of students'));
    if (database.driver.engine === 'postgres') await database.driver.pool.query('vacuum analyze study_days');
    process.stderr.write('\n');
  } finally {
    await database.close();
  }
}

/** What is measured: the requests of the API, and the statement that does the same work. */
interface Subject {
  requests: string[];
  statement: string;
  values: (readonly unknown[])[];
  /** Of a list: what {@link PAGE_STATEMENT} needs for the same pages. */
  pages: (readonly unknown[])[];
}

async function measure(url: string, options: AcademicBenchOptions): Promise<Ratio[]> {
  const database = openDatabase(url, 2);
  const settings = { NODE_ENV: 'test', SECRET_KEY: 'a secret key that is only for benchmarks', LOG_LEVEL: 'error' };
  const environment = { ...settings, DATABASE_URL: url, API_URL: 'http://127.0.0.1:39999' };
  const [floor, ours] = await Promise.all([
    ReadingServer.start('floors/academic-floor.ts', environment),
    ReadingServer.start('launch-server.ts', environment),
  ]);
  try {
    const key = await newKey(database);
    const list = await listSubject(database, key);
    const classStats = await statsSubject(database, key, { class_id: CLASS });
    const allStats = await statsSubject(database, key, {});
    const bench = { ours, floor, rounds: options.rounds };
    const statements = [list.statement, classStats.statement, allStats.statement, ...EXPORT_STATEMENTS, PAGE_STATEMENT];
    await floor.ask({ statements });
    const byHand = statements.length - 1;
    const pages = { ...list, values: list.pages };
    const exported = `include=students,stats&start_date=${EXPORTED.startDate}&end_date=${EXPORTED.endDate}`;
    return [
      await besideDriver(bench, 'students, 500 by cursor / its SQL', 0, list, { count: 200, mark: 0.5 }),
      await besideDriver(bench, 'students, 500 by cursor / SQL by hand', byHand, pages, { count: 200, mark: 0.5 }),
      await besideServer(bench, 'students, 500 by cursor / node:http', byHand, list),
      await besideDriver(bench, 'statistics of a class / its SQL', 1, classStats, { count: 200, mark: null }),
      await besideDriver(bench, 'statistics of everybody, 30 days / its SQL', 2, allStats, { count: 5, mark: 0.5 }),
      await exportBesideDriver(bench, requestFor(key, `export?${exported}`)),
      await journalBesideNone(environment, options.rounds, requestFor(key, `students?class_id=${CLASS}`)),
    ];
  } finally {
    await Promise.all([ours.stop(), floor.stop()]);
    await database.close();
  }
}

async function newKey(database: Database): Promise<string> {
  const desk = createKeyDesk({
    store: createApiKeyStore(database),
    clock: { now: () => new Date() },
    pepper: undefined,
  });
  const most = 2_000_000_000;
  const { key } = await desk.create({
    tenantId: TENANT,
    owner: 'bench',
    scopes: ['academic:read', 'academic:export'],
    ...{ perMinute: most, perHour: most, perDay: most, expiresAt: null, allowedIps: null, kind: 'test' },
  });
  return key;
}

function requestFor(key: string, path: string): string {
  return `GET /api/academic/${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${key}\r\n\r\n`;
}

/** Pages of students that begin at places spread over the whole list. */
async function listSubject(database: Database, key: string): Promise<Subject> {
  const subject: Subject = { requests: [], statement: '', values: [], pages: [] };
  const reads = createAcademicReads(database);
  const students = database.query.selectFrom('students').where('tenant_id', '=', TENANT);
  const { n } = await students.select((eb) => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow();
  for (let depth = 0; depth < DEPTHS; depth++) {
    const at = await students
      .select(['sort_key', 'student_id'])
      .orderBy('sort_key')
      .orderBy('student_id')
      .offset(Math.floor((Number(n) - PAGE - 1) * (depth / DEPTHS)))
      .limit(1)
      .executeTakeFirstOrThrow();
    const after = [at.sort_key, at.student_id];
    const request: PageRequest = { limit: PAGE, offset: 0, after, knownTotal: Number(n) };
    const seen = await statementsOf(database, () => reads.students(TENANT, {}, request));
    const { text, values } = theOneWith(seen, 'from "students"');
    subject.statement = text;
    subject.values.push(values);
    subject.pages.push([TENANT, ...after, PAGE + 1]);
    subject.requests.push(requestFor(key, `students?limit=${PAGE}&cursor=${cursorOf('students', after)}`));
  }
  return subject;
}

async function statsSubject(database: Database, key: string, filter: { class_id?: string }): Promise<Subject> {
  const request: PageRequest = { limit: 100, offset: 0, after: undefined, knownTotal: undefined };
  const reads = createAcademicReads(database);
  const seen = await statementsOf(database, () => reads.stats(TENANT, { ...MONTH, classId: filter.class_id }, request));
  const { text, values } = theOneWith(seen, '0 as "students"');
  const days = { start_date: MONTH.startDate, end_date: MONTH.endDate };
  return {
    requests: [requestFor(key, `stats?${new URLSearchParams({ ...filter, ...days })}`)],
    statement: text,
    values: [values],
    pages: [],
  };
}

function theOneWith(seen: readonly Statement[], part: string): Statement {
  const found = seen.filter(({ text }) => text.includes(part));
  if (found[0] === undefined || found.length > 1) throw new Error(`${found.length} statements with ${part}`);
  return found[0];
}

interface Bench {
  ours: ReadingServer;
  floor: ReadingServer;
  rounds: number;
}

/** The time of a call, HTTP included, beside the time of its statement alone. */
async function besideDriver(
  { ours, floor, rounds }: Bench,
  name: string,
  statement: number,
  { requests, values }: Subject,
  { count, mark }: { count: number; mark: number | null },
): Promise<Ratio> {
  const driver = () => floor.ask<{ p50: number }>({ time: { statement, values, count } });
  await Promise.all([driver(), ours.read(requests, 1, count)]);
  const floorMs: number[] = [];
  const our: Reading[] = [];
  for (let round = 0; round < rounds; round++) {
    floorMs.push((await driver()).p50);
    our.push(await ours.read(requests, 1, count));
  }
  return {
    name,
    connections: 1,
    ours: 1000 / medianOf(our.map(({ p50 }) => p50)),
    floor: 1000 / medianOf(floorMs),
    ratio: medianOf(our.map(({ p50 }, round) => (floorMs[round] ?? Number.NaN) / p50)),
    mark,
    ...costs(our),
    floorCpuMs: null,
  };
}

/** The processor's time of a call, beside that of the least server which answers the same rows. */
async function besideServer({ ours, floor, rounds }: Bench, name: string, statement: number, subject: Subject) {
  const connections = 4;
  const count = 300;
  const bare = subject.pages.map(
    (values) => `GET /${statement}?${encodeURIComponent(JSON.stringify(values))} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
  );
  const [our, floors] = await inTurn(rounds, [
    () => ours.read(subject.requests, connections, count),
    () => floor.read(bare, connections, count),
  ]);
  return { ...compared(name, connections, our, floors), mark: null, cpuMark: 1.3 };
}

/** Whole exports, one at a time. */
async function exportBesideDriver({ ours, floor, rounds }: Bench, request: string): Promise<Ratio> {
  const bare = `GET /stream?${encodeURIComponent('[3,4]')} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
  const times = Math.min(3, rounds);
  const [our, floors] = await inTurn(times, [() => ours.read([request], 1, 1), () => floor.read([bare], 1, 1)]);
  const peakMb = Math.max(...our.map((one) => one.peakMb));
  return { ...compared('export of 300,000 records', 1, our, floors), mark: 1 / 1.5, memory: { peakMb, markMb: 200 } };
}

/** A small call, that of a class's students, with the journal and without: the share of it is greatest there. */
async function journalBesideNone(environment: Record<string, string>, rounds: number, request: string): Promise<Ratio> {
  const [none, kept] = await Promise.all([
    ReadingServer.start('journal-server.ts', { ...environment, JOURNAL: 'none' }),
    ReadingServer.start('journal-server.ts', environment),
  ]);
  const connections = 4;
  const [our, floors] = await inTurn(2 * rounds, [
    () => kept.read([request], connections, 1500),
    () => none.read([request], connections, 1500),
  ]);
  await Promise.all([none.stop(), kept.stop()]);
  return { ...compared('a class / the same without a journal', connections, our, floors), mark: 1 / 1.1, cpuMark: 1.1 };
}

/** A page of students and what their classes are called, as one would write it by hand. */
const PAGE_STATEMENT = `select s.student_id as id, s.sort_key, s.uuid_scolaire, s.email_scolaire, s.firstname, s.lastname, c.class_id,
    p.promo_id, c.name as class_name, p.name as promo_name, s.consent_sharing_at is not null as consent_sharing, s.status,
    s.created_at::text, s.updated_at::text
  from students s left join classes c on c.id = s.class_pk left join promotions p on p.id = s.promo_pk
  where s.tenant_id = $1 and (s.sort_key, s.student_id) > ($2, $3) order by s.sort_key, s.student_id limit $4`;

/** The rows of the export, written by hand. */
const EXPORT_STATEMENTS = [
  `select s.student_id as id, s.uuid_scolaire, s.email_scolaire, s.firstname, s.lastname, c.class_id, p.promo_id,
      s.consent_sharing_at is not null as consent_sharing, s.status, s.created_at, s.updated_at
    from students s left join classes c on c.id = s.class_pk left join promotions p on p.id = s.promo_pk
    where s.tenant_id = '${TENANT}' and s.status = 'active' order by s.sort_key, s.student_id`,
  `select s.student_id, t.theme_id, sum(d.sessions) as attempts,
      sum(d.score_sum) * 100 / nullif(sum(d.scored_sessions), 0) as score, sum(d.mastery_sum) / nullif(sum(d.mastery_sessions), 0) as mastery,
      sum(d.time_spent_seconds) as time_spent, max(d.last_activity_at) as last_activity_at
    from study_days d join students s on s.id = d.student_pk left join themes t on t.id = d.theme_pk
    where d.tenant_id = '${TENANT}' and d.day between '${EXPORTED.startDate}' and '${EXPORTED.endDate}'
    group by s.sort_key, s.student_id, t.theme_id order by s.sort_key, s.student_id, t.theme_id`,
];

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      database: { type: 'string' },
      'fill-only': { type: 'boolean', default: false },
      students: { type: 'string', default: String(academicBenchDefaults.students) },
      rounds: { type: 'string', default: String(academicBenchDefaults.rounds) },
    },
  });
  const options = {
    ...academicBenchDefaults,
    students: Number(values.students),
    rounds: Number(values.rounds),
    databaseUrl: values.database,
  };
  if (values['fill-only']) await fill(values.database ?? '', options);
  else process.stdout.write(`${tableOf(await run(options))}\n`);
}
