import type { Defaulted, Instant, Optional, OptionalInstant } from './column-types.ts';

/** Learners, what they did, and the grades on their way to the LMS. */
export interface WorkTables {
  users: UsersTable;
  last_visits: LastVisitsTable;
  progress: ProgressTable;
  progress_edits: ProgressEditsTable;
  study_sessions: StudySessionsTable;
  grade_outbox: GradeOutboxTable;
}

/** A learner: a person who came through a platform. (platform_id, moodle_user_id) is unique. */
export interface UsersTable {
  id: string;
  tenant_id: string;
  platform_id: string;
  /** Claim `sub`: Moodle's user id. */
  moodle_user_id: string;
  email: Optional<string>;
  firstname: Optional<string>;
  lastname: Optional<string>;
  /** Claim `name`, for platforms that send only that. */
  full_name: Optional<string>;
  locale: Optional<string>;
  /** The academic register's student of that id in the same tenant. */
  student_id: Optional<string>;
  /** The academic register's teacher of that id in the same tenant. */
  teacher_id: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}

/** When a learner was here last, as their sessions and launches told when they were deleted; no row = never since. */
export interface LastVisitsTable {
  /** That of the learner. */
  id: string;
  tenant_id: string;
  user_id: string;
  seen_at: Date;
}

/** A finished grain. The first completion wins. */
export interface ProgressTable {
  id: string;
  tenant_id: string;
  user_id: string;
  grain_id: string;
  module_id: string;
  sequence_id: Optional<string>;
  completed_at: Instant;
  /** 0..1 */
  score: Optional<number>;
  time_spent_seconds: Optional<number>;
}

/** A note that triggers leave: this learner's progress was changed past the application, and grades may differ. */
export interface ProgressEditsTable {
  id: string;
  tenant_id: string;
  user_id: string;
  edited_at: Instant;
}

/** A stretch of work of one learner in one module; 30 minutes without a grain end it. */
export interface StudySessionsTable {
  id: string;
  tenant_id: string;
  user_id: string;
  module_id: string;
  started_at: Date;
  last_activity_at: Date;
  /** YYYY-MM-DD in the tenant's zone, fixed when the session starts. */
  day: string;
  grains_completed: number;
  /** Sum of the scores (0..1 each) of its scored grains, and how many there are. */
  score_sum: number;
  score_count: number;
  time_spent_seconds: number;
  /** "user_id:module_id" while open, null once closed: its uniqueness keeps one open session per learner and module. */
  open_slot: Optional<string>;
  /** 0..1: how much of the theme the student had mastered at its end; filled when it is rolled up. */
  mastery: Optional<number>;
  /** Student, main class and theme at the time of the session; null until known. They may be gone from the register. */
  student_pk: Optional<string>;
  class_pk: Optional<string>;
  theme_pk: Optional<string>;
  /** When it became part of study_days; null = not yet. Set by the roll-up only. */
  rolled_at: OptionalInstant;
}

/** The grade of one learner in one line item, on its way. The latest value wins. */
export interface GradeOutboxTable {
  /** resource_link_id + ":" + user_id, so that one statement can insert-or-raise without making ids. */
  id: string;
  tenant_id: string;
  platform_id: string;
  resource_link_id: string;
  user_id: string;
  /** Raised by every change; `sent_seq` follows when that change has reached the LMS, and is 0 when all is to be sent again. */
  seq: Defaulted<number>;
  sent_seq: Defaulted<number>;
  state: Defaulted<'due' | 'done' | 'dead'>;
  attempts: Defaulted<number>;
  due_at: Instant;
  lease_until: OptionalInstant;
  lease_owner: Optional<string>;
  /** What the LMS last accepted, 0..1, and how many finished grains (retired ones too) it stood for. */
  sent_score: Optional<number>;
  sent_done: Optional<number>;
  /** Those grains, one a line: a lower score is sent only when one of them is finished no more. */
  sent_grains: Optional<string>;
  /** The line item and scope that `sent_score` stood for: for another one it says nothing. */
  sent_target: Optional<string>;
  /** When the last post was answered, by our clock; posts for one row are at least a second apart. */
  last_sent_at: OptionalInstant;
  /** Since when the tries of this change fail; means nothing while `attempts` is 0. */
  failing_since_at: OptionalInstant;
  /** Stable code of the last failure, and one sentence for a person. */
  reason: Optional<string>;
  reason_text: Optional<string>;
  created_at: Instant;
  updated_at: Instant;
}
