/** One file of a OneRoster export that we read. */
export interface OneRosterFile {
  /** Headings of version 1.1 or 1.2. */
  columns: readonly string[];
  /** Those without which its rows say nothing. */
  required: readonly string[];
}

const BASE = ['sourcedId', 'status', 'dateLastModified'];

/** The files that we read. 1EdTech OneRoster 1.1 and 1.2 CSV binding, section 4. */
export const ONEROSTER_FILES = {
  'manifest.csv': { columns: ['propertyName', 'value'], required: ['propertyName', 'value'] },
  'academicSessions.csv': {
    columns: [...BASE, 'title', 'type', 'startDate', 'endDate', 'parentSourcedId', 'schoolYear'],
    required: ['sourcedId', 'title', 'type'],
  },
  'courses.csv': {
    columns: [
      ...[...BASE, 'schoolYearSourcedId', 'title', 'courseCode', 'grades', 'orgSourcedId', 'subjects', 'subjectCodes'],
      'resources',
    ],
    required: ['sourcedId'],
  },
  'classes.csv': {
    columns: [
      ...[...BASE, 'title', 'grades', 'courseSourcedId', 'classCode', 'classType', 'location', 'schoolSourcedId'],
      ...['termSourcedIds', 'subjects', 'subjectCodes', 'periods', 'resources'],
    ],
    required: ['sourcedId', 'title'],
  },
  'users.csv': {
    columns: [
      ...[...BASE, 'enabledUser', 'orgSourcedIds', 'role', 'username', 'userIds', 'givenName', 'familyName'],
      ...['middleName', 'identifier', 'email', 'sms', 'phone', 'agentSourcedIds', 'grades', 'password'],
      ...['userMasterIdentifier', 'resourceSourcedIds', 'preferredGivenName', 'preferredMiddleName'],
      ...['preferredFamilyName', 'primaryOrgSourcedId', 'pronouns'],
    ],
    required: ['sourcedId', 'givenName', 'familyName'],
  },
  'roles.csv': {
    columns: [
      ...[...BASE, 'userSourcedId', 'roleType', 'role', 'beginDate', 'endDate', 'orgSourcedId'],
      'userProfileSourcedId',
    ],
    required: ['userSourcedId', 'role'],
  },
  'enrollments.csv': {
    columns: [
      ...[...BASE, 'classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role', 'primary', 'beginDate', 'endDate'],
    ],
    required: ['classSourcedId', 'userSourcedId', 'role'],
  },
} as const satisfies Record<string, OneRosterFile>;

/** Files of the standard that hold nothing for a register. */
export const ONEROSTER_UNREAD: ReadonlySet<string> = new Set(
  [
    ...['orgs', 'demographics', 'categories', 'lineItems', 'results', 'resources', 'classResources', 'courseResources'],
    ...['userResources', 'userProfiles', 'scoreScales', 'lineItemScoreScales', 'resultScoreScales'],
    ...['lineItemLearningObjectiveIds', 'resultLearningObjectiveIds'],
  ].map((name) => `${name}.csv`),
);
