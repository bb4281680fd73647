import type { CheckResult, ProfileExample, ValueFinding } from '../../staging/index.js';
import { reasonOf } from '../../terms/index.js';
import { byGravity, type Effect, meaningOf, type Topic } from './meaning.js';
import type { Finding, ImportDay } from './profile.js';

/** From what the store counted to what a person is told. */

type Facts = Pick<Finding, 'counts' | 'count'> &
  Partial<Pick<Finding, 'people' | 'records' | 'field' | 'note' | 'examples'>>;

function finding(code: string, facts: Facts, own: { topic?: Topic; effect?: Effect } = {}): Finding {
  const { cause, mend } = reasonOf(code);
  const { topic, effect } = { ...meaningOf(code), ...own };
  const { counts, count, people = null, records = null, field = null, note = null, examples = [] } = facts;
  return { code, topic, effect, counts, count, people, records, field, note, cause, mend, examples };
}

/** Checks whose effect depends on the field: a start or an enrolment that cannot be carried is left off. */
const LEFT_OFF: readonly string[] = ['MAP-DATE-OUT-OF-RANGE', 'MAP-DATE-IN-FUTURE'];

/** What a check of a training record means: `unusableStart` is the setting of migration.yaml. */
export function effectOfCheck(
  code: string,
  field: string | null,
  unusableStart: 'quarantine' | 'leaveOff',
): Effect {
  if (LEFT_OFF.includes(code) && field === 'enrolled_at') return 'doubtful';
  if (LEFT_OFF.includes(code) && field === 'started_at' && unusableStart === 'leaveOff') return 'doubtful';
  return meaningOf(code).effect;
}

export function ofTrainings(
  results: readonly CheckResult[],
  unusableStart: 'quarantine' | 'leaveOff',
): readonly Finding[] {
  return results.map(({ check, rows, people, examples }) =>
    finding(
      check.code,
      { counts: 'records', count: rows, people, field: check.field, examples },
      { effect: effectOfCheck(check.code, check.field, unusableStart) },
    ),
  );
}

export function ofAccounts(results: readonly CheckResult[]): readonly Finding[] {
  return results.map(({ check, rows, people, records, examples }) =>
    finding(check.code, { counts: 'accounts', count: rows, people, records, field: check.field, examples }),
  );
}

/** Days of courses are a check of records; what is added here are the organisations'. */
export function ofImportDays(days: readonly ImportDay[]): readonly Finding[] {
  const organisations = days.filter(({ by }) => by === 'organisation');
  const [first] = organisations;
  if (first === undefined) return [];
  const count = organisations.reduce((sum, { onDay }) => sum + onDay, 0);
  const note = `${organisations.length === 1 ? 'one organisation' : `${organisations.length} days of organisations`}, ${first.name} on ${first.day} first: ${first.onDay} of its ${first.all} completions`;
  return [finding('DATA-IMPORT-DAY-ORGANISATION', { counts: 'records', count, field: 'ended_at', note })];
}

export function ofSessions(sessions: number): readonly Finding[] {
  return sessions === 0 ? [] : [finding('MAP-SESSION-ROW', { counts: 'records', count: sessions })];
}

export function ofValues(findings: readonly ValueFinding[]): readonly Finding[] {
  return findings.map(({ code, field, count, distinct, values }) =>
    finding(code, {
      counts: 'values',
      count,
      field,
      note: distinct === 1 ? 'always the same value' : `${distinct} different values`,
      examples: values.map(({ count: times, value, ...place }) => ({
        ...place,
        value: times === 1 ? value : `${value ?? ''} (${times} times)`,
      })),
    }),
  );
}

export function ofRejects(
  rejects: readonly {
    readonly code: string;
    readonly count: number;
    readonly examples: readonly ProfileExample[];
  }[],
): readonly Finding[] {
  return rejects.map(({ code, count, examples }) =>
    finding(code, { counts: 'rejects', count, examples }, { topic: 'reading', effect: 'stops' }),
  );
}

/** Gravest first, then the most frequent. */
export function byWeight(a: Finding, b: Finding): number {
  return byGravity(a, b) || b.count - a.count || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}
