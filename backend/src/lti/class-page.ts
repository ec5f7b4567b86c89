import { type CatalogueReader, pageOf } from '../catalogue/catalogue.ts';
import type { ActivityScope } from '../catalogue/scope.ts';
import { languageOf, type Page } from '../html/page.ts';
import { pageAddress } from '../tenants/tenant.ts';
import { atMost } from '../time/at-most.ts';
import type { TransactionRunner } from '../transaction/transaction.ts';
import { classPageBody } from './class-page-body.ts';
import { type ClassTable, classTableOf, type ReadClassRoll } from './class-roll.ts';
import { launchIdOf, newHandOverCode } from './hand-over-code.ts';
import { LaunchRefused } from './launch.errors.ts';
import { CODE_MS, handOverUrl, type LaunchStore } from './launch-record.ts';
import { originsOf } from './platform.ts';
import type { SealedForm } from './sealed-form.ts';

/** An instructor in one course, as their launch proved it. */
export interface Teacher {
  tenantId: string;
  platformId: string;
  contextId: string;
  resourceLinkId: string;
  userId: string;
  locale: string | null;
  /** Page of the mini-site that the activity opens. */
  targetUrl: string;
  /** Where the platform lies. */
  issuer: string;
  authUrl: string;
}

/** An instructor who looks at the site; which page the activity opens is not known yet. */
export interface TeacherInPreview extends Omit<Teacher, 'targetUrl'> {
  scope: ActivityScope;
  /** The origin that the session works from; null = ours. */
  siteOrigin: string | null;
}

/** What the page carries, sealed: it is good for this teacher in this course only. */
export interface ClassFacts extends Teacher {
  /** Milliseconds; pages are renewed until then. */
  until: number;
}

export interface ClassPagePorts {
  /** The instructor whose launch left this hand-over code; undefined for everybody else. */
  findTeacher(code: string): Promise<Teacher | undefined>;
  /** The instructor whose session this is, as long as it lives. */
  findTeacherInPreview(bearer: string, now: Date): Promise<TeacherInPreview | undefined>;
  /** Whether the person teaches the course as of now. */
  isTeaching(contextId: string, userId: string): Promise<boolean>;
  readRoll: ReadClassRoll;
  catalogue: CatalogueReader;
  form: SealedForm<ClassFacts>;
  /** Reads the roster of the course; resolves when that has ended, well or not. */
  refreshRoster(contextId: string): Promise<void>;
  /** Sends the refused grades of a course again; answers how many. */
  resend(contextId: string, now: Date): Promise<number>;
  launches: Pick<LaunchStore, 'insert'>;
  transactions: TransactionRunner;
  /** Base address of an institution's pages, without a slash at the end. */
  siteBaseOf(tenantId: string): Promise<string>;
  /** Address of the page, without a slash at the end. */
  classUrl: string;
}

/** A page serves its buttons so long, and so long after the launch the buttons give new pages. */
const PAGE_MS = 15 * 60_000;
const RENEWED_MS = 8 * 3600_000;
/** A teacher waits so long for a roster; what comes later is on the next page. */
const ROSTER_WITHIN_MS = 2000;

/** The page for the launch that left this code; undefined when it was no instructor's. */
export async function openClassPage(
  ports: ClassPagePorts,
  code: string,
  acceptLanguage: string | undefined,
  now: Date,
): Promise<Page | undefined> {
  const teacher = await ports.findTeacher(code);
  if (teacher === undefined) return undefined;
  const reading = ports.refreshRoster(teacher.contextId);
  return showClass(ports, { ...teacher, until: now.getTime() + RENEWED_MS }, { acceptLanguage, now, reading });
}

/** The page with the roster read anew, as the button asks. */
export async function refreshClass(
  ports: ClassPagePorts,
  facts: ClassFacts,
  shown: { acceptLanguage: string | undefined; now: Date },
): Promise<Page> {
  await atMost(ROSTER_WITHIN_MS, ports.refreshRoster(facts.contextId));
  return showClass(ports, facts, shown);
}

/**
 * Who sent a form of the page.
 * @throws LaunchRefused class_page_expired, class_forbidden
 */
