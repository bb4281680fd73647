import type { Store } from './store.js';

/** A folder of migration files that was written from one plan. */
export interface BundleRow {
  readonly bundleId: number;
  readonly planId: number;
  readonly folder: string;
  /** JSON: in which form the files name courses, instances and modules. */
  readonly settings: string;
  readonly createdAt: string;
}

export const SPRINT_STATES = ['written', 'starting', 'running', 'finished', 'broken'] as const;

/**
 * One sprint of a bundle. `starting`: ALM was asked to run it, and the answer is not known. `broken`:
 * ALM ended it before its end, so that what went in is known only by looking.
 */
export interface SprintRow {
  readonly bundleId: number;
  readonly sprint: number;
  readonly enrolments: number;
  readonly completions: number;
  readonly state: (typeof SPRINT_STATES)[number];
  readonly projectId: string | null;
  readonly almSprintId: string | null;
  readonly runId: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly message: string | null;
}

const BUNDLE_COLUMNS = 'bundle_id AS bundleId, plan_id AS planId, folder, settings, created_at AS createdAt';
const SPRINT_COLUMNS = `bundle_id AS bundleId, sprint, enrolments, completions, state, project_id AS projectId,
  alm_sprint_id AS almSprintId, run_id AS runId, started_at AS startedAt, finished_at AS finishedAt, message`;

/**
 * Operations that a bundle can carry now: planned for it, of people whom ALM has, on nothing that is
 * not done but an enrolment which the bundle carries before them.
 */
const CARRIED = `
  FROM operation o INDEXED BY operation_open
  CROSS JOIN expected_person p ON p.user_key = o.user_key
  CROSS JOIN alm_user u ON u.alm_user_id = p.alm_user_id
  LEFT JOIN operation w ON w.operation_id = o.waits_for
  WHERE o.plan_id = $planId AND o.route = 'bundle' AND o.verb = 'POST'
    AND o.state IN ('planned', 'waiting') AND o.state = 'planned'
    AND (w.operation_id IS NULL OR w.state = 'done' OR (w.kind = 'enrol' AND w.route = 'bundle' AND w.state = 'planned'
      AND (w.waits_for IS NULL
        OR EXISTS (SELECT 1 FROM operation x WHERE x.operation_id = w.waits_for AND x.state = 'done'))))`;

/** What a row of a migration file is made of. Instants are ISO 8601 in UTC; ids are those of the API. */
export type CarriedOperation = readonly [
  operationId: number,
  kind: 'enrol' | 'grade',
  userKey: string,
  /** As ALM has it, which may be another one than the export's. */
  email: string,
  courseId: string,
  instanceId: string,
  moduleId: string | null,
  /** As the export names it. */
  enrolledAt: string | null,
  /** The enrolment, else the start, else the completion. */
  firstDate: string | null,
  startedAt: string | null,
  completedAt: string | null,
  score: number | null,
  scoreMin: number | null,
  scoreMax: number | null,
  durationSeconds: number | null,
];

/** The payload of an enrolment or a completion, as the plan wrote it. */
interface CarriedPayload {
  readonly courseId: string;
  readonly instanceId: string;
  readonly moduleId?: string;
  readonly enrolledAt?: string | null;
  readonly firstDate?: string | null;
  readonly startedAt?: string | null;
  readonly completedAt?: string;
  readonly score?: number | null;
  readonly scoreMin?: number | null;
  readonly scoreMax?: number | null;
  readonly durationSeconds?: number;
}

/**
 * In the order of dependency: an enrolment stands right before its completions. The payload is taken
 * apart here and not by SQLite, which takes three times as long for its ten fields.
 */
export function* eachCarriedOperation(store: Store, planId: number): Generator<CarriedOperation> {
  const rows = store
    .prepare(
      `SELECT o.operation_id, o.kind, o.user_key, u.email, o.payload ${CARRIED} ORDER BY o.operation_id`,
    )
    .raw()
    .iterate({ planId }) as IterableIterator<[number, 'enrol' | 'grade', string, string, string]>;
  for (const [id, kind, userKey, email, text] of rows) {
    const payload = JSON.parse(text) as CarriedPayload;
    yield [
      id,
      kind,
      userKey,
      email,
      payload.courseId,
      payload.instanceId,
      payload.moduleId ?? null,
      payload.enrolledAt ?? null,
      payload.firstDate ?? null,
      payload.startedAt ?? null,
      payload.completedAt ?? null,
      payload.score ?? null,
      payload.scoreMin ?? null,
      payload.scoreMax ?? null,
      payload.durationSeconds ?? null,
    ];
  }
}

const OPEN = `FROM operation o INDEXED BY operation_open
  WHERE o.plan_id = $planId AND o.route = 'bundle' AND o.verb = 'POST' AND o.state IN ('planned', 'waiting')`;

/** How many operations of the bundle's route are still to be carried, now or later. */
export function openForBundle(store: Store, planId: number): number {
  const row = store.prepare(`SELECT count(*) AS count ${OPEN}`).get({ planId }) as { count: number };
  return row.count;
}

/** A sprint as the writer cut it: its rows are those of the operations from `first` to `last`. */
export interface SprintCut {
  readonly sprint: number;
  readonly first: number;
  readonly last: number;
  readonly enrolments: number;
  readonly completions: number;
}

