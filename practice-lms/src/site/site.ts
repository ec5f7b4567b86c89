import {
  type Grade,
  type LineItem,
  NO_GRADE,
  overrideGrade,
  type Score,
  type ScoreOutcome,
  storeScore,
} from './grades.ts';
import { makeLearner, makePeople, type Person } from './people.ts';

/** The id of the course in which everything happens; course 1 is Moodle's front page. */
export const COURSE_ID = '2';
export const FRONT_PAGE_ID = '1';

/** How an activity opens the tool: LTI 1.3, LTI 1.1, or a signed token. */
export type Door = 'lti1p3' | 'lti1p1' | 'token';

/** An LTI activity of the course. `id` is the resource_link.id of its launches; `lineItemId` is null when it is not graded. */
export interface Activity {
  id: string;
  courseModuleId: number;
  title: string;
  description: string;
  /** target_link_uri; null: the tool's own launch address. */
  url: string | null;
  custom: Record<string, string>;
  lineItemId: string | null;
  door: Door;
}

/** What is needed to add an activity. `scoreMaximum: null`: not graded. Defaults: no text, no parameters, 20 points, 10 to pass. */
export interface NewActivity {
  title: string;
  description?: string;
  url?: string | null;
  custom?: Record<string, string>;
  scoreMaximum?: number | null;
  passGrade?: number | null;
  resourceId?: string;
  tag?: string;
  door?: Door;
}

/** What is needed to add a column. `scoreMaximum` in points. */
export interface NewLineItem {
  label: string;
  scoreMaximum: number;
  resourceId?: string;
  tag?: string;
  resourceLinkId?: string | null;
  passGrade?: number | null;
}

/** Everything that a restart keeps. */
export interface SiteSnapshot {
  people: Person[];
  activities: Activity[];
  lineItems: LineItem[];
  grades: [string, Grade][];
  nextIds: { activity: number; lineItem: number; learner: number };
}

/** One cell of the gradebook, as `gradebook()` gives it: learners in alphabetical order, columns in order of creation. */
export interface GradebookRow extends Grade {
  userId: string;
  itemId: string;
  label: string;
  maximum: number;
  passGrade: number | null;
  resourceLinkId: string | null;
}

const byName = new Intl.Collator('fr');

/** The data of the practice LMS and the only way to change them. `onChange` hears of every change, with the cell when it is a grade. */
export class Site {
  readonly people = new Map<string, Person>();
  readonly activities = new Map<string, Activity>();
  readonly lineItems = new Map<string, LineItem>();
  onChange: (cell?: { userId: string; itemId: string }) => void = () => {};
  #grades = new Map<string, Grade>();
  #nextIds = { activity: 4, lineItem: 17, learner: 0 };
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  fill(learners: number, activities: readonly NewActivity[]): void {
    for (const who of makePeople(learners)) this.people.set(who.id, who);
    this.#nextIds.learner = learners;
    for (const activity of activities) this.addActivity(activity);
  }

