import { enrolmentIdOf, parseModuleId, type ReportedTime, type TranscriptRow } from '../../alm/index.js';
import { isPath, toInstant } from '../../mapping/index.js';
import type { AlmCourseRow, ScopedPerson, TranscriptFact } from '../../staging/index.js';
import { Failure } from '../../terms/index.js';

/** What a row of a transcript comes to. A doubtful one does not say clearly enough of whom or of what it speaks. */
export type Understood =
  | { readonly is: 'fact'; readonly fact: TranscriptFact }
  | { readonly is: 'nobodys' }
  | { readonly is: 'doubtful'; readonly almUserIds: readonly string[] };

const NOBODYS: Understood = Object.freeze({ is: 'nobodys' });

type Instance = AlmCourseRow['instances'][number];

/**
 * Leads rows of the transcript to people, instances and modules. It has no ids of people and instances
 * (alm-facts, section 5.2): people are found by unique id, else by address; instances by their name within the
 * course. Where that leads to none or to several, the row is doubtful, and the person is read by requests.
 */
export function transcriptReader(
  people: readonly ScopedPerson[],
  catalogue: readonly AlmCourseRow[],
  zones: Readonly<Record<string, string>>,
  withPaths: boolean,
): (row: TranscriptRow) => Understood {
  const byUniqueId = grouped(people, ({ uniqueId }) => uniqueId);
  const byEmail = grouped(people, ({ email }) => email);
  const courses = new Map(catalogue.map((course) => [course.courseId, course]));

  const whoIs = (row: TranscriptRow): readonly string[] => {
    const named = byUniqueId.get(key(row.userUniqueId));
    if (named !== undefined) return named.map(({ userId }) => userId);
    // A unique id that is somebody else's leaves only those of whom none is known.
    return (byEmail.get(key(row.email)) ?? [])
      .filter(({ uniqueId }) => uniqueId === null || row.userUniqueId === null)
      .map(({ userId }) => userId);
  };

  return (row) => {
    const course = courses.get(row.trainingId);
    if (course === undefined || row.status === 'unenrolled') return NOBODYS;
    if (isPath(course.courseId) && !withPaths) return NOBODYS;
    const who = whoIs(row);
    const [almUserId] = who;
    if (almUserId === undefined) return NOBODYS;
    const instance = instanceNamed(course, row.instanceName);
    if (who.length > 1 || instance === null) return { is: 'doubtful', almUserIds: who };
    const facts = {
      almUserId,
      courseId: course.courseId,
      instanceId: instance.instanceId,
      startedAt: instantOf(row.startedAt, zones),
      completedAt: instantOf(row.completedAt, zones),
      score: row.score,
      hasPassed: row.hasPassed,
    };
    if (row.module === null) {
      const enrolmentId =
        enrolmentIdOf(instance.instanceId, almUserId) ?? `${instance.instanceId}_${almUserId}`;
      const enrolledAt = instantOf(row.enrolledAt, zones);
      const state = STATES[row.status];
      return { is: 'fact', fact: { ...facts, of: { kind: 'enrolment', enrolmentId, state, enrolledAt } } };
    }
    const moduleId = moduleNamed(instance, row.module);
    if (moduleId === null) return { is: 'doubtful', almUserIds: who };
    const completed = row.status === 'completed';
    return {
      is: 'fact',
      fact: {
        ...facts,
        of: {
          kind: 'grade',
          moduleId,
          completed,
          maxScore: row.maxScore,
          durationSeconds: row.minutesSpent === null ? null : row.minutesSpent * 60,
        },
      },
    };
  };
}

/** The transcript's words in those of an enrolment (alm-facts, sections 5.2 and 8). */
const STATES = Object.freeze({ notStarted: 'ENROLLED', inProgress: 'STARTED', completed: 'COMPLETED' });

function grouped(
  people: readonly ScopedPerson[],
  nameOf: (person: ScopedPerson) => string | null,
): ReadonlyMap<string, readonly ScopedPerson[]> {
  const groups = new Map<string, ScopedPerson[]>();
  for (const person of people) {
    const name = key(nameOf(person));
    if (name === '') continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [person]);
    else group.push(person);
  }
  return groups;
}

function key(name: string | null): string {
  return (name ?? '').trim().toLowerCase();
}

/** Where a course has one instance it is that one, whatever the report calls it. */
function instanceNamed({ instances }: AlmCourseRow, name: string): Instance | null {
  if (instances.length === 1) return instances[0] ?? null;
  const named = instances.filter((one) => key(one.name) === key(name));
  return named.length === 1 ? (named[0] ?? null) : null;
}

/** By id, else by name; the version decides between several. */
function moduleNamed({ modules }: Instance, told: NonNullable<TranscriptRow['module']>): string | null {
  const byId = modules.filter(
    ({ moduleId }) =>
      told.id !== null && (moduleId === told.id || parseModuleId(moduleId)?.module === told.id),
  );
  const found = byId.length > 0 ? byId : modules.filter(({ name }) => key(name) === key(told.name));
  const ofVersion = found.length > 1 ? found.filter(({ version }) => version === told.version) : found;
  return ofVersion.length === 1 ? (ofVersion[0]?.moduleId ?? null) : null;
}

function instantOf(time: ReportedTime | null, zones: Readonly<Record<string, string>>): string | null {
  if (time === null) return null;
  const reading = toInstant(time.local, zones[time.zone] ?? time.zone);
  if (reading.ok) return reading.instant;
  const isZone = reading.code === 'MAP-ZONE-UNKNOWN';
  throw new Failure(
    isZone ? 'ALM-REPORT-ZONE' : 'ALM-REPORT-UNREADABLE',
    isZone
      ? `the transcript's dates are in a zone that is not known: ${time.zone}`
      : `the transcript has a date that is none: ${time.local}`,
    {
      remedy: isZone
        ? `say in migration.yaml which it is, under source.timeZones: "${time.zone}": Area/City; then run the same command again`
        : 'read ALM by requests instead: alm-migrate snapshot --via api',
    },
  );
}