/** Notes a bundle whose files are written: which operation stands in which sprint. */
export function insertBundle(
  store: Store,
  bundle: Omit<BundleRow, 'bundleId'>,
  cuts: readonly SprintCut[],
): number {
  return store.transaction(() => {
    const bundleId = Number(
      store
        .prepare('INSERT INTO bundle (plan_id, folder, settings, created_at) VALUES (?, ?, ?, ?)')
        .run(bundle.planId, bundle.folder, bundle.settings, bundle.createdAt).lastInsertRowid,
    );
    const sprint = store.prepare(
      `INSERT INTO bundle_sprint (bundle_id, sprint, enrolments, completions, state) VALUES (?, ?, ?, ?, 'written')`,
    );
    // Where everything that is open was carried, an index alone says what stands in a sprint.
    const carried = cuts.reduce((sum, cut) => sum + cut.enrolments + cut.completions, 0);
    const from = carried === openForBundle(store, bundle.planId) ? OPEN : CARRIED;
    const rows = store.prepare(
      `INSERT OR REPLACE INTO bundle_row (operation_id, bundle_id, sprint)
       SELECT o.operation_id, $bundleId, $sprint ${from} AND o.operation_id BETWEEN $first AND $last`,
    );
    for (const cut of cuts) {
      sprint.run(bundleId, cut.sprint, cut.enrolments, cut.completions);
      const { planId } = bundle;
      rows.run({ planId, bundleId, sprint: cut.sprint, first: cut.first, last: cut.last });
    }
    return bundleId;
  })();
}

export function latestBundle(store: Store): BundleRow | undefined {
  return store.prepare(`SELECT ${BUNDLE_COLUMNS} FROM bundle ORDER BY bundle_id DESC LIMIT 1`).get() as
    | BundleRow
    | undefined;
}

/** The sprints of a bundle in the order in which they are run. */
export function sprintsOf(store: Store, bundleId: number): readonly SprintRow[] {
  return store
    .prepare(`SELECT ${SPRINT_COLUMNS} FROM bundle_sprint WHERE bundle_id = ? ORDER BY sprint`)
    .all(bundleId) as SprintRow[];
}

/** The operations of one sprint by state: what went in and what did not. */
export function sprintOutcome(
  store: Store,
  bundleId: number,
  sprint: number,
): readonly {
  readonly kind: string;
  readonly state: string;
  readonly code: string | null;
  readonly count: number;
}[] {
  return store
    .prepare(
      `SELECT o.kind, o.state, o.code, count(*) AS count FROM bundle_row r JOIN operation o USING (operation_id)
       WHERE r.bundle_id = ? AND r.sprint = ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    )
    .all(bundleId, sprint) as { kind: string; state: string; code: string | null; count: number }[];
}

/** Rows an hour of the sprints that this workspace has seen to their end; null before the first. */
export function measuredRowsPerHour(store: Store): number | null {
  const row = store
    .prepare(
      `SELECT sum(enrolments + completions) AS count, sum(unixepoch(finished_at, 'subsec') - unixepoch(started_at, 'subsec')) AS seconds
       FROM bundle_sprint WHERE state = 'finished'`,
    )
    .get() as { count: number | null; seconds: number | null };
  if (row.count === null || row.seconds === null || row.seconds <= 0) return null;
  return (row.count * 3600) / row.seconds;
}

/** Somebody whom ALM does not have, for the users' file. */
export interface MissingUser {
  readonly email: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly profile: string | null;
  /** Kept as a deleted user, which only this file can bring into ALM. */
  readonly isLeaver: boolean;
  /** The manager's address; null where the exports name none whom the migration knows. */
  readonly managerEmail: string | null;
}

/** Internal people whom ALM does not have; external ones go by API, since an upload cannot put them into a profile. */
export function* eachMissingUser(store: Store): Generator<MissingUser> {
  const rows = store
    .prepare(
      `SELECT p.email, p.name, p.unique_id AS uniqueId, p.profile, m.email AS managerEmail,
         EXISTS (SELECT 1 FROM difference d WHERE d.user_key = p.user_key AND d.code = 'ALM-USER-LEAVER') AS isLeaver
       FROM expected_person p
       JOIN user_record u ON u.record_id = p.record_id
       LEFT JOIN legacy_person l ON l.user_key = u.manager_id
       LEFT JOIN expected_person m ON m.user_key = coalesce(l.standing ->> 'carrier', u.manager_id)
         AND m.user_key <> p.user_key
       WHERE p.alm_user_id IS NULL AND p.user_type = 'INTERNAL' ORDER BY p.user_key`,
    )
    .iterate() as IterableIterator<Omit<MissingUser, 'isLeaver'> & { isLeaver: number }>;
  for (const row of rows) yield { ...row, isLeaver: row.isLeaver === 1 };
}

/** A legacy course that records stand on and no row of the crosswalk leads anywhere. */
export interface UnmappedCourse {
  readonly learningId: string;
  readonly title: string | null;
  readonly records: number;
  /** The earliest year of its records, as text; null where no date could be read. */
  readonly firstYear: string | null;
}

/** By the number of records, most first. */
export function unmappedCourses(store: Store): readonly UnmappedCourse[] {
  return store
    .prepare(
      `SELECT t.learning_id AS learningId, max(t.title) AS title, count(*) AS records,
         min(substr(coalesce(t.ended_at, t.started_at, t.enrolled_at), 1, 4)) AS firstYear
       FROM training_record t JOIN record_fate f ON f.kind = 'training' AND f.record_id = t.record_id
       WHERE f.code = 'MAP-COURSE-UNMAPPED' AND t.learning_id IS NOT NULL
       GROUP BY t.learning_id ORDER BY records DESC, t.learning_id`,
    )
    .all() as UnmappedCourse[];
}
