import { createCatalogueReader } from '../backend/src/catalogue/catalogue.view.ts';
import { type Database, openDatabase } from '../backend/src/db/connection.ts';
import { migrate } from '../backend/src/db/migrate.ts';
import { createHttpServer } from '../backend/src/http/server.ts';
import { newId } from '../backend/src/ids/ids.ts';
import { createLog } from '../backend/src/log/log.ts';
import { classPageRoutes } from '../backend/src/lti/class-page.routes.ts';
import type { ClassFacts, ClassPagePorts } from '../backend/src/lti/class-page.ts';
import { createClassRollReader } from '../backend/src/lti/class-roll.view.ts';
import { createTeacherReader } from '../backend/src/lti/class-teacher.view.ts';
import { createLaunchStore } from '../backend/src/lti/launch.store.ts';
import { createSealedForm } from '../backend/src/lti/sealed-form.ts';
import { systemClock } from '../backend/src/time/clock.ts';
import { engines } from '../backend/test/support/engines.ts';
import { type SeededCourse, seedCourse, seedLearners, seedLink } from '../backend/test/support/progress-course.ts';
import { medianOf, type Ratio } from './table.ts';

const LEARNERS = 300;
const GRAINS = 24;
const ROUNDS = 7;
const PAGES = 20;
/** A page takes at most three times as long as its SQL. */
const MARK = 1 / 3;
const API_URL = 'http://127.0.0.1:39999';

/** The class page of 300 learners, asked for over HTTP, beside the SQL that it reads and nothing else, in turn. */
export async function run(): Promise<Ratio[]> {
  const ratios: Ratio[] = [];
  for (const engine of engines) {
    if (engine.missing !== undefined) continue;
    const fresh = await engine.freshDatabaseUrl();
    const database = openDatabase(fresh.url, 10);
    try {
      await migrate(database);
      ratios.push(await compare(engine.name, database));
    } finally {
      await database.close();
      await fresh.drop();
    }
  }
  return ratios;
}

interface Class {
  course: SeededCourse;
  linkId: string;
  teacherId: string;
}

async function plant(database: Database): Promise<Class> {
  const course = await seedCourse(database, 'T1', { grainCount: GRAINS });
  const linkId = await seedLink(database, course, '4');
  const learners = await seedLearners(database, course, LEARNERS);
  const [teacherId = ''] = await seedLearners(database, course, 1, 'instructor');
  const { query } = database;
  const { tenantId: tenant_id, platformId: platform_id } = course;
  const modules = [...new Set(course.grains.map((_, index) => `m${Math.floor(index / 6) + 1}`))];
  await query
    .insertInto('modules')
    .values(modules.map((module_id) => ({ id: newId(), tenant_id, module_id, title: module_id })))
    .execute();
  for (const [person, user_id] of learners.entries()) {
    await query
      .insertInto('progress')
      .values(
        course.grains.slice(0, 1 + (person % GRAINS)).map((grain_id, index) => ({
          ...{ id: newId(), tenant_id, user_id, grain_id, module_id: `m${Math.floor(index / 6) + 1}` },
          sequence_id: `s${Math.floor(index / 3) + 1}`,
          completed_at: new Date(),
        })),
      )
      .execute();
    await query
      .insertInto('grade_outbox')
      .values({
        ...{ id: `${linkId}:${user_id}`, tenant_id, platform_id, resource_link_id: linkId, user_id },
        ...{ state: 'done' as const, sent_score: 0.5, due_at: new Date() },
      })
      .execute();
  }
  return { course, linkId, teacherId };
}

async function compare(name: string, database: Database): Promise<Ratio> {
  const planted = await plant(database);
  const ports = portsOn(database);
  const server = await createHttpServer({ log: createLog('silent'), trustProxy: false });
  await server.register(classPageRoutes(ports, systemClock));
  const facts = factsOf(planted);
  const payload = new URLSearchParams({ token: ports.form.seal(facts, new Date(facts.until)) }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: API_URL };
  const page = async () => {
    const answer = await server.inject({ method: 'POST', url: '/lti/class', headers, payload });
    if (answer.statusCode !== 200 || !answer.body.includes('<table>')) throw new Error(`no page: ${answer.statusCode}`);
  };
  const sql = async () => {
    await ports.isTeaching(facts.contextId, facts.userId);
    await ports.readRoll(facts.contextId);
  };
  for (const work of [sql, page, sql, page]) await timesOf(work);
  const rounds: { ours: Measured; floor: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ floor: await timesOf(sql), ours: await timesOf(page) });
  await server.close();
  const median = (of: (one: (typeof rounds)[number]) => number) => medianOf(rounds.map(of));
  return {
    name: `class page of ${LEARNERS} ${name}`,
    connections: 1,
    ours: median(({ ours }) => 1000 / ours.ms),
    floor: median(({ floor }) => 1000 / floor.ms),
    ratio: median(({ ours, floor }) => floor.ms / ours.ms),
    mark: MARK,
    cpuMs: median(({ ours }) => ours.cpuMs),
    floorCpuMs: median(({ floor }) => floor.cpuMs),
    p50: median(({ ours }) => ours.p50),
    p99: median(({ ours }) => ours.p99),
  };
}

interface Measured {
  /** Of one piece of work, on average. */
  ms: number;
  cpuMs: number;
  p50: number;
  p99: number;
}

async function timesOf(work: () => Promise<void>): Promise<Measured> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let n = 0; n < PAGES; n++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(cpu);
  const sum = times.reduce((total, one) => total + one, 0);
  times.sort((a, b) => a - b);
  return {
    ms: sum / PAGES,
    cpuMs: (user + system) / 1000 / PAGES,
    p50: medianOf(times),
    p99: times.at(-1) ?? 0,
  };
}

function portsOn(database: Database): ClassPagePorts {
  return {
    ...createTeacherReader(database),
    readRoll: createClassRollReader(database),
    catalogue: createCatalogueReader(database),
    form: createSealedForm<ClassFacts>('a secret key of the benchmark', 'class page'),
    refreshRoster: () => Promise.resolve(),
    resend: async () => 0,
    launches: createLaunchStore(database),
    transactions: database,
    siteBaseOf: async () => API_URL,
    classUrl: `${API_URL}/lti/class`,
  };
}

function factsOf({ course, linkId, teacherId }: Class): ClassFacts {
  return {
    tenantId: course.tenantId,
    platformId: course.platformId,
    contextId: course.contextId,
    resourceLinkId: linkId,
    userId: teacherId,
    locale: 'fr',
    targetUrl: `${API_URL}/pages/cours.html`,
    issuer: 'https://moodle.example',
    authUrl: 'https://moodle.example/auth',
    until: Date.now() + 3600_000,
  };
}
