import { comparisonScope, setCompared } from './basis.js';
import { HELD_DURATION, withDuration } from './completion-json.js';
import { ROWS_A_PERSON } from './expected.js';
import { matchPeople } from './expected-people.js';
import type { Store } from './store.js';

/** What the comparison lets pass, named in every report. */
export interface Tolerances {
  /** Instants that are closer than that are equal; 1 at least. */
  readonly seconds: number;
  /** Likewise durations. */
  readonly durationSeconds: number;
  /** Whether name and profile of an account that ALM had before are compared. */
  readonly compareAccounts: boolean;
}

/**
 * A difference has the same number in every comparison that finds it, and the numbers go in the order in
 * which people read them: profiles, people, then the enrolments of each person, the completions, and what
 * nobody expected. Below the rank there is room for 2^44 expected enrolments with 64 modules each.
 */
const RANK = 2 ** 50;
const MODULES = 64;
const ID = Object.freeze({
  profile: 'row_number() OVER (ORDER BY profile_name)',
  person: `${RANK} + (SELECT person_id FROM legacy_person l WHERE l.user_key = p.user_key)`,
  enrolment: `${2 * RANK} + e.expected_id * ${MODULES}`,
  completion: `${3 * RANK} + expected_id * ${MODULES}
    + (SELECT count(*) FROM expected_completion o WHERE o.expected_id = found.expected_id AND o.module_id < found.module_id)`,
  extra: `${4 * RANK} + (SELECT person_id FROM legacy_person l WHERE l.user_key = p.user_key) * ${2 ** 20}
    + (SELECT count(*) FROM alm_enrolment o WHERE o.alm_user_id = a.alm_user_id
       AND (o.instance_id, o.enrolment_id) < (a.instance_id, a.enrolment_id))`,
});

/** Where the comparison begins: with everybody, or with those for whom something has changed. */
interface Scope {
  /** Rows `p` of expected people. */
  readonly people: string;
  /** Rows `e` of expected enrolments, with the person `p` of each. */
  readonly enrolments: string;
}

/**
 * The person first, then the enrolments of each: the person is looked up once, and what ALM holds of one person
 * lies together. The other way round, a million enrolments take a fifth to a third longer.
 */
function scopeOf(people: string): Scope {
  return {
    people,
    enrolments: `${people}
      CROSS JOIN expected_enrolment e INDEXED BY expected_enrolment_by_person ON e.user_key = p.user_key`,
  };
}

const EVERYBODY = scopeOf('expected_person p');
const CHANGED = scopeOf('stale_person x CROSS JOIN expected_person p ON p.user_key = x.user_key');
/** Of either, the people whom `UNEVEN_PEOPLE` finds. */
const UNEVEN = scopeOf('uneven_person x CROSS JOIN expected_person p ON p.user_key = x.user_key');

/** A column of the enrolment that ALM holds where `e` is expected. */
const HELD_ENROLMENT = (column: string): string => `
  (SELECT ${column} FROM alm_enrolment n INDEXED BY alm_enrolment_by_user
   WHERE n.alm_user_id = p.alm_user_id AND n.instance_id = e.instance_id)`;

