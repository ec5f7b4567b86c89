import { readFileSync } from 'node:fs';
import type { WebReply, WebRequest } from './http.ts';
import type { LiveFeed } from './live-feed.ts';
import {
  activityPage,
  contentAddedPage,
  contentPage,
  coursePage,
  returnPage,
  reviewPage,
} from './pages/course.page.ts';
import { gradebookPage } from './pages/gradebook.page.ts';
import { homePage } from './pages/home.page.ts';
import { autoPostPage, errorPage, isStaff, type View } from './pages/layout.ts';
import { moodFromForm } from './pages/moods.page.ts';
import { registrationPage, toolsPage } from './pages/tools.page.ts';
import { activateTool, type PlatformState } from './platform-state.ts';
import { type BrowserSession, newSession, sealSession, sesskeyOf, signIn } from './protocol/browser-session.ts';
import type { Container, Launch } from './protocol/claims.ts';
import { readDeepLinkingResponse } from './protocol/deep-linking.ts';
import { tokenLaunchUrl } from './protocol/launch-token.ts';
import { lti1p1Form } from './protocol/lti1p1.ts';
import type { Person } from './site/people.ts';

/** A request of a browser, with what is known of it. */
export interface Visit {
  request: WebRequest;
  session: BrowserSession | undefined;
  view: View;
  state: PlatformState;
  feed: LiveFeed;
}

const FILES: Readonly<Record<string, { type: string; body: string }>> = {
  '/practice-lms.css': { type: 'text/css; charset=utf-8', body: fileText('practice-lms.css') },
  '/practice-lms.js': { type: 'text/javascript; charset=utf-8', body: fileText('practice-lms.js') },
  '/practice-lms.svg': { type: 'image/svg+xml', body: fileText('practice-lms.svg') },
};

function fileText(name: string): string {
  return readFileSync(new URL(`./pages/${name}`, import.meta.url), 'utf8');
}

/** The name of the session cookie: with the port, for a browser does not keep ports apart. */
export function cookieName(state: PlatformState): string {
  return `practice_lms_${new URL(state.platform.url).port}`;
}

function redirect(location: string, cookie?: string): WebReply {
  return { status: 303, headers: cookie === undefined ? { location } : { location, 'set-cookie': cookie } };
}

function enter(visit: Visit, who: Person): WebReply {
  const { state, session } = visit;
  const value = sealSession(signIn(session ?? newSession(), who.id), state.cookieSecret);
  const page = isStaff(who) ? 'gradebook' : 'course';
  return redirect(`/as/${who.id}/${page}`, `${cookieName(state)}=${value}; Path=/; HttpOnly; SameSite=Lax`);
}

/** `?as=learner` and `?as=teacher`: the first of them; `?as=7`: that person. */
function personNamed(state: PlatformState, name: string | null): Person | undefined {
  const people = [...state.site.people.values()];
  return people.find((who) => who.role === name) ?? people.find((who) => who.id === name);
}

function eventStream(visit: Visit, person: Person): WebReply {
  const headers = { 'content-type': 'text/event-stream; charset=utf-8' };
  return { status: 200, headers, stream: (response) => visit.feed.join(response, isStaff(person) ? null : person.id) };
}

function changeMoods(visit: Visit, person: Person): WebReply {
  const { state, request } = visit;
  const mood = moodFromForm(request.form);
  if (request.form.has('calm')) state.moods.calm();
  else if (mood !== undefined) state.moods.set(mood);
  return redirect(`/as/${person.id}/gradebook#moods`);
}

function beginLaunch(visit: Visit, person: Person, module: number | null): WebReply {
  const { request, state, view } = visit;
  const session = visit.session ?? newSession();
  const activity = module === null ? null : (state.site.activityByModule(module) ?? null);
  if (module !== null && activity === null) return errorPage(view, 404, view.words.errors.notFound, true);
  const forUserId = isStaff(person) ? request.url.searchParams.get('for_user') : null;
  const container: Container = request.url.searchParams.get('container') === 'window' ? 'window' : 'iframe';
  const launch: Launch = {
    person,
    activity,
    messageType: messageTypeOf(activity !== null, forUserId),
    container,
    locale: view.words.code,
    sesskey: sesskeyOf(session, state.cookieSecret),
    forUserId,
  };
  return throughDoor(view, session, launch, state);
}

/** The browser goes to the tool by the way that the activity has. */
function throughDoor(view: View, session: BrowserSession, launch: Launch, state: PlatformState): WebReply {
  const { platform, doors, moods, now, pending } = state;
  const door = launch.activity?.door;
  if (door === 'lti1p1' && doors.consumer !== undefined) {
    const about = { privacy: moods.current.privacy, now: now() };
    const { action, fields } = lti1p1Form(launch, platform, doors.consumer, about);
    return autoPostPage(view, action, fields);
  }
  if (door === 'token' && doors.tokenIssuer !== undefined) {
    return redirect(tokenLaunchUrl(launch, platform, doors.tokenIssuer, now()));
  }
  return autoPostPage(view, `${platform.toolUrl}/lti/login`, pending.begin(session, launch, platform));
}

