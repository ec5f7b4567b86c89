import type { Tables } from './tables.ts';

/**
 * What a column says of a person. `key`: a number of ours; `identity`: names and identifiers; `contact`; `work`: what the person
 * did and achieved; `trace`: when and by what the service was used; `secret`: hashes and the like, never handed out.
 */
export type DataKind = 'key' | 'identity' | 'contact' | 'work' | 'trace' | 'secret' | 'technical';

/** Whose data: a learner is a row of users; students and teachers are rows of the register. */
export type Whose = 'learner' | 'student' | 'teacher';

/** What becomes of a row when its person is erased. */
export type Fate = 'deleted' | 'deleted after a time' | 'rewritten';

/** A table that holds personal data: every column is annotated, or the types do not agree. */
export interface PersonalTable<Column extends string = string> {
  readonly whose: Whose;
  /** The column that names the person: the key of users, students or teachers. */
  readonly by: Column;
  readonly fate: Fate;
  readonly purpose: Purpose;
  readonly columns: Readonly<Record<Column, DataKind>>;
}

/** Why data is kept. The texts are in db/processing-register.ts. */
export type Purpose = 'profile' | 'learning' | 'grades' | 'access' | 'register' | 'journal';

/** A table about nobody in particular; the sentence says why. */
type Impersonal = { readonly nobody: string };

