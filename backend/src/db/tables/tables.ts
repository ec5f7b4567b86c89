import type { CatalogueTables } from './catalogue-tables.ts';
import type { LtiTables } from './lti-tables.ts';
import type { WorkTables } from './work-tables.ts';

/** Every table of ours, by its name. Columns carry their database names everywhere in the code. */
export interface Tables extends LtiTables, CatalogueTables, WorkTables {}
