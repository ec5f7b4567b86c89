import type { WebReply, WebRequest } from '../http.ts';
import { lineItemUrl } from '../protocol/claims.ts';
import type { LineItem, Score } from '../site/grades.ts';
import type { PostedScore, ServiceContext } from './service.ts';
import { htmlError, serviceReply } from './service-reply.ts';

/** Media types of AGS scores and results. */
export const SCORE = 'application/vnd.ims.lis.v1.score+json';
export const RESULTS = 'application/vnd.ims.lis.v2.resultcontainer+json';

const ISO_8601 = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

interface ReadScore {
  userId: string;
  score: Score;
}

function isNumeric(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
  );
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function secondsIn(timestamp: string): number {
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(timestamp) && timestamp.includes('T');
  const text = timestamp.replace(',', '.').replace(/\.(\d{3})\d+/, '.$1');
  return Math.floor(Date.parse(timestamp.includes('T') && !hasZone ? `${text}Z` : text) / 1000);
}

/** Undefined when Moodle would say "Incorrect score received". Numbers may be strings; any word goes for both progresses. */
function readScore(body: unknown): ReadScore | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { userId, timestamp, scoreGiven, scoreMaximum, comment, activityProgress, gradingProgress } = body as Record<
    string,
    unknown
  >;
  if ([userId, activityProgress, gradingProgress].some(isAbsent)) return undefined;
  if (typeof timestamp !== 'string' || !ISO_8601.test(timestamp) || Number.isNaN(secondsIn(timestamp)))
    return undefined;
  if (!isAbsent(scoreGiven) && (!isNumeric(scoreGiven) || isAbsent(scoreMaximum))) return undefined;
  if (!isAbsent(scoreMaximum) && !isNumeric(scoreMaximum)) return undefined;
  const isFinal = gradingProgress === 'FullyGraded' && !isAbsent(scoreGiven);
  const score: Score = {
    given: isFinal ? Number(scoreGiven) : null,
    maximum: isAbsent(scoreMaximum) ? 1 : Number(scoreMaximum),
    comment: typeof comment === 'string' && comment !== '' ? comment : null,
    timestampSeconds: secondsIn(timestamp),
  };
  return { userId: String(userId), score };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Moodle's refusal of a score: an empty list for a body, the whole of what was sent in the reason phrase. */
function refuse(status: number, reason: string): WebReply {
  return { status, reason, headers: { 'content-type': `${SCORE}; charset=utf-8` }, body: '[]' };
}

function store(request: WebRequest, context: ServiceContext, item: LineItem, body: unknown): WebReply {
  const read = readScore(body);
  const incorrect = `Incorrect score received${request.body}`;
  if (read === undefined) return refuse(400, incorrect);
  if (!/^\d+$/.test(read.userId)) return htmlError(502, '502 Bad Gateway');
  if (context.site.people.get(read.userId)?.role !== 'learner') return refuse(400, incorrect);
  const tooOld = `Refusing score with an earlier timestamp for item ${item.id} and user ${read.userId}`;
  if (context.moods.strikes('conflict')) return refuse(409, tooOld);
  if (context.moods.current.lockedGrades === 'yes') return refuse(500, 'Internal Server Error');
  const outcome = context.site.storeScore(item, read.userId, read.score);
  if (outcome.kind === 'earlier_timestamp') return refuse(409, tooOld);
  if (outcome.kind === 'failed') return refuse(500, 'Internal Server Error');
  return serviceReply(200, SCORE, undefined);
}

const LONGEST_LOG = 20_000;

/** POST scores. */
export async function postScore(request: WebRequest, context: ServiceContext, item: LineItem): Promise<WebReply> {
  const body = parse(request.body);
  const posted: PostedScore = { at: context.now(), itemId: item.id, body, status: 0 };
  context.scoreLog.push(posted);
  if (context.scoreLog.length > LONGEST_LOG) context.scoreLog.splice(0, LONGEST_LOG / 2);
  await context.gate()?.('before', posted);
  const reply = store(request, context, item, body);
  posted.status = reply.status;
  await context.gate()?.('after', posted);
  return reply;
}

/** GET results: of everybody, or of `user_id`. With `limit` Moodle fails with an HTML page. */
export function listResults(request: WebRequest, context: ServiceContext, item: LineItem, courseId: string): WebReply {
  const query = request.url.searchParams;
  if (query.has('limit')) return htmlError(404, 'Error');
  const scoreOf = lineItemUrl(context.platform, item.id, courseId);
  const results = context.site
    .learners()
    .filter((who) => !query.has('user_id') || query.get('user_id') === who.id)
    .flatMap((who) => {
      const { finalGrade, gradedAt, feedback } = context.site.grade(item.id, who.id);
      if (finalGrade === null || gradedAt === null) return [];
      const id = `${scoreOf.replace('/lineitem?', '/lineitem/results?')}&user_id=${who.id}`;
      const timestamp = `${new Date(gradedAt * 1000).toISOString().slice(0, 19)}+00:00`;
      const comment = feedback === null ? {} : { comment: feedback };
      return [
        {
          id,
          userId: who.id,
          resultScore: finalGrade,
          resultMaximum: item.scoreMaximum,
          ...comment,
          scoreOf,
          timestamp,
        },
      ];
    });
  return serviceReply(200, RESULTS, results);
}
