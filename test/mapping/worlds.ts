import {
  type Catalogue,
  type CatalogueCourse,
  type MigrationConfig,
  parseMigration,
  type StagedTraining,
} from '../../src/mapping/index.js';
import type { UserRecord } from '../../src/terms/index.js';

/** migration.yaml with the reference date of all tests, and what a test adds to it. */
export function configWith(yaml = ''): MigrationConfig {
  return parseMigration(`source:\n  referenceDate: 2026-01-31\n${yaml}`, 'migration.yaml');
}

export function training(fields: Partial<StagedTraining> = {}): StagedTraining {
  return {
    kind: 'transcript',
    key: `EKP${fields.recordId ?? 1}`,
    userId: 'ada',
    learningId: 'SAFETY',
    title: 'Safety at work',
    learningType: 'onlineModule',
    parentId: null,
    sessionCode: null,
    status: 'completed',
    statusTerm: 'completed',
    enrolledAt: '2020-01-01T09:00:00Z',
    startedAt: '2020-01-02T09:00:00Z',
    endedAt: '2020-01-03T09:00:00Z',
    score: null,
    timeZone: null,
    details: {},
    recordId: 1,
    fileOrder: 1,
    ...fields,
  };
}

export function account(fields: Partial<UserRecord> = {}): UserRecord {
  return {
    key: 'ada',
    userId: 'Ada',
    email: 'ada@example.com',
    givenName: 'Ada',
    familyName: 'Example',
    status: 'active',
    statusTerm: 'active',
    employeeNumber: '0042',
    organizationId: 'EKP000000413',
    organizationCode: 'SALES',
    managerId: null,
    details: {},
    ...fields,
  };
}

/** A published course with a default instance and as many modules as asked. */
export function course(id: string, modules = 1, changes: Partial<CatalogueCourse> = {}): CatalogueCourse {
  return {
    courseId: `course:${id}`,
    title: `Course ${id}`,
    state: 'Published',
    instances: [
      {
        instanceId: `course:${id}_1`,
        name: 'Default',
        isDefault: true,
        state: 'Active',
        modules: Array.from({ length: modules }, (_, index) => ({
          moduleId: `course:${id}_1_${index + 1}_0`,
          mandatory: true,
        })),
      },
    ],
    ...changes,
  };
}

export function catalogueOf(...courses: readonly CatalogueCourse[]): Catalogue {
  return new Map(courses.map((entry) => [entry.courseId, entry]));
}
