/** What an activity covers; the most specific id that is not null counts, all null = the whole course. */
export interface ActivityScope {
  moduleId: string | null;
  sequenceId: string | null;
  grainId: string | null;
}

/** The scope that covers everything. */
export const wholeCourse: ActivityScope = { moduleId: null, sequenceId: null, grainId: null };
