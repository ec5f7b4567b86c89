import type { Defaulted, Instant, Optional, OptionalInstant } from './column-types.ts';

/**
 * The academic register. `id` is the row's own key, which rows refer to by columns named `…_pk`; `student_id`, `class_id`
 * and the like are the institution's names: opaque text of at most 64 characters, unique per tenant, what the API shows.
 */
export interface RegisterTables {
  promotions: PromotionsTable;
  teachers: TeachersTable;
  classes: ClassesTable;
  students: StudentsTable;
  enrolments: EnrolmentsTable;
  themes: ThemesTable;
  assignments: AssignmentsTable;
  assignment_targets: AssignmentTargetsTable;
  study_days: StudyDaysTable;
  deleted_records: DeletedRecordsTable;
}

/** Who made a row: a launch, an import, or people (by hand in Directus or by SQL). */
export type RegisterSource = 'manual' | 'import' | 'lti';

/** What every table that lists are made of carries. */
interface Listed {
  id: string;
  tenant_id: string;
  /** Order of lists, byte by byte: the name without accents and case. Kept by the application, see register/sort-key.ts. */
  sort_key: Defaulted<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** A year of study, e.g. "Licence 1, 2025-2026". */
export interface PromotionsTable extends Listed {
  promo_id: string;
  name: string;
  description: Optional<string>;
  /** E.g. L1. */
  level: Optional<string>;
  year_start: Optional<number>;
  year_end: Optional<number>;
  status: Defaulted<'active' | 'archived'>;
  source: Defaulted<RegisterSource>;
}

export interface TeachersTable extends Listed {
  teacher_id: string;
  firstname: Optional<string>;
  lastname: Optional<string>;
  email: Optional<string>;
  status: Defaulted<'active' | 'archived'>;
  source: Defaulted<RegisterSource>;
}

/** A group of students; each course of an LMS is one, too. */
export interface ClassesTable extends Listed {
  class_id: string;
  name: string;
  description: Optional<string>;
  promo_pk: Optional<string>;
  teacher_pk: Optional<string>;
  /** The LMS course it stands for. */
  context_id: Optional<string>;
  status: Defaulted<'active' | 'archived'>;
  source: Defaulted<RegisterSource>;
}

export interface StudentsTable extends Listed {
  student_id: string;
  uuid_scolaire: Optional<string>;
  email_scolaire: Optional<string>;
  firstname: Optional<string>;
  lastname: Optional<string>;
  /** The main class; a trigger sees to it that there is an enrolment in it. */
  class_pk: Optional<string>;
  promo_pk: Optional<string>;
  /** When the student (or a parent) agreed that data is passed on; null = has not. */
  consent_sharing_at: OptionalInstant;
  status: Defaulted<'active' | 'graduated' | 'withdrawn'>;
  source: Defaulted<RegisterSource>;
}

/** A student in a class. (class_pk, student_pk) is unique. */
export interface EnrolmentsTable {
  id: string;
  tenant_id: string;
  student_pk: string;
  class_pk: string;
  status: Defaulted<'active' | 'removed'>;
  source: Defaulted<RegisterSource>;
  created_at: Instant;
  updated_at: Instant;
}

/** A subject of study; each module of the catalogue is one. */
export interface ThemesTable extends Listed {
  theme_id: string;
  title: string;
  description: Optional<string>;
  /** JSON array of strings; null = none. */
  tags: Optional<string>;
  difficulty: Optional<'beginner' | 'intermediate' | 'advanced'>;
  source: Defaulted<'manual' | 'import' | 'module'>;
  /** The catalogue's module it stands for; unique per tenant. */
  module_id: Optional<string>;
  status: Defaulted<'draft' | 'active' | 'archived'>;
}

/** Work that a teacher gives out; each activity of an LMS is one, of type `module`. */
export interface AssignmentsTable {
  id: string;
  tenant_id: string;
  assignment_id: string;
  type: 'quiz' | 'flashcards' | 'fiche' | 'annales' | 'module';
  title: string;
  mode: Optional<'post-cours' | 'pre-examen' | 'revision-generale'>;
  theme_pk: Optional<string>;
  teacher_pk: Optional<string>;
  /** The LMS activity it stands for. */
  resource_link_id: Optional<string>;
  status: Defaulted<'draft' | 'queued' | 'pushed' | 'ack' | 'error'>;
  due_at: OptionalInstant;
  instructions: Optional<string>;
  source: Defaulted<RegisterSource>;
  created_at: Instant;
  updated_at: Instant;
}

/** Whom an assignment is for: exactly the one of the three keys that `target_type` names is set. */
export interface AssignmentTargetsTable {
  id: string;
  tenant_id: string;
  assignment_pk: string;
  target_type: 'student' | 'class' | 'promo';
  student_pk: Optional<string>;
  class_pk: Optional<string>;
  promo_pk: Optional<string>;
  created_at: Instant;
}

/**
 * What a student did on one day, per class and theme: the study sessions whose `rolled_at` is set, summed. Sessions with
 * `rolled_at` null are not in it; together they are all (register/study-work.view.ts). Never write it by hand.
 */
export interface StudyDaysTable {
  /** Id of the first of its sessions. */
  id: string;
  tenant_id: string;
  student_pk: string;
  /** The class when the work was done; may be gone. */
  class_pk: Optional<string>;
  theme_pk: Optional<string>;
  /** YYYY-MM-DD in the tenant's zone. */
  day: string;
  sessions: number;
  /** Sessions that have a score, and the sum of theirs (0..1 each). */
  scored_sessions: number;
  score_sum: number;
  /** Sessions that have a mastery, and the sum of theirs (0..1 each). */
  mastery_sessions: number;
  mastery_sum: number;
  /** Its latest mastery, in the form of register/study-work.view.ts: the greatest mark of several rows is the latest. */
  mastery_mark: Optional<number>;
  grains_completed: number;
  time_spent_seconds: number;
  last_activity_at: Date;
}

/** What has left the register, written by triggers, so that `updated_since` can tell it. */
export interface DeletedRecordsTable {
  /** The key that the row had. */
  id: string;
  tenant_id: string;
  resource: 'students' | 'classes' | 'promotions' | 'teachers' | 'themes' | 'assignments';
  /** The institution's id. There may be a new row of that id. */
  record_id: string;
  deleted_at: Instant;
}