/** Every table of ours. A new one has to be added here, and with it the answer to what becomes of it when a person is erased. */
export const personalData: {
  readonly [T in keyof Tables]: PersonalTable<keyof Tables[T] & string> | Impersonal;
} = {
  users: {
    whose: 'learner',
    by: 'id',
    fate: 'deleted',
    purpose: 'profile',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      platform_id: 'technical',
      moodle_user_id: 'identity',
      email: 'contact',
      firstname: 'identity',
      lastname: 'identity',
      full_name: 'identity',
      locale: 'identity',
      student_id: 'identity',
      teacher_id: 'identity',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  former_identities: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'profile',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      platform_id: 'technical',
      moodle_user_id: 'identity',
      user_id: 'key',
      created_at: 'trace',
    },
  },
  context_memberships: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'profile',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      context_id: 'technical',
      user_id: 'key',
      role: 'identity',
      launch_role: 'identity',
      group_names: 'identity',
      status: 'identity',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  last_visits: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'profile',
    columns: { id: 'key', tenant_id: 'technical', user_id: 'key', seen_at: 'trace' },
  },
  progress_edits: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'grades',
    columns: { id: 'key', tenant_id: 'technical', user_id: 'key', edited_at: 'trace' },
  },
  progress: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'learning',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      user_id: 'key',
      grain_id: 'work',
      module_id: 'work',
      sequence_id: 'work',
      completed_at: 'work',
      score: 'work',
      time_spent_seconds: 'work',
    },
  },
  study_sessions: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'learning',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      user_id: 'key',
      module_id: 'work',
      started_at: 'work',
      last_activity_at: 'work',
      day: 'work',
      grains_completed: 'work',
      score_sum: 'work',
      score_count: 'work',
      time_spent_seconds: 'work',
      open_slot: 'technical',
      mastery: 'work',
      student_pk: 'key',
      class_pk: 'key',
      theme_pk: 'key',
      rolled_at: 'technical',
    },
  },
  grade_outbox: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'grades',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      platform_id: 'technical',
      resource_link_id: 'technical',
      user_id: 'key',
      seq: 'technical',
      sent_seq: 'technical',
      state: 'technical',
      attempts: 'technical',
      due_at: 'technical',
      lease_until: 'technical',
      lease_owner: 'technical',
      sent_score: 'work',
      sent_done: 'work',
      sent_grains: 'work',
      sent_target: 'technical',
      last_sent_at: 'trace',
      failing_since_at: 'technical',
      reason: 'technical',
      reason_text: 'technical',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  outcome_results: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'grades',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      resource_link_id: 'technical',
      user_id: 'key',
      sourced_id: 'secret',
      service_url: 'technical',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  sessions: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'access',
    columns: {
      id: 'secret',
      tenant_id: 'technical',
      platform_id: 'technical',
      user_id: 'key',
      resource_link_id: 'technical',
      role: 'identity',
      site_origin: 'technical',
      created_at: 'trace',
      last_seen_at: 'trace',
      expires_at: 'technical',
    },
  },
  launches: {
    whose: 'learner',
    by: 'user_id',
    fate: 'deleted',
    purpose: 'access',
    columns: {
      id: 'secret',
      tenant_id: 'technical',
      platform_id: 'technical',
      user_id: 'key',
      resource_link_id: 'technical',
      role: 'identity',
      stage: 'technical',
      target_url: 'trace',
      created_at: 'trace',
      expires_at: 'technical',
    },
  },
  students: {
    whose: 'student',
    by: 'id',
    fate: 'deleted',
    purpose: 'register',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      student_id: 'identity',
      uuid_scolaire: 'identity',
      email_scolaire: 'contact',
      firstname: 'identity',
      lastname: 'identity',
      sort_key: 'identity',
      class_pk: 'key',
      promo_pk: 'key',
      consent_sharing_at: 'identity',
      status: 'identity',
      source: 'technical',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  enrolments: {
    whose: 'student',
    by: 'student_pk',
    fate: 'deleted',
    purpose: 'register',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      student_pk: 'key',
      class_pk: 'key',
      status: 'identity',
      source: 'technical',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  assignment_targets: {
    whose: 'student',
    by: 'student_pk',
    fate: 'deleted',
    purpose: 'register',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      assignment_pk: 'key',
      target_type: 'technical',
      student_pk: 'key',
      class_pk: 'key',
      promo_pk: 'key',
      created_at: 'trace',
    },
  },
  study_days: {
    whose: 'student',
    by: 'student_pk',
    fate: 'deleted',
    purpose: 'learning',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      student_pk: 'key',
      class_pk: 'key',
      theme_pk: 'key',
      day: 'work',
      sessions: 'work',
      scored_sessions: 'work',
      score_sum: 'work',
      mastery_sessions: 'work',
      mastery_sum: 'work',
      mastery_mark: 'work',
      grains_completed: 'work',
      time_spent_seconds: 'work',
      last_activity_at: 'work',
    },
  },
  teachers: {
    whose: 'teacher',
    by: 'id',
    fate: 'deleted',
    purpose: 'register',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      teacher_id: 'identity',
      firstname: 'identity',
      lastname: 'identity',
      email: 'contact',
      sort_key: 'identity',
      status: 'identity',
      source: 'technical',
      created_at: 'trace',
      updated_at: 'trace',
    },
  },
  deleted_records: {
    whose: 'student',
    by: 'id',
    fate: 'deleted after a time',
    purpose: 'register',
    columns: { id: 'key', tenant_id: 'technical', resource: 'technical', record_id: 'identity', deleted_at: 'trace' },
  },
  sync_logs: {
    whose: 'student',
    by: 'metadata',
    fate: 'rewritten',
    purpose: 'journal',
    columns: {
      id: 'key',
      tenant_id: 'technical',
      direction: 'technical',
      type: 'technical',
      status: 'technical',
      metadata: 'trace',
      api_key_id: 'technical',
      created_at: 'trace',
    },
  },
  tenants: { nobody: 'institutions' },
  platforms: { nobody: 'registrations of LMS' },
  deployments: { nobody: 'placements of a registration' },
  platform_jwks: { nobody: 'public keys of LMS' },
  platform_secrets: { nobody: 'secrets shared with LMS' },
  platform_registrations: { nobody: 'what an LMS said when it registered itself' },
  registration_invitations: { nobody: 'links for an LMS' },
  signing_keys: { nobody: 'our own keys' },
  contexts: { nobody: 'courses of an LMS' },
  resource_links: { nobody: 'activities of an LMS' },
  modules: { nobody: 'the catalogue' },
  sequences: { nobody: 'the catalogue' },
  grains: { nobody: 'the catalogue' },
  promotions: { nobody: 'years of study' },
  classes: { nobody: 'groups; a teacher is named by key and the key is emptied' },
  themes: { nobody: 'subjects of study' },
  assignments: { nobody: 'work given out; a teacher is named by key and the key is emptied' },
  api_keys: { nobody: 'programs of institutions' },
  api_quotas: { nobody: 'counters of programs' },
  jwt_issuers: { nobody: 'servers of institutions' },
  passerelle_maintenance: { nobody: 'whether this base accepts writes' },
};

/** The tables about persons, in the order in which their rows can be deleted: what refers to somebody before the somebody. */
export function personalTables(): (PersonalTable & { readonly table: keyof Tables })[] {
  const all = Object.entries(personalData) as [keyof Tables, PersonalTable | Impersonal][];
  const personal = all.flatMap(([table, entry]) => ('nobody' in entry ? [] : [{ table, ...entry }]));
  return personal.toSorted((a, b) => Number(a.by === 'id') - Number(b.by === 'id'));
}
