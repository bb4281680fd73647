import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CrosswalkRow, type IdentityRow, parseMigration } from '../../src/mapping/index.js';
import {
  compareExpectedWithActual,
  type MappingInputs,
  type ReportContext,
} from '../../src/reconcile/index.js';
import {
  type AlmCourseRow,
  type AlmEnrolmentRow,
  type AlmUserRow,
  beginSnapshot,
  finishSnapshot,
  openStore,
  replaceCatalogue,
  replaceEnrolments,
  type Store,
  saveProfiles,
  saveUsers,
  stageRecords,
} from '../../src/staging/index.js';
import type { LegacyFormat, ReadEnd, ReadItem, TrainingRecord, UserRecord } from '../../src/terms/index.js';

export const ACCOUNT = { accountId: '77', accountName: 'Example Ltd', host: 'alm.example.com' };
export const CONTEXT: ReportContext = {
  account: ACCOUNT,
  snapshotAt: '2026-02-01T08:00:00.000Z',
  createdAt: '2026-02-01T08:30:00.000Z',
  toolVersion: '0.1.0',
  forecast: false,
  tolerances: 'instants less than 60 seconds apart are equal',
  secondLook: null,
  foreseen: null,
};
const NOW = Date.parse('2026-02-01T08:00:00Z');

