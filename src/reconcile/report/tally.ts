import type { CubeCell } from '../../staging/index.js';
import { Defect } from '../../terms/index.js';

/** How many rows of one kind ALM should hold, and how many of them it holds as it should. */
export interface Tally {
  readonly expected: number;
  /** expected − missing − different − contested. */
  readonly matched: number;
  readonly missing: number;
  readonly different: number;
  readonly contested: number;
  /** What ALM holds and nobody expected; no part of `expected`. */
  readonly extra: number;
}

export interface CourseTally {
  readonly courseId: string;
  readonly title: string | null;
  readonly enrolments: Tally;
  readonly completions: Tally;
}

export interface OrganisationTally {
  /** The code that the legacy account names, else its id; null where it names none. */
  readonly organisation: string | null;
  readonly persons: Tally;
  readonly enrolments: Tally;
  readonly completions: Tally;
}

export interface YearTally {
  /** Of the completion; of an enrolment without one, of its start or of the enrolment. null: no date. */
  readonly year: string | null;
  readonly enrolments: Tally;
  readonly completions: Tally;
}

export interface Tallies {
  readonly persons: Tally;
  readonly enrolments: Tally;
  readonly completions: Tally;
  readonly profiles: Tally;
  readonly byCourse: readonly CourseTally[];
  readonly byOrganisation: readonly OrganisationTally[];
  readonly byYear: readonly YearTally[];
}

type Subject = CubeCell['subject'];
type Counts = { -readonly [Part in Exclude<keyof Tally, 'matched'>]: number };
type Group = Record<Subject, Counts>;

/** Adds the cells up: over everything, and by course, organisation and year. */
export function tallyCells(
  cells: Iterable<CubeCell>,
  expectedProfiles: number,
  titleOf: ReadonlyMap<string, string>,
): Tallies {
  const all = group();
  const courses = new Map<string, Group>();
  const organisations = new Map<string | null, Group>();
  const years = new Map<string | null, Group>();
  all.profile.expected = expectedProfiles;
  for (const cell of cells) {
    const { subject, by } = cell;
    // Whatever counts has an organisation, if only none.
    if (by === undefined || by === 'organisation') {
      add(all, cell);
      if (subject !== 'profile') add(groupOf(organisations, cell.organisation), cell);
    }
    if (subject === 'profile' || subject === 'person') continue;
    if (by === undefined || by === 'year') add(groupOf(years, cell.year), cell);
    if ((by === undefined || by === 'course') && cell.courseId !== null)
      add(groupOf(courses, cell.courseId), cell);
  }
  return {
    persons: tallyOf(all.person),
    enrolments: tallyOf(all.enrolment),
    completions: tallyOf(all.completion),
    profiles: tallyOf(all.profile),
    byCourse: sorted(courses).map(([courseId, counts]) => ({
      courseId,
      title: titleOf.get(courseId) ?? null,
      ...learning(counts),
    })),
    byOrganisation: sorted(organisations).map(([organisation, counts]) => ({
      organisation,
      persons: tallyOf(counts.person),
      ...learning(counts),
    })),
    byYear: sorted(years).map(([year, counts]) => ({ year, ...learning(counts) })),
  };
}

function learning(counts: Group): { readonly enrolments: Tally; readonly completions: Tally } {
  return { enrolments: tallyOf(counts.enrolment), completions: tallyOf(counts.completion) };
}

function group(): Group {
  const counts = (): Counts => ({ expected: 0, missing: 0, different: 0, contested: 0, extra: 0 });
  return { profile: counts(), person: counts(), enrolment: counts(), completion: counts() };
}

function groupOf<Key>(groups: Map<Key, Group>, key: Key): Group {
  let found = groups.get(key);
  if (found === undefined) {
    found = group();
    groups.set(key, found);
  }
  return found;
}

function add(counts: Group, cell: CubeCell): void {
  counts[cell.subject][cell.verdict ?? 'expected'] += cell.count;
}

function tallyOf(counts: Counts): Tally {
  const matched = counts.expected - counts.missing - counts.different - counts.contested;
  if (matched < 0) {
    throw new Defect(
      'TALLY-NEGATIVE',
      `${counts.expected} rows are expected, and more have a difference: ${JSON.stringify(counts)}`,
    );
  }
  const { expected, missing, different, contested, extra } = counts;
  return { expected, matched, missing, different, contested, extra };
}

/** By name, so that the same store gives the same report; what has no name comes last. */
function sorted<Key extends string | null>(
  groups: ReadonlyMap<Key, Group>,
): readonly (readonly [Key, Group])[] {
  return [...groups].sort(([a], [b]) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
}
