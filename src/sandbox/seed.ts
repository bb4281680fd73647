import { z } from 'zod';
import { ENROLMENT_STATES, USER_STATES } from './entities.js';
import { LO_TYPES } from './identifiers.js';

/** A seed that cannot be planted; the message names the place as a path into the JSON. */
export class SeedError extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`seed: ${path === '' ? 'the whole document' : path}: ${problem}`);
    this.name = 'SeedError';
    this.path = path;
  }
}

const id = z.union([z.int().positive(), z.string().min(1)]);
const instant = z.iso.datetime({ offset: true });
const email = z.string().regex(/^[^@\s]+@[^@\s]+$/, 'not an email address');

const userSchema = z.strictObject({
  id: id.optional(),
  email,
  name: z.string().min(1),
  userUniqueId: z.string().min(1).optional(),
  userType: z.enum(['Internal', 'External']).default('Internal'),
  state: z.enum(USER_STATES).default('ACTIVE'),
  profile: z.string().optional(),
  /** The id of an external profile of this seed. */
  externalProfile: id.optional(),
});

const profileSchema = z.strictObject({
  id: id.optional(),
  name: z.string().min(1),
  managerEmail: email,
  expiry: instant,
  seatLimit: z.int().positive(),
  enabled: z.boolean().default(true),
});

const courseSchema = z.strictObject({
  /** `1` and `course:1` are the same. */
  id,
  name: z.string().min(1),
  uniqueId: z.string().optional(),
  state: z.string().default('Published'),
  loType: z.enum(LO_TYPES).default('course'),
  /** Of a learning program: the numbers of the courses that it is complete by. */
  courses: z.array(id).default([]),
  modules: z
    .array(
      z.strictObject({
        id,
        version: z.int().nonnegative().default(0),
        name: z.string().min(1),
        resourceType: z.string().default('Elearning'),
        loResourceType: z.string().default('Content'),
        mandatory: z.boolean().default(true),
      }),
    )
    .default([]),
  instances: z
    .array(
      z.strictObject({
        /** `2` and `course:1_2` are the same. */
        id,
        name: z.string().min(1),
        isDefault: z.boolean().default(false),
        state: z.enum(['Active', 'Retired']).default('Active'),
      }),
    )
    .default([]),
});

const gradeSchema = z.strictObject({
  /** The module's number. */
  moduleId: id,
  version: z.int().nonnegative().default(0),
  completed: z.boolean(),
  success: z.boolean().optional(),
  score: z.number().optional(),
  maxScore: z.number().optional(),
  minScore: z.number().optional(),
  dateStarted: instant.optional(),
  dateCompleted: instant.optional(),
  /** Seconds. */
  duration: z.number().nonnegative().optional(),
});

const enrolmentSchema = z.strictObject({
  userEmail: email,
  instanceId: z.string().min(1),
  state: z.enum(ENROLMENT_STATES).optional(),
  dateEnrolled: instant.optional(),
  dateCompleted: instant.optional(),
  score: z.number().optional(),
  grades: z.array(gradeSchema).default([]),
});

const seedSchema = z.strictObject({
  account: z.strictObject({ id, name: z.string().min(1) }).default({ id: '1010', name: 'Sandbox' }),
  users: z.array(userSchema).default([]),
  externalProfiles: z.array(profileSchema).default([]),
  courses: z.array(courseSchema).default([]),
  enrolments: z.array(enrolmentSchema).default([]),
});

/** What a sandbox holds when it starts; everything but a thing's own name and key has a default. */
export type SandboxSeed = z.input<typeof seedSchema>;
/** A seed with its defaults filled in. */
export type CheckedSeed = z.output<typeof seedSchema>;

/** Checks the shape of a seed and fills its defaults in. Throws `SeedError` at the first mistake. */
export function checkSeed(seed: unknown): CheckedSeed {
  const result = seedSchema.safeParse(seed);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new SeedError(pathText(issue?.path ?? []), issue?.message ?? 'not a seed');
}

/** Reads a seed file's text. Throws `SeedError` with the line, or with the path of what is wrong. */
export function parseSeed(text: string): SandboxSeed {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const line = text.slice(0, position).split('\n').length;
    throw new SeedError(`line ${line}`, `this is not JSON (${message})`);
  }
  return checkSeed(parsed);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .slice(1);
}