/** The codes that a difference can have; each stands in the catalogue of reasons. */
const PERSON_DIFFERENCES = ({ people }: Scope): string => `
  INSERT INTO difference (difference_id, subject, verdict, code, kind, record_id, user_key, profile_name, alm_user_id,
                          expected, actual)
  SELECT ${ID.person}, 'person',
    CASE WHEN p.alm_user_id IS NULL AND clash.alm_user_id IS NULL AND p.account_state = 'ACTIVE' THEN 'missing'
         WHEN u.state = 'ACTIVE' AND u.user_type = p.user_type AND clash.alm_user_id IS NULL
           AND p.account_state = 'ACTIVE' AND moved.profile_id IS NULL THEN 'different'
         ELSE 'contested' END,
    CASE WHEN clash.alm_user_id IS NOT NULL THEN iif(
           (SELECT count(*) FROM alm_user c WHERE c.alm_user_id = p.led_to OR c.unique_id = p.unique_id OR c.email = p.email) > 1,
           'ALM-IDENTITY-CLASH', 'ALM-IDENTITY-SHARED')
         WHEN p.account_state = 'DELETED' THEN 'ALM-USER-LEAVER'
         WHEN p.alm_user_id IS NULL THEN 'ALM-USER-MISSING'
         WHEN u.state <> 'ACTIVE' THEN 'ALM-USER-NOT-ACTIVE'
         WHEN u.user_type <> p.user_type THEN 'ALM-USER-TYPE'
         WHEN moved.profile_id IS NOT NULL THEN 'ALM-USER-PROFILE'
         ELSE 'ALM-USER-DIFFERS' END,
    'user', p.record_id, p.user_key, p.profile_name, coalesce(p.alm_user_id, clash.alm_user_id),
    json_object('email', p.email, 'name', p.name, 'uniqueId', p.unique_id, 'userType', p.user_type,
                'profileName', p.profile_name, 'profile', p.profile),
    CASE WHEN u.alm_user_id IS NOT NULL OR clash.alm_user_id IS NOT NULL THEN
      json_object('email', coalesce(u.email, clash.email), 'name', coalesce(u.name, clash.name),
                  'uniqueId', coalesce(u.unique_id, clash.unique_id), 'userType', coalesce(u.user_type, clash.user_type),
                  'state', coalesce(u.state, clash.state), 'profile', coalesce(u.profile, clash.profile),
                  'profileName', moved.name) END
  FROM ${people}
  LEFT JOIN alm_user u ON u.alm_user_id = p.alm_user_id
  LEFT JOIN alm_user clash ON p.alm_user_id IS NULL AND clash.alm_user_id =
    (SELECT min(c.alm_user_id) FROM alm_user c
     WHERE c.alm_user_id = p.led_to OR c.unique_id = p.unique_id OR c.email = p.email)
  LEFT JOIN alm_profile moved ON u.user_type = 'EXTERNAL' AND p.user_type = 'EXTERNAL'
    AND moved.profile_id = u.profile_id AND moved.name <> p.profile_name
  WHERE (p.account_state = 'ACTIVE' AND (p.alm_user_id IS NULL OR u.state <> 'ACTIVE' OR u.user_type <> p.user_type
       OR moved.profile_id IS NOT NULL
       OR ($compareAccounts = 1 AND (u.name <> p.name OR (p.profile IS NOT NULL AND u.profile IS NOT p.profile)))))
     OR (p.account_state = 'DELETED' AND u.state IS NOT 'DELETED')`;

const PROFILE_DIFFERENCES = `
  INSERT INTO difference (difference_id, subject, verdict, code, profile_name, expected)
  SELECT ${ID.profile}, 'profile', 'missing', 'ALM-PROFILE-MISSING', profile_name, json_object('name', profile_name)
  FROM (SELECT DISTINCT p.profile_name FROM expected_person p
  WHERE p.profile_name IS NOT NULL AND p.alm_user_id IS NULL AND p.account_state = 'ACTIVE'
    AND NOT EXISTS (SELECT 1 FROM alm_profile a WHERE a.name = p.profile_name))`;

/**
 * A profile that ALM does not have and the mapping does not define leaves its people to a person. Internal
 * people have none: to be in no list at all is no fault of theirs (NULL NOT IN an empty list is true).
 */
const UNDEFINED_PROFILES = `
  UPDATE difference SET verdict = 'contested', code = 'ALM-PROFILE-UNDEFINED'
  WHERE subject IN ('profile', 'person') AND verdict = 'missing' AND profile_name IS NOT NULL
    AND profile_name NOT IN (SELECT name FROM alm_profile) AND profile_name NOT IN (SELECT value FROM json_each($profiles))`;

/**
 * A person whom the comparison leaves to a person takes the enrolments along: nothing is written for them.
 * Not so who belongs to another profile: that can be mended later, and stands in nothing's way.
 */
const UNSETTLED_PEOPLE = `
  CREATE TEMP TABLE unsettled_person (user_key TEXT PRIMARY KEY) WITHOUT ROWID;
  INSERT OR IGNORE INTO unsettled_person
  SELECT user_key FROM difference WHERE subject = 'person' AND verdict = 'contested' AND code <> 'ALM-USER-PROFILE'`;

/**
 * People whose enrolments in ALM are not just those that are expected, told by all of them at once: most people's
 * are, and those are not gone through one by one. Both lists come in the order of their index; should they not,
 * somebody is gone through for nothing.
 */
const UNEVEN_PEOPLE = ({ people }: Scope): string => `
  CREATE TEMP TABLE uneven_person (user_key TEXT PRIMARY KEY) WITHOUT ROWID;
  INSERT OR IGNORE INTO uneven_person
  SELECT p.user_key FROM ${people}
  WHERE (SELECT group_concat(e.instance_id, char(0)) FROM expected_enrolment e INDEXED BY expected_enrolment_by_person
         WHERE e.user_key = p.user_key)
    IS NOT (SELECT group_concat(n.instance_id, char(0)) FROM alm_enrolment n INDEXED BY alm_enrolment_by_user
            WHERE n.alm_user_id = p.alm_user_id)`;

