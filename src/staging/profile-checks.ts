import type { StatusTerm } from '../terms/index.js';
import { dayOf, writtenDay } from './profile.js';

/*
 * What one record or account can have against it, as SQL conditions on a row `r` or `u`. All of them are
 * asked in one scan; what they mean to a person stands with the report.
 */

/** One question to a row. */
export interface Check {
  /** Of the catalogue of reasons. */
  readonly code: string;
  /** The column in question, which the examples show; null where the whole row is. */
  readonly field: string | null;
  /** null: the mark comes with the training of the record (`keepCourseMarks`). */
  readonly where: string | null;
}

/** What the checks take from migration.yaml. */
export interface CheckSettings {
  /** The statuses that become a completion or an enrolment, by kind of record; the rest are left out or set aside. */
  readonly completion: StatusesByKind;
  readonly enrolment: StatusesByKind;
  readonly quarantine: StatusesByKind;
  /** `YYYY-MM-DD`: nothing may lie after it. */
  readonly referenceDay: string;
  readonly scale: { readonly min: number; readonly max: number };
  /** By learning id. */
  readonly scales: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  /** The field of an account that becomes ALM's email: a column, or `details.<name>`. */
  readonly emailField: string;
  /** States of accounts that are left out. */
  readonly statesLeftOut: readonly string[];
}

