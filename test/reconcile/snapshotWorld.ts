import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alm, openAlm } from '../../src/alm/index.js';
import { type CrosswalkRow, type IdentityRow, parseMigration } from '../../src/mapping/index.js';
import { makePlan, takeSnapshot } from '../../src/reconcile/index.js';
import {
  SANDBOX_CREDENTIALS,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/index.js';
import { openStore, type Store } from '../../src/staging/index.js';
import type { Effects } from '../../src/terms/index.js';
import { leadsTo, stage, training, user } from './world.js';

/** Day and hour of every snapshot here; time passes when somebody sleeps. */
export const NOON = Date.parse('2026-02-01T12:00:00.000Z');

const at = (date: string, clock = '09:00:00'): string => `${date}T${clock}.000Z`;

/** What ALM holds: everything that makes a report of ALM's jobs hard to read. */
export const SEED = {
  account: { id: '77', name: 'Example Ltd' },
  externalProfiles: [
    { id: 501, name: 'Partners', managerEmail: 'desk@example.com', expiry: at('2030-12-31'), seatLimit: 9 },
  ],
  users: [
    { id: 101, email: 'ada@example.com', name: 'Ada Example', userUniqueId: 'ada' },
    { id: 102, email: 'Bob.Old@example.com', name: 'Bob, called "Bobby"', userUniqueId: 'BOB' },
    { id: 103, email: 'chloe@example.com', name: 'Chloé Lefèvre-Ñúñez 李', userUniqueId: 'HR-77' },
    { id: 104, email: 'dan@example.com', name: 'Dan', userUniqueId: 'dan', state: 'DELETED' as const },
    { id: 105, email: 'eve@example.com', name: 'Eve', userUniqueId: 'eve', state: 'SUSPENDED' as const },
    { id: 106, email: 'somebody.else@example.com', name: 'Fay under another name', userUniqueId: 'x-1' },
    {
      id: 107,
      email: 'gil@partner.example.com',
      name: 'Gil',
      userUniqueId: 'gil',
      userType: 'External' as const,
      externalProfile: 501,
    },
    { id: 108, email: 'hal@example.com', name: 'Hal' },
    { id: 199, email: 'zed@example.com', name: 'Nobody of ours' },
  ],
  courses: [
    {
      id: 1,
      name: 'Safety, "at work"',
      uniqueId: 'S-1',
      modules: [
        { id: 11, name: 'Reading' },
        { id: 12, version: 1, name: 'Quiz' },
        { id: 13, version: 1, name: 'Quiz' },
      ],
      instances: [
        { id: 1001, name: 'Default', isDefault: true },
        { id: 1002, name: 'Spring\nand summer' },
      ],
    },
    {
      id: 2,
      name: 'Éthique',
      modules: [{ id: 21, name: 'Lire' }],
      instances: [{ id: 2001, name: 'Seule', isDefault: true }],
    },
    {
      id: 3,
      name: 'Twins',
      modules: [{ id: 31, name: 'Both' }],
      instances: [
        { id: 3001, name: 'Evening', isDefault: true },
        { id: 3002, name: 'Evening' },
      ],
    },
    {
      id: 4,
      name: 'Old',
      state: 'Retired',
      modules: [{ id: 41, name: 'Old' }],
      instances: [{ id: 4001, name: 'D', isDefault: true }],
    },
    {
      id: 9,
      name: 'Path',
      loType: 'learningProgram' as const,
      instances: [{ id: 9001, name: 'P', isDefault: true }],
    },
  ],
  enrolments: [
    // The same to the minute; a module without a grade; another instance, of long ago.
    {
      userEmail: 'ada@example.com',
      instanceId: 'course:1_1001',
      dateEnrolled: at('2019-05-01'),
      grades: [
        {
          moduleId: 11,
          completed: true,
          success: true,
          dateStarted: at('2020-01-02'),
          dateCompleted: at('2020-01-03', '09:00:41'),
        },
        { moduleId: 12, version: 1, completed: false, dateStarted: at('2020-01-02') },
      ],
    },
    {
      userEmail: 'ada@example.com',
      instanceId: 'course:1_1002',
      dateEnrolled: at('2016-03-01'),
      dateCompleted: at('2016-04-01'),
      state: 'COMPLETED' as const,
    },
    // Later in ALM, earlier in ALM, and another score.
    {
      userEmail: 'Bob.Old@example.com',
      instanceId: 'course:2_2001',
      dateEnrolled: at('2018-01-01'),
      grades: [
        {
          moduleId: 21,
          completed: true,
          success: true,
          dateCompleted: at('2024-01-01', '23:59:59'),
          score: 7,
          maxScore: 10,
        },
      ],
    },
    {
      userEmail: 'chloe@example.com',
      instanceId: 'course:2_2001',
      dateEnrolled: at('2018-01-01'),
      grades: [
        {
          moduleId: 21,
          completed: true,
          success: false,
          dateCompleted: at('2019-12-31', '23:59:59'),
          score: 55.5,
          maxScore: 100,
        },
      ],
    },
    { userEmail: 'chloe@example.com', instanceId: 'course:3_3002', dateEnrolled: at('2018-01-01') },
    {
      userEmail: 'dan@example.com',
      instanceId: 'course:2_2001',
      dateEnrolled: at('2018-01-01'),
      grades: [{ moduleId: 21, completed: true, dateCompleted: at('2020-01-03', '09:00:59') }],
    },
    {
      userEmail: 'eve@example.com',
      instanceId: 'course:4_4001',
      dateEnrolled: at('2018-01-01'),
      state: 'WAITING' as const,
    },
    {
      userEmail: 'somebody.else@example.com',
      instanceId: 'course:2_2001',
      dateEnrolled: at('2018-01-01'),
      grades: [
        {
          moduleId: 21,
          completed: true,
          success: true,
          dateCompleted: at('2020-01-03', '09:00:30'),
          score: 80,
          maxScore: 100,
        },
      ],
    },
    {
      userEmail: 'gil@partner.example.com',
      instanceId: 'course:1_1001',
      dateEnrolled: at('2026-02-01', '11:59:59'),
    },
    // Completed, and nobody says by which module; in a path, too.
    {
      userEmail: 'hal@example.com',
      instanceId: 'course:2_2001',
      state: 'COMPLETED' as const,
      dateCompleted: at('2020-01-03'),
    },
    { userEmail: 'hal@example.com', instanceId: 'learningProgram:9_9001' },
    { userEmail: 'zed@example.com', instanceId: 'course:2_2001' },
  ],
};

const PEOPLE = ['ada', 'bob', 'chloe', 'dan', 'eve', 'fay', 'gil', 'hal', 'ivy'];
const CROSSWALK: readonly CrosswalkRow[] = [leadsTo('SAFETY', 1), leadsTo('ETHICS', 2), leadsTo('TWINS', 3)];
/** fay is somebody whom neither id nor address leads to. */
const FAY: IdentityRow = {
  line: 2,
  userKey: 'fay',
  action: 'same',
  almUser: '106',
  into: null,
  reason: null,
  reviewed: true,
  why: null,
};
export const YAML = `source:
  referenceDate: 2026-01-31
users:
  external:
    - when: { emailDomain: [partner.example.com] }
      profile: Partners
`;

export interface SnapshotWorld {
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly alm: Alm;
  readonly effects: Effects;
  /** Lets the clock of ALM and of ours go on. */
  readonly pass: (milliseconds: number) => void;
  readonly snapshot: (
    via: 'api' | 'jobs',
    how?: { readonly alm?: Alm; readonly signal?: AbortSignal; readonly crosswalk?: readonly CrosswalkRow[] },
  ) => ReturnType<typeof takeSnapshot>;
  /** The plan as it would be sent, and what it leaves alone. */
  readonly plan: () => unknown;
  /** What was said to the person at the terminal. */
  readonly said: readonly string[];
  /** Files of jobs that still lie about. */
  readonly leftOver: () => readonly string[];
}

/** A store with staged exports, and a tenant that holds the seed. */
export async function inSnapshotWorld<Result>(
  options: SandboxOptions,
  use: (world: SnapshotWorld) => Promise<Result>,
  yaml = YAML,
): Promise<Result> {
  let clock = NOON;
  const effects: Effects = {
    now: () => clock,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      clock += milliseconds;
    },
    random: () => 0.5,
  };
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-snapshot-'));
  const store = openStore(join(folder, 'migration.db'));
  store.pragma('synchronous = OFF');
  const sandbox = await startSandbox({ seed: SEED, limits: 'none', now: () => clock, ...options });
  const alm = openAlm({
    baseUrl: sandbox.url,
    credentials: { kind: 'refreshToken', ...SANDBOX_CREDENTIALS },
    effects,
  });
  const config = parseMigration(yaml, 'migration.yaml');
  const scope = { config, crosswalk: CROSSWALK, identities: [FAY] };
  const said: string[] = [];
  try {
    await stageExports(store);
    const account = await alm.account();
    return await use({
      store,
      sandbox,
      alm,
      effects,
      said,
      pass: (milliseconds) => {
        clock += milliseconds;
      },
      snapshot: (via, how = {}) =>
        takeSnapshot({
          store,
          alm: how.alm ?? alm,
          account,
          effects,
          via,
          scope: { ...scope, crosswalk: how.crosswalk ?? CROSSWALK },
          folder: join(folder, 'jobs.tmp'),
          say: (line) => said.push(line),
          onProgress: () => {},
          signal: how.signal ?? new AbortController().signal,
        }),
      plan: () => planOf(store, { ...scope, texts: { migration: yaml, crosswalk: '', identities: '' } }),
      leftOver: () =>
        readdirSync(folder, { recursive: true })
          .map(String)
          .filter((name) => name.includes('jobs.tmp')),
    });
  } finally {
    await alm.close();
    await sandbox.close();
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stageExports(store: Store): Promise<void> {
  await stage(
    store,
    'users.xml',
    PEOPLE.map((key) =>
      user(
        key,
        key === 'gil'
          ? { email: 'gil@partner.example.com' }
          : { employeeNumber: key === 'chloe' ? 'HR-77' : null },
      ),
    ),
  );
  await stage(store, 'training.xml', [
    ...PEOPLE.map((key) => training(`S-${key}`, key, { score: '80' })),
    ...PEOPLE.map((key) =>
      training(`E-${key}`, key, { learningId: 'ETHICS', score: '80', endedAt: '2020-01-03T09:00:00Z' }),
    ),
    training('T-chloe', 'chloe', { learningId: 'TWINS' }),
    training('P-ada', 'ada', {
      learningId: 'TWINS',
      status: 'in progress',
      statusTerm: 'inProgress',
      endedAt: null,
    }),
  ]);
}

function planOf(store: Store, inputs: Parameters<typeof makePlan>[1]): unknown {
  const { planId, differences, fates, seats, balance, peopleReached } = makePlan(store, inputs, () => NOON);
  return {
    operations: store
      .prepare(
        'SELECT operation_key, kind, verb, payload, route, waits_for FROM operation WHERE plan_id = ? ORDER BY operation_id',
      )
      .all(planId),
    leftAlone: store
      .prepare(
        `SELECT subject, code, user_key, alm_user_id, course_id, instance_id, module_id FROM difference
         WHERE verdict IN ('contested', 'extra') ORDER BY difference_id`,
      )
      .all(),
    differences,
    fates,
    seats,
    balance,
    peopleReached,
  };
}