const ENROLMENT_DIFFERENCES = `
  INSERT INTO difference (difference_id, subject, verdict, code, kind, record_id, expected_id, user_key, alm_user_id,
                          course_id, instance_id, expected)
  SELECT ${ID.enrolment}, 'enrolment',
    iif(s.user_key IS NULL, 'missing', 'contested'),
    iif(s.user_key IS NULL, 'ALM-ENROLMENT-MISSING', 'ALM-PERSON-CONTESTED'),
    'training', e.record_id, e.expected_id, e.user_key, p.alm_user_id, e.course_id, e.instance_id,
    json_object('state', e.state, 'enrolledAt', e.enrolled_at)
  FROM ${UNEVEN.enrolments}
  LEFT JOIN unsettled_person s ON s.user_key = p.user_key
  WHERE NOT EXISTS ${HELD_ENROLMENT('1')}`;

/**
 * A completed program becomes an enrolment in a learning path, and the path is complete when its courses are:
 * ALM takes no completion of it. So an enrolment that a snapshot has seen, and not as complete, is left to a
 * person; of one that was written since, nobody knows yet. Its date follows from the courses' own, each of
 * which is compared by itself.
 */
const INCOMPLETE_PATHS = ({ enrolments }: Scope): string => `
  INSERT INTO difference (difference_id, subject, verdict, code, kind, record_id, expected_id, user_key, alm_user_id,
                          course_id, instance_id, expected, actual)
  SELECT ${ID.enrolment}, 'enrolment', 'contested', iif(s.user_key IS NULL, 'ALM-PATH-INCOMPLETE', 'ALM-PERSON-CONTESTED'),
    'training', e.record_id, e.expected_id, e.user_key, p.alm_user_id, e.course_id, e.instance_id,
    json_object('state', e.state, 'enrolledAt', e.enrolled_at, 'completedAt', e.completed_at),
    json_object('state', a.state, 'enrolledAt', a.enrolled_at)
  FROM ${enrolments}
  CROSS JOIN alm_enrolment a INDEXED BY alm_enrolment_by_user ON a.alm_user_id = p.alm_user_id AND a.instance_id = e.instance_id
  LEFT JOIN unsettled_person s ON s.user_key = e.user_key
  WHERE e.state = 'completed' AND e.course_id GLOB 'learningProgram:*' AND a.state <> 'COMPLETED'
    AND a.written_by IS NULL`;
const HAS_PATHS = `SELECT EXISTS (SELECT 1 FROM alm_course WHERE course_id GLOB 'learningProgram:*')`;

/** How many seconds after `from` an instant is; null where one of the two is not there. Most are equal as text. */
function secondsFrom(from: string, to: string): string {
  return `iif(${from} = ${to}, 0, unixepoch(${to}) - unixepoch(${from}))`;
}

/** When a module was completed as ALM has it: by its grade, else by the enrolment, which is read for those only. */
const ACTUAL_AT = `coalesce(g.completed_at, ${HELD_ENROLMENT('n.completed_at')})`;

/**
 * Module by module. Where ALM holds an enrolment as completed and names no grade of the module, the
 * enrolment's own date stands for it. A later date in ALM is a later completion of its own: left alone.
 * A duration alone is no reason to write: ALM counts the time itself, and a grade that is sent again would
 * wipe that out. It goes along with what is written anyway.
 */
