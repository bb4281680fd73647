import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { detectLegacy, type LegacySource, readLegacy } from '../../src/legacy/index.js';
import {
  matchCourses,
  matchIdentities,
  parseCrosswalk,
  parseIdentities,
  parseMigration,
  proposeCrosswalk,
  writeIdentities,
} from '../../src/mapping/index.js';
import { makePlan, type PlanSummary } from '../../src/reconcile/index.js';
import {
  type AlmCourseRow,
  type AlmEnrolmentRow,
  beginSnapshot,
  eachAlmUser,
  eachStagedUser,
  finishSnapshot,
  journalIntent,
  journalOutcome,
  legacyCourses,
  markGone,
  openStore,
  readCatalogue,
  readyOperations,
  recordsByPerson,
  replaceCatalogue,
  replaceEnrolments,
  type Store,
  saveProfiles,
  saveUsers,
  stageRecords,
} from '../../src/staging/index.js';

/*
 * A world is a folder that a person can read:
 *
 *   README.md        what the rule is, and what must come of it
 *   exports/         what came in; folders 1, 2, ... are staged and planned one after the other; a name
 *                    with `full-` says that the export is a full one, and that what it lacks is gone
 *   alm.json         what ALM held
 *   migration.yaml   what differs from the defaults; crosswalk.csv, identities.csv: the decisions
 *   plan.golden.txt  what must come of it
 */

/** alm.json: as short as it can be, so that it can be read. */
interface HeldByAlm {
  readonly profiles?: readonly { readonly id: string; readonly name: string; readonly seats: number }[];
  readonly users?: readonly {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly uniqueId?: string;
    readonly profile?: string;
    readonly state?: string;
  }[];
  readonly courses?: readonly {
    readonly id: string;
    readonly title: string;
    readonly uniqueId?: string;
    readonly loType?: string;
    readonly modules?: number;
    /** Names of instances; the first is the default one. */
    readonly instances?: readonly string[];
  }[];
  /** Enrolments: without `completed`, the learner is enrolled and no more. */
  readonly holds?: readonly {
    readonly user: string;
    readonly course: string;
    readonly completed?: string;
    readonly score?: number;
    /** Seconds. */
    readonly duration?: number;
  }[];
}

const ACCOUNT = { accountId: '77', accountName: 'Example Ltd', host: 'alm.example.com' };
const AT = '2026-02-01T08:00:00.000Z';
const now = (): number => Date.parse(AT);

export interface World {
  readonly folder: string;
  readonly store: Store;
  /** Plans, and says what the plan is. */
  readonly plan: () => PlanSummary;
}

/** Opens a world with an empty store; nothing is staged yet. */
export async function inWorld<Result>(
  folder: string,
  use: (world: World) => Promise<Result>,
): Promise<Result> {
  const workspace = mkdtempSync(join(tmpdir(), 'alm-migrate-scenario-'));
  const store = openStore(join(workspace, 'migration.db'));
  store.pragma('synchronous = OFF');
  try {
    hold(store, JSON.parse(textOf(folder, 'alm.json') || '{}') as HeldByAlm);
    return await use({ folder, store, plan: () => makePlan(store, inputsOf(folder), now) });
  } finally {
    store.close();
    rmSync(workspace, { recursive: true, force: true });
  }
}

