import { newId } from '../ids/ids.ts';
import type { Completion } from '../progress/completion.ts';
import { zoneOf } from '../time/zone.ts';

/** A pause longer than this ends a study session. */
export const SESSION_GAP_MS = 30 * 60_000;

/** What its column holds. */
export const MAX_SESSION_SECONDS = 2_147_483_647;

/** A stretch of work of one learner in one module. */
export interface StudySession {
  id: string;
  tenantId: string;
  userId: string;
  moduleId: string;
  startedAt: Date;
  lastActivityAt: Date;
  /** YYYY-MM-DD in the tenant's zone, of the start; stays when an event of the past moves the start. */
  day: string;
  grainsCompleted: number;
  /** Sum of the scores (0..1 each) of the scored grains, and how many there are. */
  scoreSum: number;
  scoreCount: number;
  timeSpentSeconds: number;
  isOpen: boolean;
}

/** What keeps one open session per learner and module. */
export function openSlotOf({ userId, moduleId }: { userId: string; moduleId: string }): string {
  return `${userId}:${moduleId}`;
}

/**
 * What new completions change: sessions that go on, sessions that end, sessions that begin, in the order in which they must
 * be written (one that ends frees the place for the one that begins). A completion of the past joins the session of its own
 * time, or makes a closed one.
 * @param known sessions of these learners and modules: the open ones, and all that may touch the completions' times
 */
export function planStudy(
  known: readonly StudySession[],
  fresh: readonly Completion[],
  dayOf: (tenantId: string, at: Date) => string,
): StudySession[] {
  const perSlot = Map.groupBy(known, openSlotOf);
  const changed: StudySession[] = [];
  for (const [slot, completions] of Map.groupBy(fresh, openSlotOf)) {
    const sessions = (perSlot.get(slot) ?? []).map((session) => ({ ...session })).sort(byStart);
    const touched = new Set<StudySession>();
    for (const completion of completions.toSorted((a, b) => a.completedAt.getTime() - b.completedAt.getTime())) {
      let session = sessions.findLast((one) => isNear(one, completion.completedAt));
      if (session === undefined) {
        session = begin(completion, dayOf);
        const open = sessions.find((one) => one.isOpen);
        if (open !== undefined && open.startedAt > session.startedAt) session.isOpen = false;
        else if (open !== undefined) {
          open.isOpen = false;
          touched.add(open);
        }
        sessions.push(session);
        sessions.sort(byStart);
      }
      extend(session, completion);
      touched.add(session);
    }
    changed.push(...[...touched].sort((a, b) => Number(a.isOpen) - Number(b.isOpen)));
  }
  return changed;
}

function byStart(a: StudySession, b: StudySession): number {
  return a.startedAt.getTime() - b.startedAt.getTime();
}

function isNear(session: StudySession, at: Date): boolean {
  const ms = at.getTime();
  return ms >= session.startedAt.getTime() - SESSION_GAP_MS && ms <= session.lastActivityAt.getTime() + SESSION_GAP_MS;
}

function begin(first: Completion, dayOf: (tenantId: string, at: Date) => string): StudySession {
  const { tenantId, userId, moduleId, completedAt } = first;
  return {
    id: newId(),
    tenantId,
    userId,
    moduleId,
    startedAt: completedAt,
    lastActivityAt: completedAt,
    day: dayOf(tenantId, completedAt),
    grainsCompleted: 0,
    scoreSum: 0,
    scoreCount: 0,
    timeSpentSeconds: 0,
    isOpen: true,
  };
}

function extend(session: StudySession, { completedAt, score, timeSpentSeconds }: Completion): void {
  if (completedAt < session.startedAt) session.startedAt = completedAt;
  if (completedAt > session.lastActivityAt) session.lastActivityAt = completedAt;
  session.grainsCompleted += 1;
  if (score !== null) {
    session.scoreSum += score;
    session.scoreCount += 1;
  }
  session.timeSpentSeconds = Math.min(session.timeSpentSeconds + (timeSpentSeconds ?? 0), MAX_SESSION_SECONDS);
}

interface ZoneDays {
  format: Intl.DateTimeFormat;
  /** The last minute that was asked for, counted from 1970, and its day. */
  minute: number;
  day: string;
}

const zones = new Map<string, ZoneDays>();
/** Since 1972 days begin with a full minute in every zone. */
const MINUTE_MS = 60_000;

/** The calendar day of an instant in an IANA zone, YYYY-MM-DD; in UTC where the zone is not known to this machine. */
export function dayIn(zone: string, at: Date): string {
  const days = zones.get(zone) ?? zoneDaysOf(zone);
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  if (minute !== days.minute) {
    days.minute = minute;
    days.day = days.format.format(at);
  }
  return days.day;
}

function zoneDaysOf(zone: string): ZoneDays {
  // Sweden writes days as ISO 8601 does.
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const format = new Intl.DateTimeFormat('sv-SE', { ...parts, timeZone: zoneOf(zone) });
  const days = { format, minute: Number.NaN, day: '' };
  zones.set(zone, days);
  return days;
}