const COMPLETION_DIFFERENCES = ({ people }: Scope): string => `
  INSERT INTO difference (difference_id, subject, verdict, code, kind, record_id, expected_id, user_key, alm_user_id,
                          course_id, instance_id, module_id, expected, actual)
  SELECT ${ID.completion}, 'completion',
    CASE WHEN unsettled THEN 'contested' WHEN NOT completed THEN 'missing' WHEN later >= $seconds THEN 'contested'
         WHEN later IS NULL OR later <= -$seconds OR other_score THEN 'different' ELSE 'contested' END,
    CASE WHEN unsettled THEN 'ALM-PERSON-CONTESTED' WHEN NOT completed THEN 'ALM-COMPLETION-MISSING'
         WHEN later >= $seconds THEN 'ALM-COMPLETION-LATER'
         WHEN later IS NULL OR later <= -$seconds THEN 'ALM-COMPLETION-DATE'
         WHEN other_score THEN 'ALM-SCORE-DIFFERS' ELSE 'ALM-DURATION-DIFFERS' END,
    'training', record_id, expected_id, user_key, alm_user_id, course_id, instance_id, module_id,
    ${withDuration("'startedAt', started_at, 'completedAt', completed_at, 'score', score, 'scoreMax', score_max", 'seconds_spent')},
    iif(completed, ${withDuration("'completedAt', actual_at, 'score', actual_score", 'actual_seconds')}, NULL)
  FROM (
    SELECT c.record_id, e.expected_id, e.user_key, e.course_id, e.instance_id, c.started_at, c.completed_at,
      c.score, c.score_max, p.alm_user_id, c.module_id,
      EXISTS (SELECT 1 FROM unsettled_person s WHERE s.user_key = p.user_key) AS unsettled,
      coalesce(g.completed, ${HELD_ENROLMENT(`n.state = 'COMPLETED'`)}, 0) AS completed,
      ${ACTUAL_AT} AS actual_at,
      g.score AS actual_score, g.module_id IS NOT NULL AND c.score IS NOT NULL AND g.score IS NOT c.score AS other_score,
      c.duration_seconds AS seconds_spent, ${HELD_DURATION} AS actual_seconds,
      ${secondsFrom('c.completed_at', ACTUAL_AT)} AS later
    FROM ${people}
    CROSS JOIN legacy_person l ON l.user_key = p.user_key
    CROSS JOIN expected_completion c ON c.expected_id BETWEEN l.person_id * ${ROWS_A_PERSON} AND (l.person_id + 1) * ${ROWS_A_PERSON} - 1
    LEFT JOIN alm_grade g ON g.alm_user_id = p.alm_user_id AND g.module_id = c.module_id
    CROSS JOIN expected_enrolment e ON e.expected_id = c.expected_id
    -- Most are as expected to the letter, which is told from the columns as they stand, before the enrolment is read.
    WHERE g.completed IS NOT 1 OR g.completed_at IS NOT c.completed_at OR g.score IS NOT c.score
      OR c.duration_seconds IS NOT NULL) found
  WHERE NOT completed OR later IS NULL OR abs(later) >= $seconds
     OR other_score OR abs(seconds_spent - actual_seconds) >= $durationSeconds`;

/** Only of people whom we expect: the history of everybody else is none of this migration's business. */
const EXTRA_ENROLMENTS = `
  INSERT INTO difference (difference_id, subject, verdict, code, user_key, alm_user_id, course_id, instance_id, actual)
  SELECT ${ID.extra}, 'enrolment', 'extra', 'ALM-ENROLMENT-EXTRA', p.user_key, a.alm_user_id, a.course_id, a.instance_id,
    json_object('state', a.state, 'enrolledAt', a.enrolled_at, 'completedAt', a.completed_at)
  FROM ${UNEVEN.people} CROSS JOIN alm_enrolment a ON a.alm_user_id = p.alm_user_id
  WHERE NOT EXISTS (SELECT 1 FROM expected_enrolment e
                    WHERE e.user_key = p.user_key AND e.instance_id = a.instance_id)`;

/**
 * What we wrote, and ALM now holds otherwise, was changed by somebody since: it is contested. It counts
 * as ours only while ALM still holds what the operation sent, in which case a new expectation may follow.
 */
const CHANGED_SINCE = `
  UPDATE difference AS d SET verdict = 'contested',
    code = iif(d.verdict = 'missing', 'ALM-REMOVED-SINCE', 'ALM-CHANGED-SINCE')
  WHERE d.verdict IN ('missing', 'different') AND d.subject IN ('enrolment', 'completion') AND EXISTS (
    SELECT 1 FROM operation o
    WHERE o.operation_key = iif(d.subject = 'enrolment', 'enrol|' || d.user_key || '|' || d.instance_id,
                                'grade|' || d.user_key || '|' || d.module_id)
      AND o.state = 'done'
      AND NOT EXISTS (SELECT 1 FROM operation l
                      WHERE l.operation_key = o.operation_key AND l.plan_id > o.plan_id AND l.state = 'done')
      AND (d.verdict = 'missing'
        OR coalesce(abs(${secondsFrom("o.payload ->> 'completedAt'", "d.actual ->> 'completedAt'")}), $seconds) >= $seconds
        OR (o.payload ->> 'score') IS NOT (d.actual ->> 'score')))`;

/**
 * Compares the expected state with the actual one, as far as either has changed since the last comparison;
 * what comes out is the same, to the number, as if everything had been compared.
 */
