import { buildSummary, type PlanSummary } from '../../src/reconcile/index.js';
import { eachDifference, type Store } from '../../src/staging/index.js';

/** A plan, its balance, and where each record ended and why, as a page that a person can check. */
export function planText(store: Store, plan: PlanSummary): string {
  const parts = [
    section('Operations', operations(store, plan.planId)),
    section('Left to a person', contested(store)),
    section('Seats', seats(plan)),
    section('Records', records(store)),
    section('Balance', balance(plan)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function operations(store: Store, planId: number): readonly string[] {
  const rows = store
    .prepare(
      'SELECT operation_key AS key, kind, payload, route FROM operation WHERE plan_id = ? ORDER BY operation_id',
    )
    .all(planId) as { key: string; kind: string; payload: string; route: string }[];
  if (rows.length === 0) return ['none'];
  return rows.map(({ key, kind, payload, route }) => {
    const told = JSON.parse(payload) as Record<string, unknown>;
    const facts = FACTS.filter((name) => told[name] !== null && told[name] !== undefined).map(
      (name) => `${name} ${String(told[name])}`,
    );
    return `${kind}${route === 'api' ? '' : ` by ${route}`}  ${key.slice(key.indexOf('|') + 1).replace('|', ' in ')}${facts.length === 0 ? '' : `  (${facts.join(', ')})`}`;
  });
}

/** What of a payload says something that the key does not. */
const FACTS = [
  'email',
  'uniqueId',
  'profileName',
  'seatLimit',
  'managerKey',
  'firstDate',
  'startedAt',
  'completedAt',
  'score',
  'scoreMax',
  'durationSeconds',
];

function contested(store: Store): readonly string[] {
  return [...eachDifference(store)]
    .filter(({ verdict }) => verdict === 'contested' || verdict === 'extra')
    .map(
      ({ subject, code, userKey, profileName, moduleId, instanceId }) =>
        `${subject}  ${userKey ?? profileName ?? ''}${subject === 'person' ? '' : ` ${moduleId ?? instanceId ?? ''}`}  ${code}`,
    );
}

function seats(plan: PlanSummary): readonly string[] {
  return plan.seats.map(
    ({ profile, limit, taken, toAdd, short }) =>
      `${profile}: ${limit ?? 'unknown'} seats, ${taken} taken, ${toAdd} to add, ${short} short`,
  );
}

function records(store: Store): readonly string[] {
  const rows = store
    .prepare(
      `SELECT f.name AS file, r.line, r.who, t.fate, t.code, t.note, w.line AS into_line,
         iif(r.kind = 'training', (SELECT group_concat(DISTINCT n.value) FROM expected_enrolment e, json_each(e.notes) n
           WHERE e.record_id = r.record_id), NULL) AS normalised
       FROM (
         SELECT 'user' AS kind, record_id, file_id, line, user_id AS who FROM user_record
         UNION ALL SELECT 'training', record_id, file_id, line, user_id || ' ' || coalesce(learning_id, title, '') FROM training_record) r
       JOIN source_file f USING (file_id) LEFT JOIN record_fate t ON t.kind = r.kind AND t.record_id = r.record_id
       LEFT JOIN (SELECT 'user' AS kind, record_id, line FROM user_record UNION ALL SELECT 'training', record_id, line FROM training_record) w
         ON w.kind = r.kind AND w.record_id = t.into_record
       ORDER BY f.file_id, r.line, r.record_id`,
    )
    .all() as Record<
    'file' | 'line' | 'who' | 'fate' | 'code' | 'note' | 'into_line' | 'normalised',
    string | null
  >[];
  return rows.map(({ file, line, who, fate, code, note, into_line, normalised }) =>
    [
      `${file}:${line}`,
      who,
      fate,
      code,
      into_line === null ? null : `into line ${into_line}`,
      note === null ? null : `(${note})`,
      normalised,
    ]
      .filter((part) => part !== null)
      .join('  '),
  );
}

function balance({
  balance: { recordsInFiles, staged, rejected, fates, expected, defects },
}: PlanSummary): readonly string[] {
  const sum = (counts: object | null): string =>
    Object.entries(counts ?? {})
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(' + ') || 'nothing';
  return [
    `${recordsInFiles} in the files = ${staged} staged + ${rejected} rejected`,
    `${staged} staged = ${sum(fates)}`,
    `${fates?.expected ?? 0} expected = ${sum(expected)}`,
    ...defects,
  ];
}

const REPORTED = ['profiles', 'persons', 'enrolments', 'completions'] as const;

/** What the report says once the plan was carried out: what ALM then holds as it should, and what not. */
export function reportText(store: Store): string {
  const { verdict, heldBack, totals, differences } = buildSummary(store, {
    account: { accountId: '77', accountName: 'Example Ltd', host: 'alm.example.com' },
    snapshotAt: '2026-02-01T08:00:00.000Z',
    createdAt: '2026-02-01T08:30:00.000Z',
    toolVersion: '0.0.0',
    forecast: false,
    secondLook: null,
    foreseen: null,
    tolerances: '',
  });
  const tallies = REPORTED.filter((name) => totals[name].expected + totals[name].extra > 0).map((name) => {
    const { expected, ...rest } = totals[name];
    const parts = Object.entries(rest)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`);
    return `${expected} ${name}: ${parts.join(', ')}`;
  });
  const left = differences.map(({ count, subject, code, cause }) => `${count} ${subject}  ${code}: ${cause}`);
  const held = heldBack.records === 0 ? '' : `, ${heldBack.records} held back`;
  return `${section(`Report, once that is applied: ${verdict}${held}`, tallies.length + left.length === 0 ? ['nothing expected'] : [...tallies, ...left])}\n`;
}