  snapshot(): SiteSnapshot {
    return {
      people: [...this.people.values()],
      activities: [...this.activities.values()],
      lineItems: [...this.lineItems.values()],
      grades: [...this.#grades],
      nextIds: this.#nextIds,
    };
  }

  restore(saved: SiteSnapshot): void {
    for (const who of saved.people) this.people.set(who.id, who);
    for (const activity of saved.activities)
      this.activities.set(activity.id, { ...activity, door: activity.door ?? 'lti1p3' });
    for (const item of saved.lineItems) this.lineItems.set(item.id, item);
    this.#grades = new Map(saved.grades);
    this.#nextIds = saved.nextIds;
  }

  addLearners(count: number): Person[] {
    const added = Array.from({ length: count }, () => makeLearner(this.#nextIds.learner++));
    for (const who of added) this.people.set(who.id, who);
    this.onChange();
    return added;
  }

  /** Throws RangeError for an unknown id. */
  getPerson(id: string): Person {
    const who = this.people.get(id);
    if (who === undefined) throw new RangeError(`no person has the id ${id}`);
    return who;
  }

  changePerson(id: string, change: Partial<Omit<Person, 'id'>>): void {
    this.people.set(id, { ...this.getPerson(id), ...change });
    this.onChange();
  }

  /** In alphabetical order. */
  learners(): Person[] {
    const learners = [...this.people.values()].filter((who) => who.role === 'learner');
    return learners.sort((a, b) => byName.compare(a.familyName, b.familyName) || Number(a.id) - Number(b.id));
  }

  addActivity(init: NewActivity): Activity {
    const id = String(this.#nextIds.activity++);
    const { title, description = '', url = null, custom = {}, scoreMaximum = 20, door = 'lti1p3' } = init;
    const activity: Activity = {
      id,
      courseModuleId: Number(id) + 1,
      title,
      description,
      url,
      custom,
      lineItemId: null,
      door,
    };
    this.activities.set(id, activity);
    if (scoreMaximum !== null) {
      const { passGrade = scoreMaximum / 2, resourceId = '', tag = '' } = init;
      const column = { label: title, scoreMaximum, resourceId, tag, resourceLinkId: id, passGrade };
      activity.lineItemId = this.addLineItem(column, true).id;
    }
    this.onChange();
    return activity;
  }

  removeActivity(id: string): void {
    for (const item of [...this.lineItems.values()]) if (item.resourceLinkId === id) this.removeLineItem(item.id);
    this.activities.delete(id);
    this.onChange();
  }

  activityByModule(courseModuleId: number): Activity | undefined {
    return [...this.activities.values()].find((activity) => activity.courseModuleId === courseModuleId);
  }

  addLineItem(init: NewLineItem, coupled = false): LineItem {
    const { resourceId = '', tag = '', resourceLinkId = null, passGrade = null } = init;
    const id = String(this.#nextIds.lineItem++);
    const { label, scoreMaximum } = init;
    const item: LineItem = {
      id,
      label,
      scoreMaximum,
      passGrade,
      resourceId,
      tag,
      resourceLinkId,
      coupled,
      locked: false,
    };
    this.lineItems.set(id, item);
    this.onChange();
    return item;
  }

  changeLineItem(id: string, change: Partial<Omit<LineItem, 'id'>>): void {
    const item = this.lineItems.get(id);
    if (item === undefined) throw new RangeError(`no line item has the id ${id}`);
    this.lineItems.set(id, { ...item, ...change });
    this.onChange();
  }

  /** Takes the column away with its grades, even an activity's own one: the activity is then not graded any more, as in Moodle. */
  removeLineItem(id: string): void {
    this.lineItems.delete(id);
    for (const key of [...this.#grades.keys()]) if (key.startsWith(`${id}/`)) this.#grades.delete(key);
    for (const activity of this.activities.values()) if (activity.lineItemId === id) activity.lineItemId = null;
    this.onChange();
  }

  grade(itemId: string, userId: string): Grade {
    return this.#grades.get(`${itemId}/${userId}`) ?? NO_GRADE;
  }

  storeScore(item: LineItem, userId: string, score: Score): ScoreOutcome {
    const outcome = storeScore(item, this.grade(item.id, userId), score, this.#now());
    if (outcome.kind === 'stored') this.#keepGrade(item.id, userId, outcome.grade);
    return outcome;
  }

  /** `value` on the column's scale; null takes the override back. Throws RangeError for an unknown column. */
  overrideGrade(itemId: string, userId: string, value: number | null): void {
    const item = this.lineItems.get(itemId);
    if (item === undefined) throw new RangeError(`no line item has the id ${itemId}`);
    this.#keepGrade(itemId, userId, overrideGrade(item, this.grade(itemId, userId), value, this.#now()));
  }

  lockGrade(itemId: string, userId: string, locked: boolean): void {
    this.#keepGrade(itemId, userId, { ...this.grade(itemId, userId), locked });
  }

  row(item: LineItem, userId: string): GradebookRow {
    const { id: itemId, label, scoreMaximum: maximum, passGrade, resourceLinkId } = item;
    return { userId, itemId, label, maximum, passGrade, resourceLinkId, ...this.grade(itemId, userId) };
  }

  gradebook(): GradebookRow[] {
    return this.learners().flatMap((who) => [...this.lineItems.values()].map((item) => this.row(item, who.id)));
  }

  #keepGrade(itemId: string, userId: string, grade: Grade): void {
    this.#grades.set(`${itemId}/${userId}`, grade);
    this.onChange({ itemId, userId });
  }
}
