/** Shapes of the three routes the script speaks to (POST /api/auth/profile, GET and POST /api/progress). */

/** Answer of POST /api/auth/profile. */
export interface SessionReply {
  token: string;
  profile: { id: string };
  return_url?: string | null;
  preview?: boolean;
}

/** Totals of one scope. */
export interface Totals {
  title?: string | null;
  done: number;
  total: number;
}

/** Answer of GET /api/progress. */
export interface ProgressReply {
  completed: { grain_id: string }[];
  course: Totals;
  modules: (Totals & { module_id: string; sequences: (Totals & { sequence_id: string })[] })[];
  resume?: { grain_id: string; url?: string | null } | null;
}

/** Answer of POST /api/progress to a batch. */
export interface BatchReply {
  ack: string[];
  rejected: { event_id: string | null; error: string; message: string }[];
}