/** A store in a folder of its own, for as long as `use` runs. */
export async function withWorld<Result>(
  use: (store: Store, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-report-'));
  const store = openStore(join(folder, 'migration.db'));
  try {
    return await use(store, folder);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function user(key: string, fields: Partial<UserRecord> = {}): ReadItem {
  const record: UserRecord = {
    key,
    userId: key.toUpperCase(),
    email: `${key}@example.com`,
    givenName: key,
    familyName: 'Example',
    status: 'active',
    statusTerm: 'active',
    employeeNumber: null,
    organizationId: null,
    organizationCode: 'SALES',
    managerId: null,
    details: {},
    ...fields,
  };
  return { type: 'user', ordinal: 0, line: 0, record, findings: [] };
}

export function training(key: string, userId: string, fields: Partial<TrainingRecord> = {}): ReadItem {
  const record: TrainingRecord = {
    kind: 'transcript',
    key,
    userId,
    learningId: 'SAFETY',
    title: 'Safety at work',
    learningType: 'onlineModule',
    parentId: null,
    sessionCode: null,
    status: 'completed',
    statusTerm: 'completed',
    enrolledAt: '2020-01-01T09:00:00Z',
    startedAt: '2020-01-02T09:00:00Z',
    endedAt: '2020-01-03T09:00:30Z',
    score: null,
    timeZone: null,
    details: {},
    ...fields,
  };
  return { type: 'training', ordinal: 0, line: 0, record, findings: [] };
}

export function reject(code: string, raw: string): ReadItem {
  return { type: 'reject', ordinal: 0, line: 0, code, message: `made up for a test: ${code}`, raw };
}

/** Stages items as one file; ordinals and lines are counted, two lines a record. */
export async function stage(
  store: Store,
  name: string,
  items: readonly ReadItem[],
  exportedAt: string | null = null,
  broken: ReadEnd['broken'] = null,
  format: LegacyFormat = 'trainingHistoryXml',
): Promise<void> {
  const placed = items.map((item, index) => ({ ...item, ordinal: index + 1, line: index * 2 + 2 }));
  async function* read(): AsyncGenerator<readonly ReadItem[], ReadEnd> {
    yield placed;
    return { records: placed.length, exportedAt, broken };
  }
  const sha256 = Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64);
  const file = { sha256, name, format, encoding: 'utf-8', bytes: 1 } as const;
  await stageRecords(store, file, read(), () => NOW);
}

/** A published course with one instance: `course:1`, `course:1_1`, and modules `course:1_1_1`, `course:1_1_2`, … */
export function course(number: number, title: string, modules = 1): AlmCourseRow {
  const courseId = `course:${number}`;
  return {
    courseId,
    loType: 'course',
    title,
    uniqueId: null,
    state: 'Published',
    instances: [
      {
        instanceId: `${courseId}_1`,
        name: 'Default',
        isDefault: true,
        state: 'Active',
        modules: Array.from({ length: modules }, (_, index) => ({
          moduleId: `${courseId}_1_${index + 1}`,
          name: `Module ${index + 1}`,
          resourceType: null,
          loResourceType: 'Content',
          mandatory: true,
          version: null,
        })),
      },
    ],
  };
}

export function almUser(key: string, fields: Partial<AlmUserRow> = {}): AlmUserRow {
  return {
    userId: `u-${key}`,
    email: `${key}@example.com`,
    name: `${key} Example`,
    userUniqueId: key,
    userType: 'INTERNAL',
    state: 'ACTIVE',
    profile: null,
    ...fields,
  };
}

/** An enrolment in `course:<number>` that is completed at `completedAt` in each of its modules, or not at all. */
export function enrolment(
  key: string,
  number: number,
  completedAt: string | null,
  fields: { readonly modules?: number; readonly score?: number | null } = {},
): AlmEnrolmentRow {
  const { modules = 1, score = null } = fields;
  const instanceId = `course:${number}_1`;
  return {
    enrolmentId: `${instanceId}_u-${key}`,
    courseId: `course:${number}`,
    instanceId,
    state: completedAt === null ? 'ENROLLED' : 'COMPLETED',
    enrolledAt: '2020-01-01T09:00:00.000Z',
    startedAt: null,
    completedAt,
    hasPassed: completedAt === null ? null : true,
    score,
    grades:
      completedAt === null
        ? []
        : Array.from({ length: modules }, (_, index) => ({
            moduleId: `${instanceId}_${index + 1}`,
            completed: true,
            hasPassed: true,
            startedAt: null,
            completedAt,
            score,
            maxScore: score === null ? null : 100,
            durationSeconds: null,
          })),
  };
}

/** Puts into the store what a snapshot would have read. */
export function snapshot(
  store: Store,
  actual: {
    readonly courses: readonly AlmCourseRow[];
    readonly users: readonly AlmUserRow[];
    readonly enrolments: Readonly<Record<string, readonly AlmEnrolmentRow[]>>;
    /** External profiles, each with the people who are in it. */
    readonly profiles?: Readonly<Record<string, readonly AlmUserRow[]>>;
  },
): void {
  const id = beginSnapshot(store, ACCOUNT, 'api', '2026-02-01T07:00:00.000Z', '', true);
  saveUsers(store, id, actual.users);
  for (const [name, members] of Object.entries(actual.profiles ?? {})) {
    saveProfiles(store, id, [
      { profileId: `p-${name}`, name, managerEmail: null, expiry: null, seatLimit: null },
    ]);
    saveUsers(store, id, members, `p-${name}`);
  }
  replaceCatalogue(store, id, actual.courses);
  for (const { userId } of [...actual.users, ...Object.values(actual.profiles ?? {}).flat()]) {
    replaceEnrolments(store, id, userId, actual.enrolments[userId.replace(/^u-/, '')] ?? []);
  }
  finishSnapshot(store, id, 0, CONTEXT.snapshotAt);
}

/** A crosswalk row from a legacy learning id to `course:<number>`. */
export function leadsTo(
  learningId: string,
  number: number,
  modules: 'all' | readonly string[] = 'all',
): CrosswalkRow {
  return {
    line: 2,
    learningId,
    title: null,
    action: 'map',
    course: `course:${number}`,
    instance: null,
    modules,
    reason: null,
    externalTitle: null,
    externalType: null,
    externalSubject: null,
    reviewed: true,
  };
}

/** A row of identities.csv that merges one legacy account into another. */
export function mergesInto(userKey: string, into: string): IdentityRow {
  return { line: 2, userKey, action: 'merge', almUser: null, into, reason: null, reviewed: true, why: null };
}

export function compare(
  store: Store,
  crosswalk: readonly CrosswalkRow[],
  yaml = '',
  identities: readonly IdentityRow[] = [],
): MappingInputs {
  const config = parseMigration(`source:\n  referenceDate: 2026-01-31\n${yaml}`, 'migration.yaml');
  const inputs = { config, crosswalk, identities };
  compareExpectedWithActual(store, inputs);
  return inputs;
}

/** Lets the operation of this key in the newest plan have ended so, with one request and its answer in the journal. */
export function endOperation(
  store: Store,
  key: string,
  end: {
    readonly state: 'done' | 'failed' | 'unknown';
    readonly status: number | null;
    readonly message?: string;
    readonly code?: string;
  },
): void {
  const found = store
    .prepare('SELECT operation_id AS id FROM operation WHERE operation_key = ? ORDER BY plan_id DESC LIMIT 1')
    .get(key) as { id: number } | undefined;
  if (found === undefined) throw new Error(`there is no operation ${key}`);
  const { code = null, message = null } = end;
  store
    .prepare('UPDATE operation SET state = ?, attempts = 1, code = ?, message = ? WHERE operation_id = ?')
    .run(end.state, code, message, found.id);
  store
    .prepare(
      `INSERT INTO attempt (operation_id, purpose, method, path, started_at, status, request_id, outcome, code, message)
       VALUES (?, 'send', 'POST', '/test', '2026-02-01T07:30:00.000Z', ?, ?, 'ok', ?, ?)`,
    )
    .run(found.id, end.status, `req-${found.id}`, code, message);
}
