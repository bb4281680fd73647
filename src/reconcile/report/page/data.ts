import { personReader, type Store } from '../../../staging/index.js';
import { reasonOf } from '../../../terms/index.js';
import { jsonForScript } from '../../page/index.js';
import { type ExceptionCounts, pickExceptions, shareRoom } from '../exceptions.js';
import { tellStory } from '../story.js';
import type { ReportSummary } from '../summary.js';
import type { Tally } from '../tally.js';

/** How many people get a page of their own, and of how many records each and all together. */
export const STORY_LIMITS = Object.freeze({ people: 1000, recordsEach: 60, recordsInAll: 6000 });

/** How many courses and organisations the page lists; what is beyond is one row. */
const GROUPS = 400;

/** One row of a table by course, organisation or year. */
interface PageGroup {
  readonly name: string;
  readonly id: string | null;
  readonly persons?: Tally;
  readonly enrolments: Tally;
  readonly completions: Tally;
}

/**
 * What the page's script reads, as JSON in pieces: counts, then the exceptions, then the stories of the
 * people in them. One person is in memory at a time.
 */
export function* pageData(store: Store, summary: ReportSummary): Generator<string> {
  const counts = exceptionCounts(summary);
  const room = shareRoom(counts);
  const head = {
    folder: commonFolder(summary.files.map((file) => file.name)),
    courses: capped(
      summary.byCourse.map((row) => ({ ...row, name: row.title ?? row.courseId, id: row.courseId })),
    ),
    organisations: capped(
      summary.byOrganisation.map((row) => ({
        ...row,
        name: row.organisation ?? 'no organisation',
        id: null,
      })),
    ),
    years: summary.byYear.map((row) => ({ ...row, name: row.year ?? 'no date', id: null })),
    reasons: reasonRows(summary),
    counts,
    shown: room,
  };
  yield `${jsonForScript(head).slice(0, -1)},"exceptions":[`;
  const people = new Set<string>();
  let separator = '';
  for (const exception of pickExceptions(store, room)) {
    if (exception.user !== null && people.size < STORY_LIMITS.people) people.add(exception.user);
    yield separator + jsonForScript(exception);
    separator = ',';
  }
  yield '],"people":{';
  yield* stories(store, people);
  yield '}}';
}

function* stories(store: Store, people: ReadonlySet<string>): Generator<string> {
  const read = personReader(store, STORY_LIMITS.recordsEach);
  let records = 0;
  let separator = '';
  for (const userKey of people) {
    if (records >= STORY_LIMITS.recordsInAll) return;
    const story = tellStory(read(userKey));
    records += story.chapters.length;
    yield `${separator}${jsonForScript(userKey)}:${jsonForScript(story)}`;
    separator = ',';
  }
}

/** The folders that all of these files lie in, with the slash behind; empty where they have none in common. */
function commonFolder(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => file.split(/(?<=[/\\])/).slice(0, -1));
  const parts = [...first];
  for (const other of others) {
    const differs = parts.findIndex((part, index) => part !== other[index]);
    if (differs !== -1) parts.length = differs;
  }
  return parts.join('');
}

function exceptionCounts({ differences, fates, rejects }: ReportSummary): ExceptionCounts {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  return {
    differences: sum(differences.map((row) => row.count)),
    unmoved: sum(
      fates.filter(({ fate }) => fate === 'leftOut' || fate === 'quarantined').map((row) => row.records),
    ),
    rejects: sum(rejects.map((row) => row.count)),
  };
}

interface ReasonRow {
  readonly verdict: string;
  readonly subject: string;
  readonly code: string;
  readonly count: number;
  readonly cause: string;
  readonly mend: string;
}

/** Every reason that the report gives, differences first, then what did not move, most first. */
function reasonRows(summary: ReportSummary): readonly ReasonRow[] {
  const differences = summary.differences.map(({ subject, verdict, code, count }) => ({
    verdict,
    subject: subject as string,
    code,
    count,
  }));
  const fates = summary.fates.flatMap((row) =>
    row.code === null || row.fate === 'expected' || row.fate === 'merged'
      ? []
      : [
          {
            verdict: row.fate,
            subject: row.kind === 'user' ? 'account' : 'record',
            code: row.code,
            count: row.records,
          },
        ],
  );
  const rejects = summary.rejects.map(({ code, count }) => ({
    verdict: 'rejected',
    subject: 'record',
    code,
    count,
  }));
  return [differences, fates, rejects].flatMap((rows) =>
    [...rows]
      .sort((a, b) => b.count - a.count)
      .map((row) => {
        const { cause, mend } = reasonOf(row.code);
        return { ...row, cause, mend };
      }),
  );
}

/** The groups with most that is not right first; those beyond the limit are added up into one. */
function capped(groups: readonly PageGroup[]): readonly PageGroup[] {
  if (groups.length <= GROUPS) return groups;
  const sorted = [...groups].sort((a, b) => concern(b) - concern(a) || size(b) - size(a));
  const rest = sorted.slice(GROUPS);
  const others = (pick: (group: PageGroup) => Tally | undefined): Tally =>
    rest.reduce((sum, group) => plus(sum, pick(group) ?? EMPTY), EMPTY);
  return [
    ...sorted.slice(0, GROUPS),
    {
      name: `${rest.length} more`,
      id: null,
      ...(rest[0]?.persons === undefined ? {} : { persons: others((group) => group.persons) }),
      enrolments: others((group) => group.enrolments),
      completions: others((group) => group.completions),
    },
  ];
}

const EMPTY: Tally = Object.freeze({
  expected: 0,
  matched: 0,
  missing: 0,
  different: 0,
  contested: 0,
  extra: 0,
});

function concern({ persons, enrolments, completions }: PageGroup): number {
  return [persons, enrolments, completions].reduce(
    (sum, one) => sum + (one === undefined ? 0 : one.expected - one.matched + one.extra),
    0,
  );
}

function size({ enrolments, completions }: PageGroup): number {
  return enrolments.expected + completions.expected;
}

function plus(a: Tally, b: Tally): Tally {
  return {
    expected: a.expected + b.expected,
    matched: a.matched + b.matched,
    missing: a.missing + b.missing,
    different: a.different + b.different,
    contested: a.contested + b.contested,
    extra: a.extra + b.extra,
  };
}
