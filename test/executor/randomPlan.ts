import fc from 'fast-check';
import type { SandboxSeed } from '../../src/sandbox/index.js';
import { type Store, writePrediction } from '../../src/staging/index.js';

/** A small plan, and the ALM that it was made for. */
export interface PlannedWorld {
  readonly courses: readonly { readonly modules: number }[];
  readonly people: readonly PlannedPerson[];
}

export interface PlannedPerson {
  readonly isExternal: boolean;
  /** ALM has the person before. */
  readonly isThere: boolean;
  readonly records: readonly PlannedRecord[];
}

export interface PlannedRecord {
  readonly course: number;
  readonly isCompleted: boolean;
  readonly score: number | null;
}

/** Course 0 is in every plan, and ALM does not have it: what stands on it fails, in each run alike. */
const ABSENT_COURSE = 0;
const PROFILE = 'Partners';

export const plannedWorld: fc.Arbitrary<PlannedWorld> = fc
  .array(fc.record({ modules: fc.integer({ min: 1, max: 2 }) }), { minLength: 2, maxLength: 4 })
  .chain((courses) =>
    fc.record({
      courses: fc.constant(courses),
      people: fc.array(
        fc.record({
          isExternal: fc.boolean(),
          isThere: fc.boolean(),
          records: fc.uniqueArray(
            fc.record({
              course: fc.nat({ max: courses.length - 1 }),
              isCompleted: fc.boolean(),
              score: fc.option(fc.integer({ min: 0, max: 100 })),
            }),
            { selector: ({ course }) => course, maxLength: courses.length },
          ),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  );

export function seedOf({ courses, people }: PlannedWorld): SandboxSeed {
  return {
    account: { id: '4711', name: 'Example Industries (torture)' },
    users: people.flatMap((person, number) =>
      person.isThere
        ? [
            {
              id: almUserId(number),
              email: emailOf(number),
              name: nameOf(number),
              userUniqueId: keyOf(number),
              userType: 'Internal' as const,
            },
          ]
        : [],
    ),
    courses: courses.flatMap(({ modules }, number) =>
      number === ABSENT_COURSE
        ? []
        : [
            {
              id: courseId(number),
              name: `Course ${number}`,
              modules: Array.from({ length: modules }, (_, at) => ({
                id: String(9000 + at),
                name: `Module ${at}`,
              })),
              instances: [{ id: '500', name: 'Default', isDefault: true }],
            },
          ],
    ),
  };
}

/** Writes the plan into a fresh store, as `plan` would; gives its id. */
export function writePlan(store: Store, world: PlannedWorld): number {
  return store.transaction(() => {
    const planId = Number(
      store
        .prepare(
          `INSERT INTO plan (state, created_at, account_id, account_name, host, fingerprint)
           VALUES ('ready', '2026-01-01T00:00:00.000Z', '4711', 'Example', '127.0.0.1', '{}')`,
        )
        .run().lastInsertRowid,
    );
    const insert = store.prepare(
      `INSERT INTO operation (plan_id, operation_key, kind, verb, user_key, payload, waits_for)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    const add = (key: string, kind: string, user: string | null, payload: object, parent: number | null) =>
      Number(insert.run(planId, key, kind, 'POST', user, JSON.stringify(payload), parent).lastInsertRowid);
    const person = store.prepare(
      `INSERT INTO expected_person (user_key, record_id, email, name, unique_id, user_type, profile_name, alm_user_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const needsProfile = world.people.some(({ isExternal, isThere }) => isExternal && !isThere);
    const profile = needsProfile
      ? add('profile|Partners', 'createProfile', null, PROFILE_PAYLOAD, null)
      : null;
    const created = world.people.map(({ isExternal, isThere }, number) => {
      const userType = isExternal && !isThere ? 'EXTERNAL' : 'INTERNAL';
      const profileName = userType === 'EXTERNAL' ? PROFILE : null;
      const who = [keyOf(number), number + 1, emailOf(number), nameOf(number), keyOf(number), userType];
      person.run(...who, profileName, isThere ? almUserId(number) : null);
      if (isThere) return null;
      const payload = {
        email: emailOf(number),
        name: nameOf(number),
        uniqueId: keyOf(number),
        userType,
        profileName,
        profile: null,
      };
      const kind = profileName === null ? 'createUser' : 'addExternalUser';
      return add(
        `user|${keyOf(number)}`,
        kind,
        keyOf(number),
        payload,
        profileName === null ? null : profile,
      );
    });
    for (const [number, { records }] of world.people.entries()) {
      for (const { course, isCompleted, score } of records) {
        const place = { courseId: courseId(course), instanceId: instanceId(course) };
        const key = keyOf(number);
        const enrol = add(`enrol|${key}|${place.instanceId}`, 'enrol', key, place, created[number] ?? null);
        for (let at = 0; isCompleted && at < (world.courses[course]?.modules ?? 0); at += 1) {
          const moduleId = `${place.instanceId}_${9000 + at}_0`;
          add(`grade|${key}|${moduleId}`, 'grade', key, { ...place, moduleId, ...GRADE, score }, enrol);
        }
      }
    }
    writePrediction(store, planId);
    return planId;
  })();
}

const PROFILE_PAYLOAD = {
  name: PROFILE,
  managerEmail: 'partner.desk@example.com',
  expiry: '2030-12-31T23:59:59.000Z',
  seatLimit: 100,
};
const GRADE = {
  startedAt: '2021-03-01T08:00:00.000Z',
  completedAt: '2021-03-02T16:30:00.000Z',
  scoreMin: 0,
  scoreMax: 100,
};

function keyOf(number: number): string {
  return `person${number}`;
}
function emailOf(number: number): string {
  return `person${number}@example.com`;
}
function nameOf(number: number): string {
  return `Person ${number}`;
}
function almUserId(number: number): string {
  return String(100_000 + number);
}
function courseId(number: number): string {
  return `course:${700 + number}`;
}
function instanceId(number: number): string {
  return `${courseId(number)}_500`;
}