function messageTypeOf(hasActivity: boolean, forUserId: string | null): Launch['messageType'] {
  if (!hasActivity) return 'LtiDeepLinkingRequest';
  return forUserId === null ? 'LtiResourceLinkRequest' : 'LtiSubmissionReviewRequest';
}

function staffPage(visit: Visit, person: Person, page: string): WebReply | undefined {
  const { state, view } = visit;
  const review = /^review\/(\d+)\/(\d+)$/.exec(page);
  if (review === null && !['content', 'content/launch', 'tools'].includes(page)) return undefined;
  if (!isStaff(person)) return errorPage(view, 403, view.words.errors.forbidden);
  if (page === 'tools') return answerTools(visit, person);
  if (page === 'content') return contentPage(view, person);
  if (page === 'content/launch') return beginLaunch(visit, person, null);
  const activity = state.site.activityByModule(Number(review?.[1]));
  const learner = state.site.people.get(review?.[2] ?? '');
  if (activity === undefined || learner === undefined) return undefined;
  return reviewPage(view, person, activity, learner);
}

/** The page of the tools; with `?url=` the tool's registration page in a frame of it. */
function answerTools({ request, state, view }: Visit, person: Person): WebReply {
  const address = request.url.searchParams.get('url');
  const { registrations, platform } = state;
  if (address === null) return toolsPage(view, person, registrations.waiting);
  try {
    return registrationPage(view, person, registrations.begin(address, platform));
  } catch {
    return errorPage(view, 400, view.words.tools.badAddress);
  }
}

function pageOf(visit: Visit, person: Person, page: string): WebReply {
  const { request, state, view } = visit;
  const notFound = (): WebReply => errorPage(view, 404, view.words.errors.notFound);
  if (request.method === 'POST') {
    if (page !== 'moods' && page !== 'tools') return notFound();
    if (!isStaff(person)) return errorPage(view, 403, view.words.errors.forbidden);
    if (page === 'moods') return changeMoods(visit, person);
    activateTool(state);
    return redirect(`/as/${person.id}/tools`);
  }
  if (page === 'course') return coursePage(view, state.site, person);
  if (page === 'gradebook') return gradebookPage(view, state.site, person);
  if (page === 'events') return eventStream(visit, person);
  const [, kind, module] = /^(activity|launch)\/(\d+)$/.exec(page) ?? [];
  if (kind === 'launch') return beginLaunch(visit, person, Number(module));
  const activity = kind === 'activity' ? state.site.activityByModule(Number(module)) : undefined;
  if (activity !== undefined) return activityPage(view, state.site, person, activity);
  return staffPage(visit, person, page) ?? notFound();
}

/** deep_link_return_url: believes only this browser's session and the tool's signature, then adds the activities. */
async function answerContentReturn(visit: Visit): Promise<WebReply> {
  const { request, session, state, view } = visit;
  const jwt = request.form.get('JWT') ?? '';
  if (session === undefined && !request.form.has('repost')) {
    return autoPostPage(view, request.url.pathname + request.url.search, { JWT: jwt, repost: 'true' });
  }
  const isSame =
    session !== undefined && sesskeyOf(session, state.cookieSecret) === request.url.searchParams.get('sesskey');
  const teacher = session?.userIds.map((id) => state.site.people.get(id)).findLast((who) => isStaff(who ?? null));
  if (!isSame || teacher === undefined) return errorPage(view, 403, view.words.errors.sesskey, true);
  const result = await readDeepLinkingResponse(jwt, state.toolKeys, state.platform);
  if (result.kind === 'refused') {
    return errorPage({ ...view, person: teacher }, 400, [view.words.content.refused, result.reason], true);
  }
  const added = result.activities.map((activity) => state.site.addActivity(activity).title);
  return contentAddedPage(view, teacher, added);
}

function answerReturn(visit: Visit): WebReply {
  const { request, session, view } = visit;
  const query = request.url.searchParams;
  const userId = session?.userIds.at(-1);
  const messages = { error: query.get('lti_errormsg'), message: query.get('lti_msg') };
  return returnPage(view, userId === undefined ? '/' : `/as/${userId}/course`, messages);
}

/** The pages for people. */
export async function answerPage(visit: Visit): Promise<WebReply> {
  const { request, session, state, view } = visit;
  const { pathname, searchParams } = request.url;
  const file = FILES[pathname];
  if (file !== undefined) return { status: 200, headers: { 'content-type': file.type }, body: file.body };
  if (pathname === '/') {
    const who = personNamed(state, searchParams.get('as'));
    return who === undefined ? homePage(view, state.site) : enter(visit, who);
  }
  if (pathname === '/sign-in' && request.method === 'POST') {
    const who = state.site.people.get(request.form.get('person') ?? '');
    return who === undefined ? redirect('/') : enter(visit, who);
  }
  if (pathname === '/mod/lti/return.php') return answerReturn(visit);
  if (pathname === '/mod/lti/contentitem_return.php' && request.method === 'POST') return answerContentReturn(visit);
  const [, id = '', page = ''] = /^\/as\/(\d+)\/(.+)$/.exec(pathname) ?? [];
  if (page === '') return errorPage(view, 404, view.words.errors.notFound);
  const person = state.site.people.get(id);
  if (person === undefined || !session?.userIds.includes(id)) return redirect('/');
  return pageOf({ ...visit, view: { ...view, person } }, person, page);
}
