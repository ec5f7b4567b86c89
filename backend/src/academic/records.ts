/**
 * Instants leave as ISO 8601 in UTC, whole seconds.
 * @param at a text is one that a database wrote: `YYYY-MM-DD HH:MM:SS`, in UTC, whatever follows
 */
export function isoSeconds(at: Date | string): string;
export function isoSeconds(at: Date | string | null): string | null;
export function isoSeconds(at: Date | string | null): string | null {
  if (at === null) return null;
  return typeof at === 'string' ? `${at.slice(0, 10)}T${at.slice(11, 19)}Z` : `${at.toISOString().slice(0, 19)}Z`;
}

/** The strings of a stored JSON array; anything else is none. */
export function tagsOf(json: string | null): string[] {
  if (json === null) return [];
  try {
    const read: unknown = JSON.parse(json);
    return Array.isArray(read) ? read.filter((tag): tag is string => typeof tag === 'string') : [];
  } catch {
    return [];
  }
}

/** A record as the API answers it: every field always there, null when unknown. */
export interface Student {
  id: string;
  uuid_scolaire: string | null;
  email_scolaire: string | null;
  firstname: string | null;
  lastname: string | null;
  class_id: string | null;
  promo_id: string | null;
  class_name: string | null;
  promo_name: string | null;
  consent_sharing: boolean;
  status: 'active' | 'graduated' | 'withdrawn';
  created_at: string;
  updated_at: string;
}

export interface SchoolClass {
  id: string;
  name: string;
  description: string | null;
  promo_id: string | null;
  promo_name: string | null;
  teacher_id: string | null;
  teacher_firstname: string | null;
  teacher_lastname: string | null;
  /** Active students who are enrolled now. */
  student_count: number;
  status: 'active' | 'archived';
  created_at: string;
  updated_at: string;
}

export interface Promotion {
  id: string;
  name: string;
  description: string | null;
  level: string | null;
  year_start: number | null;
  year_end: number | null;
  /** Active classes and active students. */
  class_count: number;
  student_count: number;
  status: 'active' | 'archived';
  created_at: string;
  updated_at: string;
}

export interface Teacher {
  id: string;
  firstname: string | null;
  lastname: string | null;
  email: string | null;
  status: 'active' | 'archived';
  created_at: string;
  updated_at: string;
}

export interface Theme {
  id: string;
  title: string;
  description: string | null;
  tags: string[];
  difficulty: 'beginner' | 'intermediate' | 'advanced' | null;
  source: 'manual' | 'import' | 'module';
  status: 'draft' | 'active' | 'archived';
  created_at: string;
  updated_at: string;
}

export interface Target {
  target_type: 'student' | 'class' | 'promo';
  target_id: string;
}

export interface Assignment {
  id: string;
  type: 'quiz' | 'flashcards' | 'fiche' | 'annales' | 'module';
  title: string;
  mode: 'post-cours' | 'pre-examen' | 'revision-generale' | null;
  theme_id: string | null;
  theme_title: string | null;
  theme_difficulty: Theme['difficulty'];
  teacher_id: string | null;
  teacher_firstname: string | null;
  teacher_lastname: string | null;
  status: 'draft' | 'queued' | 'pushed' | 'ack' | 'error';
  due_at: string | null;
  instructions: string | null;
  targets: Target[];
  created_at: string;
  updated_at: string;
}

/** What a student did in a theme. */
export interface StudyStats {
  student_id: string;
  firstname: string | null;
  lastname: string | null;
  email_scolaire: string | null;
  theme_id: string | null;
  theme_title: string | null;
  theme_difficulty: Theme['difficulty'];
  /** Study sessions. */
  attempts: number;
  /** 0..100, mean over sessions with a score. */
  score: number | null;
  /** 0..1, of the latest session with a mastery. */
  mastery: number | null;
  /** Seconds. */
  time_spent: number;
  last_activity_at: string;
}

/** The four figures of the statistics. */
export interface StudyAggregates {
  total_sessions: number | null;
  avg_score: number | null;
  avg_mastery: number | null;
  total_time_hours: number | null;
}