export async function teacherOfForm(ports: ClassPagePorts, token: unknown, now: Date): Promise<ClassFacts> {
  const facts = ports.form.open(token, now);
  if (facts === undefined) throw new LaunchRefused('class_page_expired');
  const { contextId, userId } = facts;
  if (!(await ports.isTeaching(contextId, userId))) throw new LaunchRefused('class_forbidden');
  return facts;
}

/**
 * Who comes back from the site. The session is the proof; it works from the site it was opened for.
 * @param origin what the browser says of the page that sent the form; `null` where its policy hides that
 * @throws LaunchRefused class_page_expired, class_forbidden, cross_site_repost
 */
export async function teacherInPreview(
  ports: ClassPagePorts,
  bearer: unknown,
  origin: string | undefined,
  now: Date,
): Promise<ClassFacts> {
  const teacher = typeof bearer === 'string' ? await ports.findTeacherInPreview(bearer, now) : undefined;
  if (teacher === undefined) throw new LaunchRefused('class_page_expired');
  const { scope, siteOrigin, ...rest } = teacher;
  const expected = siteOrigin ?? new URL(ports.classUrl).origin;
  if (origin !== undefined && origin !== 'null' && origin !== expected) throw new LaunchRefused('cross_site_repost');
  if (!(await ports.isTeaching(rest.contextId, rest.userId))) throw new LaunchRefused('class_forbidden');
  const page = pageOf(await ports.catalogue.of(rest.tenantId), scope) ?? '';
  const targetUrl = pageAddress(await ports.siteBaseOf(rest.tenantId), page);
  return { ...rest, targetUrl, until: now.getTime() + RENEWED_MS };
}

/**
 * The page as it is now.
 * @param shown.resent how many grades were just put on their way again
 * @param shown.reading a roster under way; a class that is known is shown at once, the first page of a course waits for it
 */
export async function showClass(
  ports: ClassPagePorts,
  facts: ClassFacts,
  shown: { acceptLanguage: string | undefined; now: Date; resent?: number; reading?: Promise<void> },
): Promise<Page> {
  const language = languageOf(facts.locale, shown.acceptLanguage);
  let { roll, table } = await readTable(ports, facts, shown.acceptLanguage);
  if (shown.reading !== undefined && roll.hasRoster && roll.rosterSyncedAt === null) {
    await atMost(ROSTER_WITHIN_MS, shown.reading);
    ({ roll, table } = await readTable(ports, facts, shown.acceptLanguage));
  }
  const expiresAt = Math.min(shown.now.getTime() + PAGE_MS, facts.until);
  const token = ports.form.seal(facts, new Date(expiresAt));
  const page = classPageBody({ language, roll, table, token, classUrl: ports.classUrl, resent: shown.resent });
  return {
    ...page,
    status: 200,
    language,
    frameOrigins: originsOf(facts),
    formOrigins: [new URL(facts.targetUrl).origin],
  };
}

/** What the page and its file show. */
export async function readTable(
  ports: Pick<ClassPagePorts, 'readRoll' | 'catalogue'>,
  { contextId, tenantId, locale }: ClassFacts,
  acceptLanguage: string | undefined,
) {
  const roll = await ports.readRoll(contextId);
  if (roll === undefined) throw new LaunchRefused('class_page_expired');
  const language = languageOf(locale, acceptLanguage);
  const table: ClassTable = classTableOf(roll, await ports.catalogue.of(tenantId), language);
  return { language, roll, table };
}

/** Opens the site for a look: an address with a new hand-over code, as a launch would give. */
export async function openSite(ports: ClassPagePorts, facts: ClassFacts, now: Date): Promise<string> {
  const { tenantId, platformId, userId, resourceLinkId, targetUrl } = facts;
  const code = newHandOverCode(now);
  const record = {
    ...{ id: launchIdOf(code), tenantId, platformId, userId, resourceLinkId, targetUrl },
    role: 'instructor' as const,
    stage: 'ready' as const,
    createdAt: now,
    expiresAt: new Date(now.getTime() + CODE_MS),
  };
  await ports.transactions.write((transaction) => ports.launches.insert(transaction, record));
  return handOverUrl(targetUrl, code);
}