export interface StatusesByKind {
  readonly training: readonly StatusTerm[];
  readonly external: readonly StatusTerm[];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function list(texts: readonly string[]): string {
  return texts.map(quoted).join(', ');
}

/** What a record's status becomes, as a number: one comparison for most rows, where a list for each costs three. */
const TREATMENT = Object.freeze({ leftOut: 0, completion: 1, enrolment: 2, quarantine: 3, deletes: 4 });

function treatment(settings: CheckSettings): string {
  const of = (kind: keyof StatusesByKind): string => {
    const rows = (['completion', 'enrolment', 'quarantine'] as const).flatMap((name) =>
      settings[name][kind].map((term) => `WHEN ${quoted(term)} THEN ${TREATMENT[name]}`),
    );
    return rows.length === 0 ? String(TREATMENT.leftOut) : `CASE r.status_term ${rows.join(' ')} ELSE 0 END`;
  };
  return `iif(r.kind = 'external', ${of('external')}, ${of('training')})`;
}

/** Whether a record `r` becomes a completion by its status. */
export function completes(settings: CheckSettings): string {
  return `${treatment(settings)} = ${TREATMENT.completion}`;
}

/** A row of external training that deletes a record: nothing else is asked of it (peoplefluent-facts 4.2). */
const DELETES = `(r.kind = 'external' AND EXISTS (
  SELECT 1 FROM json_each(r.details) WHERE lower(key) = 'action' AND upper(trim(value)) = 'D'))`;

/** What is written like a date in any form that exports have. */
function looksLikeDate(column: string): string {
  const forms = [
    '[12][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]',
    '[0-9][0-9][-/.][0-9][0-9][-/.][0-9][0-9]',
    '[0-9][0-9][-/.][0-9][0-9][-/.][12][0-9][0-9][0-9]',
    '[0-9][0-9]-[A-Za-z][A-Za-z][A-Za-z]-[0-9][0-9]',
    '[0-9][0-9]-[A-Za-z][A-Za-z][A-Za-z]-[12][0-9][0-9][0-9]',
  ];
  const globs = forms.flatMap((form) => [
    `${column} GLOB '${form}'`,
    `${column} GLOB '${form}[T ][0-9]*:[0-9][0-9]*'`,
  ]);
  return `(${column} >= '0' AND ${column} < ':' AND length(${column}) >= 8 AND (${globs.join(' OR ')}))`;
}

function looksLikeEmail(column: string): string {
  return `(instr(${column}, '@') > 1 AND ${column} LIKE '%_@_%._%' AND ${column} NOT LIKE '% %')`;
}

/** The words of statuses that no other column holds by right (peoplefluent-facts 7.1). */
const STATUS_WORDS = [
  'completed',
  'in progress',
  'in process',
  'withdrawn',
  'cancelled',
  'enrolled',
  'waitlisted',
  'no show',
];
function looksLikeStatus(column: string): string {
  return `(length(${column}) < 12 AND ${column} COLLATE NOCASE IN (${list(STATUS_WORDS)}))`;
}

function isAnyOf(column: string, ...looks: readonly ((column: string) => string)[]): string {
  return looks.map((look) => look(column)).join(' OR ');
}

/** What no date is written with. */
const WITHOUT_DIGIT = (column: string): string => `${column} NOT GLOB '*[0-9]*'`;

const SHIFTED = 'DATA-COLUMN-SHIFTED';

/** Values that stand in the wrong column: many rows of them, and the columns of an export are shifted. */
const SHIFTED_TRAINING: readonly Check[] = Object.freeze(
  [
    ['user_id', isAnyOf('r.user_id', looksLikeDate, looksLikeStatus)],
    ['learning_id', isAnyOf('r.learning_id', looksLikeDate, looksLikeEmail, looksLikeStatus)],
    ['title', isAnyOf('r.title', looksLikeDate, looksLikeEmail, looksLikeStatus)],
    ['learning_type', isAnyOf('r.learning_type', looksLikeDate, looksLikeEmail, looksLikeStatus)],
    // What the vocabularies know is no date.
    ['status', `r.status_term = 'unknown' AND (${isAnyOf('r.status', looksLikeDate, looksLikeEmail)})`],
    ['enrolled_at', `r.enrolled_day IS NULL AND ${WITHOUT_DIGIT('r.enrolled_at')}`],
    ['started_at', `r.started_day IS NULL AND ${WITHOUT_DIGIT('r.started_at')}`],
    ['ended_at', `r.ended_day IS NULL AND ${WITHOUT_DIGIT('r.ended_at')}`],
    ['score', isAnyOf('r.score', looksLikeDate, looksLikeEmail, looksLikeStatus)],
    ['session_code', isAnyOf('r.session_code', looksLikeEmail, looksLikeStatus)],
  ].map(([field = '', where = '']) => ({ code: SHIFTED, field, where })),
);

/**
 * The training records with what several checks ask of them, computed once: the days, and what their
 * status makes of them. Rows of sessions are nobody's, and in none of the checks.
 */
export function checkedTrainings(settings: CheckSettings): string {
  // The LIMIT keeps the columns whole: merged into the outer SELECT, each use would compute them anew.
  return `(SELECT r.record_id, r.user_id, r.kind, r.learning_id, r.title, r.learning_type, r.status, r.status_term,
      r.enrolled_at, r.started_at, r.ended_at, r.score, r.session_code, iif(r.kind = 'external', r.details, '{}') AS details,
      ${dayOf('r.ended_at')} AS ended_day, ${dayOf('r.started_at')} AS started_day,
      ${dayOf('r.enrolled_at')} AS enrolled_day,
      iif(${DELETES}, ${TREATMENT.deletes}, ${treatment(settings)}) AS becomes
    FROM training_record r WHERE r.user_id <> '' LIMIT -1) r`;
}

/** Whether a row of `checkedTrainings` becomes something, by its status. */
export const MOVES = `r.becomes IN (${TREATMENT.completion}, ${TREATMENT.enrolment})`;

/** Checks of training records, as rows of `checkedTrainings`. */
export function trainingChecks(settings: CheckSettings): readonly Check[] {
  const completes = `r.becomes = ${TREATMENT.completion}`;
  const moves = MOVES;
  // The range of ALM: alm-facts, section 6.
  const out = (date: string): string => `(${date} < '1981-01-01' OR ${date} > '2038-01-19')`;
  const future = (date: string): string =>
    `(${date} > ${quoted(settings.referenceDay)} AND ${date} <= '2038-01-19')`;
  const number = `(r.score NOT GLOB '*[^0-9.+-]*' AND r.score GLOB '*[0-9]*')`;
  const ownScale = Object.entries(settings.scales).map(
    ([id, { min, max }]) =>
      `WHEN ${quoted(id)} THEN CAST(r.score AS REAL) < ${min} OR CAST(r.score AS REAL) > ${max}`,
  );
  const { min, max } = settings.scale;
  const outOfScale = `CASE r.learning_id ${ownScale.join(' ')} ${ownScale.length === 0 ? "WHEN '' THEN 0" : ''}
    ELSE CAST(r.score AS REAL) < ${min} OR CAST(r.score AS REAL) > ${max} END`;
  return [
    {
      code: 'MAP-USER-MISSING',
      field: 'user_id',
      where: 'r.user_id IN (SELECT user_id FROM temp.profile_person WHERE NOT known)',
    },
    {
      code: 'MAP-STATUS-UNKNOWN',
      field: 'status',
      where: `r.status_term = 'unknown' AND r.becomes = ${TREATMENT.quarantine}`,
    },
    {
      code: 'MAP-STATUS-QUARANTINED',
      field: 'status',
      where: `r.status_term <> 'unknown' AND r.becomes = ${TREATMENT.quarantine}`,
    },
    { code: 'MAP-STATUS-LEFT-OUT', field: 'status', where: `r.becomes = ${TREATMENT.leftOut}` },
    { code: 'MAP-EXTERNAL-DELETED', field: 'title', where: `r.becomes = ${TREATMENT.deletes}` },
    { code: 'MAP-COMPLETION-WITHOUT-DATE', field: 'status', where: `${completes} AND r.ended_at IS NULL` },
    {
      code: 'MAP-DATE-UNREADABLE',
      field: 'ended_at',
      where: `${completes} AND r.ended_at IS NOT NULL AND r.ended_day IS NULL`,
    },
    { code: 'MAP-DATE-OUT-OF-RANGE', field: 'ended_at', where: `${completes} AND ${out('r.ended_day')}` },
    { code: 'MAP-DATE-OUT-OF-RANGE', field: 'started_at', where: `${moves} AND ${out('r.started_day')}` },
    { code: 'MAP-DATE-OUT-OF-RANGE', field: 'enrolled_at', where: `${moves} AND ${out('r.enrolled_day')}` },
    { code: 'MAP-DATE-IN-FUTURE', field: 'ended_at', where: `${completes} AND ${future('r.ended_day')}` },
    { code: 'MAP-DATE-IN-FUTURE', field: 'enrolled_at', where: `${moves} AND ${future('r.enrolled_day')}` },
    {
      code: 'MAP-START-AFTER-COMPLETION',
      field: 'started_at',
      where: `${completes} AND unixepoch(r.started_at) > unixepoch(r.ended_at)`,
    },
    {
      code: 'MAP-ENROLMENT-AFTER-COMPLETION',
      field: 'enrolled_at',
      where: `${completes} AND unixepoch(r.enrolled_at) > unixepoch(r.ended_at)`,
    },
    {
      code: 'DATA-DATE-ONLY',
      field: 'ended_at',
      where: `${completes} AND substr(r.ended_at, 11, 9) = 'T00:00:00'`,
    },
    {
      code: 'DATA-IMPORT-DAY-COURSE',
      field: 'ended_at',
      where: `${completes} AND (r.learning_id, r.ended_day) IN (SELECT name, day FROM temp.profile_course_day)`,
    },
    {
      code: 'MAP-SCORE-UNREADABLE',
      field: 'score',
      where: `${completes} AND r.score <> '' AND NOT ${number}`,
    },
    {
      code: 'MAP-SCORE-OUT-OF-SCALE',
      field: 'score',
      where: `${completes} AND r.score <> '' AND ${number} AND ${outOfScale}`,
    },
    {
      code: 'MAP-COURSE-MISSING',
      field: 'title',
      where: `r.kind <> 'external' AND ${moves} AND coalesce(r.learning_id, '') = ''`,
    },
    {
      code: 'DATA-RECORD-AGAIN',
      field: 'learning_id',
      where: `r.user_id IN (SELECT user_id FROM temp.profile_again) AND EXISTS (SELECT 1 FROM temp.profile_again a WHERE a.user_id = r.user_id
        AND a.course = coalesce(r.learning_id, r.title, '') AND a.term = r.status_term
        AND a.day = coalesce(${writtenDay('r.ended_at')}, '') AND a.first <> r.record_id)`,
    },
    { code: 'MAP-COURSE-UNMAPPED', field: 'learning_id', where: null },
    { code: 'MAP-COURSE-LEFT-OUT', field: 'learning_id', where: null },
    { code: 'MAP-EXTERNAL-UNMAPPED', field: 'title', where: null },
    { code: 'MAP-CROSSWALK-UNREVIEWED', field: 'learning_id', where: null },
    { code: 'MAP-CROSSWALK-DUPLICATE', field: 'learning_id', where: null },
    ...SHIFTED_TRAINING,
  ];
}

/** A field of an account by its name in migration.yaml, as SQL on a row `u`. */
function accountField(name: string): string {
  if (name.startsWith('details.')) {
    const key = quoted(name.slice('details.'.length).toLowerCase());
    return `(SELECT value FROM json_each(u.details) WHERE lower(key) = ${key})`;
  }
  return `u.${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** The email of an account as it is compared: without case and blanks; empty where there is none. */
export function emailOf(field: string): string {
  return `lower(trim(coalesce(${accountField(field)}, '')))`;
}

/** Checks of accounts. Those that do not move are asked for their state only. */
export function accountChecks(settings: CheckSettings): readonly Check[] {
  const email = emailOf(settings.emailField);
  const moves = `u.status_term NOT IN (${list(settings.statesLeftOut)})`;
  const leftOut = (state: string): string => `u.status_term = '${state}' AND NOT ${moves}`;
  const shifted = (field: string, where: string): Check => ({ code: SHIFTED, field, where });
  return [
    { code: 'MAP-USER-CLOSED', field: 'user_id', where: leftOut('closed') },
    { code: 'MAP-USER-DELETED', field: 'user_id', where: leftOut('deleted') },
    { code: 'MAP-USER-SUSPENDED', field: 'user_id', where: `u.status_term = 'suspended'` },
    {
      code: 'MAP-USER-STATUS-UNKNOWN',
      field: 'status',
      where: `u.status_term = 'unknown' AND trim(coalesce(u.status, '')) <> ''`,
    },
    { code: 'MAP-USER-WITHOUT-EMAIL', field: 'user_id', where: `${moves} AND ${email} = ''` },
    {
      code: 'MAP-USER-EMAIL-INVALID',
      field: 'email',
      where: `${moves} AND ${email} <> '' AND (${email} NOT LIKE '_%@%_' OR ${email} LIKE '%@%@%' OR ${email} GLOB '*[ ,;<>]*')`,
    },
    {
      code: 'MAP-USER-EMAIL-CLASH',
      field: 'email',
      where: `${moves} AND ${email} IN (SELECT email FROM temp.profile_email)`,
    },
    {
      code: 'MAP-USER-WITHOUT-NAME',
      field: 'user_id',
      where: `${moves} AND trim(coalesce(u.given_name, '') || coalesce(u.family_name, '')) = ''`,
    },
    {
      code: 'DATA-USER-WITHOUT-RECORDS',
      field: 'user_id',
      where: 'NOT EXISTS (SELECT 1 FROM temp.profile_person p WHERE p.user_id = u.record_key)',
    },
    shifted('user_id', looksLikeDate('u.user_id')),
    shifted('email', `${looksLikeDate('u.email')}`),
    shifted('given_name', `${looksLikeDate('u.given_name')} OR ${looksLikeEmail('u.given_name')}`),
    shifted('family_name', `${looksLikeDate('u.family_name')} OR ${looksLikeEmail('u.family_name')}`),
    shifted('status', `${looksLikeDate('u.status')} OR ${looksLikeEmail('u.status')}`),
    shifted(
      'employee_number',
      `${looksLikeDate('u.employee_number')} OR ${looksLikeEmail('u.employee_number')}`,
    ),
    shifted(
      'organization_code',
      `${looksLikeDate('u.organization_code')} OR ${looksLikeEmail('u.organization_code')}`,
    ),
    shifted('manager_id', looksLikeDate('u.manager_id')),
  ];
}
