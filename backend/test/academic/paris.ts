import type { Database } from '../../src/db/connection.ts';
import { seedRegister } from '../support/register.ts';

export const PARIS = 'TENANT_INST_PARIS';
export const LYON = 'TENANT_INST_LYON';
/** When the tests of the examples take place. */
export const NOW = new Date('2025-11-13T10:14:15.000Z');

/** Two institutions that use the same ids for different things, with the ids of the documentation's examples. */
export async function seedInstitutions(database: Database): Promise<void> {
  await database.query
    .insertInto('tenants')
    .values([
      { id: PARIS, name: 'Institut de Paris' },
      { id: LYON, name: 'Institut de Lyon' },
    ])
    .execute();
  await seedRegister(database, {
    tenant: PARIS,
    promotions: [
      { promo_id: 'PROMO_L1', name: 'Licence 1', level: 'L1', year_start: 2025, year_end: 2026 },
      { promo_id: 'PROMO_OLD', name: 'Anciens', status: 'archived' },
    ],
    teachers: [{ teacher_id: 'TEACHER_1', firstname: 'Marie', lastname: 'Curie', email: 'marie@paris.example' }],
    classes: [
      { class_id: 'CLASS_PARIS_L1_A', name: 'L1 A', promo: 'PROMO_L1', teacher: 'TEACHER_1' },
      { class_id: 'CLASS_PARIS_L1_B', name: 'L1 B', promo: 'PROMO_L1' },
      { class_id: 'CLASS_OLD', name: 'Ancienne', status: 'archived' },
    ],
    students: [
      {
        student_id: 'STU_ZOE',
        uuid_scolaire: 'uuid-zoe',
        email_scolaire: 'zoe@paris.example',
        firstname: 'Zoé',
        lastname: 'Lefèvre',
        class: 'CLASS_PARIS_L1_A',
        promo: 'PROMO_L1',
        consent_sharing_at: new Date('2025-09-01T00:00:00Z'),
      },
      { student_id: 'STU_ALI', firstname: 'Ali', lastname: 'Étienne', class: 'CLASS_PARIS_L1_A', promo: 'PROMO_L1' },
      {
        student_id: 'STU_BEA',
        firstname: 'Béa',
        lastname: 'zola',
        class: 'CLASS_PARIS_L1_B',
        promo: 'PROMO_L1',
        classes: ['CLASS_PARIS_L1_A'],
      },
      { student_id: 'STU_GONE', firstname: 'Guy', lastname: 'Aubry', status: 'withdrawn', class: 'CLASS_PARIS_L1_B' },
      { student_id: 'STU_BARE' },
    ],
    themes: [
      { theme_id: 'THEME_SQL', title: 'SQL avancé', difficulty: 'advanced', tags: '["sql","données"]' },
      { theme_id: 'THEME_HTML', title: 'HTML', difficulty: 'beginner' },
      { theme_id: 'THEME_DRAFT', title: 'Brouillon', difficulty: 'advanced', status: 'draft' },
    ],
    assignments: [
      {
        assignment_id: 'ASG_CLASS',
        title: 'Quiz SQL',
        theme: 'THEME_SQL',
        teacher: 'TEACHER_1',
        status: 'pushed',
        due_at: new Date('2025-12-01T10:00:00Z'),
        targets: [{ class: 'CLASS_PARIS_L1_A' }],
      },
      { assignment_id: 'ASG_PROMO', title: 'Pour tous', status: 'draft', targets: [{ promo: 'PROMO_L1' }] },
      {
        assignment_id: 'ASG_ONE',
        title: 'Pour une seule',
        due_at: new Date('2025-12-24T10:00:00Z'),
        targets: [{ student: 'STU_ZOE' }],
      },
    ],
    sessions: [
      {
        student: 'STU_ZOE',
        theme: 'THEME_SQL',
        class: 'CLASS_PARIS_L1_A',
        day: '2025-11-06',
        seconds: 1800,
        score: 0.8,
      },
      {
        student: 'STU_ZOE',
        theme: 'THEME_SQL',
        class: 'CLASS_PARIS_L1_A',
        day: '2025-11-13',
        seconds: 900,
        score: 0.9,
        mastery: 0.5,
      },
      { student: 'STU_ALI', theme: 'THEME_HTML', class: 'CLASS_PARIS_L1_A', day: '2025-11-10', seconds: 600 },
      {
        student: 'STU_BEA',
        theme: 'THEME_SQL',
        class: 'CLASS_PARIS_L1_B',
        day: '2025-11-05',
        seconds: 300,
        score: 0.1,
      },
      { student: 'STU_BEA', theme: 'THEME_SQL', class: 'CLASS_PARIS_L1_B', day: '2025-09-01', seconds: 300, score: 1 },
    ],
  });
  await seedRegister(database, {
    tenant: LYON,
    promotions: [
      { promo_id: 'PROMO_L1', name: 'SECRET-LYON promotion' },
      { promo_id: 'PROMO_LYON', name: 'SECRET-LYON autre promotion' },
    ],
    teachers: [
      { teacher_id: 'TEACHER_1', firstname: 'SECRET-LYON', lastname: 'Professeur' },
      { teacher_id: 'TEACHER_LYON', firstname: 'SECRET-LYON', lastname: 'Autre' },
    ],
    classes: [
      { class_id: 'CLASS_PARIS_L1_A', name: 'SECRET-LYON homonyme', promo: 'PROMO_L1', teacher: 'TEACHER_1' },
      { class_id: 'CLASS_LYON', name: 'SECRET-LYON classe' },
    ],
    students: [
      { student_id: 'STU_ZOE', firstname: 'SECRET-LYON', lastname: 'Homonyme', class: 'CLASS_PARIS_L1_A' },
      { student_id: 'STU_LYON', firstname: 'SECRET-LYON', lastname: 'Autre', class: 'CLASS_LYON', promo: 'PROMO_L1' },
    ],
    themes: [{ theme_id: 'THEME_LYON', title: 'SECRET-LYON thème', difficulty: 'advanced' }],
    assignments: [
      {
        assignment_id: 'ASG_LYON',
        title: 'SECRET-LYON devoir',
        status: 'pushed',
        theme: 'THEME_LYON',
        targets: [{ class: 'CLASS_LYON' }, { promo: 'PROMO_L1' }],
      },
    ],
    sessions: [{ student: 'STU_LYON', theme: 'THEME_LYON', class: 'CLASS_LYON', day: '2025-11-12', score: 0.3 }],
  });
}
