import type { AcademicTables } from './academic-tables.ts';
import type { CatalogueTables } from './catalogue-tables.ts';
import type { LtiTables } from './lti-tables.ts';
import type { MaintenanceTables } from './maintenance-tables.ts';
import type { OtherLaunchTables } from './other-launch-tables.ts';
import type { RegisterTables } from './register-tables.ts';
import type { RegistrationTables } from './registration-tables.ts';
import type { WorkTables } from './work-tables.ts';

/** Every table of ours, by its name. Columns carry their database names everywhere in the code. */
export interface Tables
  extends RegistrationTables,
    LtiTables,
    CatalogueTables,
    WorkTables,
    RegisterTables,
    AcademicTables,
    OtherLaunchTables,
    MaintenanceTables {}