export function compareStates(
  store: Store,
  tolerances: Tolerances,
  definedProfiles: readonly string[],
): void {
  store.transaction(() => {
    const { all, people } = comparisonScope(store);
    if (people) matchPeople(store);
    const scope = all ? EVERYBODY : CHANGED;
    store.exec(`
      DROP TABLE IF EXISTS temp.unsettled_person; DROP TABLE IF EXISTS temp.uneven_person;
      CREATE INDEX IF NOT EXISTS expected_enrolment_by_person ON expected_enrolment (user_key, instance_id);
      INSERT OR IGNORE INTO stale_person
      SELECT p.user_key FROM stale_alm_user s JOIN expected_person p ON p.alm_user_id = s.alm_user_id;`);
    store.exec(
      all
        ? 'DELETE FROM difference'
        : `DELETE FROM difference WHERE user_key IN (SELECT user_key FROM stale_person) OR subject = 'profile'`,
    );
    store.prepare(PROFILE_DIFFERENCES).run();
    store.prepare(PERSON_DIFFERENCES(scope)).run({ compareAccounts: tolerances.compareAccounts ? 1 : 0 });
    store.prepare(UNDEFINED_PROFILES).run({ profiles: JSON.stringify(definedProfiles) });
    store.exec(UNSETTLED_PEOPLE);
    const { seconds, durationSeconds } = tolerances;
    store.exec(UNEVEN_PEOPLE(scope));
    store.prepare(ENROLMENT_DIFFERENCES).run();
    if (store.prepare(HAS_PATHS).pluck().get() === 1) store.prepare(INCOMPLETE_PATHS(scope)).run();
    store.prepare(COMPLETION_DIFFERENCES(scope)).run({ seconds, durationSeconds });
    store.prepare(EXTRA_ENROLMENTS).run();
    store.prepare(CHANGED_SINCE).run({ seconds });
    store.exec('DROP TABLE temp.unsettled_person; DROP TABLE temp.uneven_person');
    setCompared(store);
  })();
}

/** One difference between what ALM should hold and what it holds. */
export interface DifferenceRow {
  readonly differenceId: number;
  readonly subject: 'profile' | 'person' | 'enrolment' | 'completion';
  readonly verdict: 'missing' | 'different' | 'contested' | 'extra';
  readonly code: string;
  readonly recordId: number | null;
  readonly userKey: string | null;
  readonly profileName: string | null;
  readonly almUserId: string | null;
  readonly courseId: string | null;
  readonly courseTitle: string | null;
  readonly instanceId: string | null;
  readonly moduleId: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly legacyFile: string | null;
  readonly legacyLine: number | null;
  readonly legacyId: string | null;
  readonly legacyTitle: string | null;
  readonly operationState: string | null;
  readonly operationCode: string | null;
  readonly operationMessage: string | null;
}

/** Every difference with the legacy record behind it and the operation that tried to close it. */
export function* eachDifference(store: Store): Generator<DifferenceRow> {
  yield* store
    .prepare(
      `SELECT d.difference_id AS differenceId, d.subject, d.verdict, d.code, d.record_id AS recordId,
         d.user_key AS userKey, d.profile_name AS profileName, d.alm_user_id AS almUserId,
         d.course_id AS courseId, c.title AS courseTitle, d.instance_id AS instanceId, d.module_id AS moduleId,
         d.expected, d.actual,
         f.name AS legacyFile, coalesce(t.line, u.line) AS legacyLine,
         coalesce(t.learning_id, u.user_id) AS legacyId, t.title AS legacyTitle,
         o.state AS operationState, o.code AS operationCode, o.message AS operationMessage
       FROM difference d
       LEFT JOIN training_record t ON d.kind = 'training' AND t.record_id = d.record_id
       LEFT JOIN user_record u ON d.kind = 'user' AND u.record_id = d.record_id
       LEFT JOIN source_file f ON f.file_id = coalesce(t.file_id, u.file_id)
       LEFT JOIN alm_course c ON c.course_id = d.course_id
       LEFT JOIN operation o ON o.plan_id = (SELECT max(plan_id) FROM plan) AND o.operation_key = CASE d.subject
         WHEN 'person' THEN 'user|' || d.user_key WHEN 'profile' THEN 'profile|' || d.profile_name
         WHEN 'enrolment' THEN 'enrol|' || d.user_key || '|' || d.instance_id
         ELSE 'grade|' || d.user_key || '|' || d.module_id END
       ORDER BY d.difference_id`,
    )
    .iterate() as IterableIterator<DifferenceRow>;
}

export interface DifferenceCount {
  readonly subject: DifferenceRow['subject'];
  readonly verdict: DifferenceRow['verdict'];
  readonly code: string;
  readonly count: number;
}

export function differenceCounts(store: Store): readonly DifferenceCount[] {
  return store
    .prepare(
      `SELECT subject, verdict, code, count(*) AS count FROM difference
       GROUP BY subject, verdict, code ORDER BY subject, verdict, count DESC, code`,
    )
    .all() as DifferenceCount[];
}