function textOf(folder: string, name: string): string {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function inputsOf(folder: string) {
  const migration = `source:\n  referenceDate: 2026-01-31\n${textOf(folder, 'migration.yaml')}`;
  const crosswalk = textOf(folder, 'crosswalk.csv');
  const identities = textOf(folder, 'identities.csv');
  const sheets = [
    parseCrosswalk(crosswalk, 'crosswalk.csv'),
    parseIdentities(identities, 'identities.csv'),
  ] as const;
  const problems = sheets.flatMap((sheet) => sheet.problems).filter(({ severity }) => severity === 'error');
  if (crosswalk !== '' && problems.length > 0) throw new Error(JSON.stringify(problems));
  return {
    config: parseMigration(migration, 'migration.yaml'),
    crosswalk: sheets[0].rows,
    identities: sheets[1].rows,
    texts: { migration, crosswalk, identities },
  };
}

/** The rounds of a world: lists of exports, staged and planned one after the other. */
export function roundsOf(folder: string): readonly (readonly string[])[] {
  const exports = join(folder, 'exports');
  const names = readdirSync(exports).sort();
  if (!names.includes('1')) return [names.map((name) => join(exports, name))];
  return names.map((round) =>
    readdirSync(join(exports, round))
      .sort()
      .map((name) => join(exports, round, name)),
  );
}

export async function stageFiles(store: Store, files: readonly string[]): Promise<void> {
  const full: number[] = [];
  for (const file of files) {
    const source: LegacySource = {
      name: file.slice(file.lastIndexOf('exports/')),
      open: () => createReadStream(file),
    };
    const settings = { referenceDate: '2026-01-31' };
    const detected = await detectLegacy(source, settings);
    const { format, encoding } = detected;
    const incoming = { sha256: source.name, name: source.name, format, encoding, bytes: 1 };
    const { fileId } = await stageRecords(store, incoming, readLegacy(source, detected, settings), now);
    if (basename(file).includes('full-')) full.push(fileId);
  }
  markGone(store, full, 1);
}

function hold(store: Store, held: HeldByAlm): void {
  const id = beginSnapshot(store, ACCOUNT, 'api', AT, '', true);
  const { profiles = [], users = [], courses = [], holds = [] } = held;
  saveProfiles(
    store,
    id,
    profiles.map((profile) => ({
      profileId: profile.id,
      name: profile.name,
      managerEmail: 'desk@example.com',
      expiry: null,
      seatLimit: profile.seats,
    })),
  );
  for (const user of users) {
    const { id: userId, email, name, uniqueId, state, profile } = user;
    const userType = profile === undefined ? 'INTERNAL' : 'EXTERNAL';
    const row = {
      userId,
      email,
      name,
      userUniqueId: uniqueId ?? null,
      userType,
      state: state ?? 'ACTIVE',
      profile: null,
    };
    saveUsers(store, id, [row], profile ?? null);
  }
  replaceCatalogue(store, id, courses.map(courseOf));
  for (const { id: userId } of users) {
    const own = holds.filter(({ user }) => user === userId);
    replaceEnrolments(
      store,
      id,
      userId,
      own.map((one) => enrolmentOf(one, courses)),
    );
  }
  finishSnapshot(store, id, 0, AT);
}

type Course = NonNullable<HeldByAlm['courses']>[number];

function courseOf(course: Course): AlmCourseRow {
  const { id, title, uniqueId = null, loType = 'course', modules = 1, instances = ['Default'] } = course;
  return {
    courseId: id,
    loType,
    title,
    uniqueId,
    state: 'Published',
    instances: instances.map((name, index) => ({
      instanceId: `${id}_${index + 1}`,
      name,
      isDefault: index === 0,
      state: 'Active',
      modules: Array.from({ length: modules }, (_, at) => ({
        moduleId: `${id}_${index + 1}_${at + 1}_0`,
        name: `Module ${at + 1}`,
        resourceType: 'Elearning',
        loResourceType: 'Content',
        mandatory: true,
        version: '0',
      })),
    })),
  };
}

function enrolmentOf(
  held: NonNullable<HeldByAlm['holds']>[number],
  courses: readonly Course[],
): AlmEnrolmentRow {
  const { user, course, completed = null, score = null, duration = null } = held;
  const modules = courses.find(({ id }) => id === course)?.modules ?? 1;
  return {
    enrolmentId: `${course}_1_${user}`,
    courseId: course,
    instanceId: `${course}_1`,
    state: completed === null ? 'ENROLLED' : 'COMPLETED',
    enrolledAt: null,
    startedAt: null,
    completedAt: completed,
    hasPassed: completed !== null,
    score,
    grades: Array.from({ length: completed === null ? 0 : modules }, (_, at) => ({
      moduleId: `${course}_1_${at + 1}_0`,
      completed: true,
      hasPassed: true,
      startedAt: null,
      completedAt: completed,
      score,
      maxScore: score === null ? null : 100,
      durationSeconds: at === 0 ? duration : null,
    })),
  };
}

/** Carries a plan out as if every request were answered with what it asked for: the journal is the real one. */
export function applyPerfectly(store: Store, planId: number): void {
  for (const verb of ['POST', 'PATCH'] as const) {
    for (;;) {
      const ready = readyOperations(store, planId, verb, now(), 50);
      if (ready.length === 0) break;
      for (const operation of ready) {
        const intent = { method: verb, path: operation.key, at: AT } as const;
        const attemptId = journalIntent(store, operation.operationId, intent);
        const end = { status: 200, requestId: null, durationMs: 1, outcome: 'ok', code: null, message: null };
        journalOutcome(store, operation, attemptId, end, {
          state: 'done',
          result: `made by ${operation.key}`,
        });
      }
    }
  }
}

/** What the proposals of `match` would be, as the files that it writes. */
export function proposalsOf(world: World): { readonly identities: string; readonly crosswalk: string } {
  const { folder, store } = world;
  const { config, identities } = inputsOf(folder);
  const records = recordsByPerson(store);
  const people = matchIdentities(eachStagedUser(store), eachAlmUser(store), config);
  const courses = matchCourses(legacyCourses(store), readCatalogue(store));
  return {
    identities: writeIdentities(identities, people, (userKey) => records.get(userKey) ?? 0).text,
    crosswalk: proposeCrosswalk(textOf(folder, 'crosswalk.csv'), courses).text,
  };
}
