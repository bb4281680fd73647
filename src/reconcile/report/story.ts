import type {
  PersonAccount,
  PersonDifference,
  PersonEnrolment,
  PersonGrade,
  PersonOperation,
  PersonRecord,
  PersonRows,
} from '../../staging/index.js';
import { reasonOf } from '../../terms/index.js';
import { verdictOf } from './records-csv.js';
import { answerWords, instantWords, legacyWords, operationWords, stateWords } from './words.js';

/** What became of a record, or of something that ALM holds. */
export type Verdict =
  | 'matched'
  | 'missing'
  | 'different'
  | 'contested'
  | 'extra'
  | 'merged'
  | 'leftOut'
  | 'quarantined'
  | 'rejected';

/** One step of the chain from the export to ALM: a heading and the lines under it. */
export type Step = readonly [label: string, ...lines: readonly string[]];

/** The chain of one record. */
export interface Chapter {
  readonly title: string;
  readonly verdict: Verdict | null;
  readonly steps: readonly Step[];
}

/** The page of one person. */
export interface Story {
  readonly name: string | null;
  readonly facts: readonly string[];
  readonly chapters: readonly Chapter[];
  /** Records that the page leaves to records.csv. */
  readonly more: number;
}

/** Tells what became of a person and of each record: from the line of the export to what ALM holds, and what to do. */
export function tellStory(rows: PersonRows): Story {
  const { userKey } = rows;
  const account = rows.accounts.find((one) => one.userKey === userKey);
  const ids = rows.accounts.length === 0 ? [userKey] : rows.accounts.map((one) => one.userId);
  const facts = [
    `${ids.length === 1 ? 'user id' : 'user ids'} ${ids.join(', ')}`,
    account?.email ?? account?.legacyEmail ?? null,
    account?.organisation == null ? null : `organisation ${account.organisation}`,
    account?.almUserId == null ? 'not known in ALM' : `ALM user ${account.almUserId}`,
  ];
  return {
    name: account?.name ?? account?.legacyName ?? null,
    facts: facts.filter((fact) => fact !== null),
    chapters: [
      ...rows.accounts.map((one) => accountChapter(one, rows)),
      ...rows.records.map((record) => recordChapter(record, rows)),
      ...rows.extras.map((extra): Chapter => {
        const reason = reasonOf('ALM-ENROLMENT-EXTRA');
        return {
          title: extra.courseTitle ?? extra.courseId,
          verdict: 'extra',
          steps: [
            ['Legacy record', 'none'],
            ['What ALM holds', `${extra.instanceId}: ${stateWords(extra)}`],
            ['Verdict', `extra: ${reason.cause} (ALM-ENROLMENT-EXTRA)`],
            ['What to do', reason.mend],
          ],
        };
      }),
    ],
    more: rows.recordsInAll - rows.records.length,
  };
}

function accountChapter(account: PersonAccount, rows: PersonRows): Chapter {
  const carries = account.userKey === rows.userKey;
  const differences = rows.differences.filter((row) => carries && row.subject === 'person');
  const verdict = chapterVerdict(account, differences);
  const operations = rows.operations.filter((row) => row.key === `user|${account.userKey}`);
  const should = [
    `${account.name ?? ''} <${account.email ?? ''}>, unique id ${account.uniqueId ?? ''}, ${account.userType?.toLowerCase() ?? ''}${account.accountState === 'DELETED' ? ', as a deleted user' : ''}`,
    ...(account.profileName === null ? [] : [`external profile ${account.profileName}`]),
  ];
  return {
    title: carries ? 'Account' : `Account ${account.userId}`,
    verdict,
    steps: steps([
      [
        'Legacy record',
        `${account.file}, line ${account.line}`,
        `${account.legacyName ?? 'without name'}, ${account.legacyEmail ?? 'without email'}, status ${account.status ?? 'not given'}`,
      ],
      ['Where it ended', ...fateLines(account, null)],
      ['What ALM should hold', ...(account.fate === 'expected' ? should : [])],
      ...(account.fate === 'expected' ? sentSteps(operations, verdict) : []),
      ['What ALM holds', ...(account.fate === 'expected' ? [heldAccount(account)] : [])],
      ...verdictSteps(verdict, account.code, differences),
    ]),
  };
}

function heldAccount(account: PersonAccount): string {
  if (account.almUserId === null) return 'nothing';
  const by =
    account.matchedBy === null ? '' : `, found by ${MATCHED_BY[account.matchedBy] ?? account.matchedBy}`;
  return `${account.almName ?? ''} <${account.almEmail ?? ''}>, ${account.almState?.toLowerCase() ?? ''}, user ${account.almUserId}${by}`;
}

const MATCHED_BY: Readonly<Record<string, string>> = Object.freeze({
  uniqueId: 'its unique id',
  email: 'its email address',
  identity: 'identities.csv',
  created: 'the operation that created it',
});

function recordChapter(record: PersonRecord, rows: PersonRows): Chapter {
  const { userKey } = rows;
  const grades = rows.grades.filter((grade) => grade.recordId === record.recordId);
  const enrolments = rows.enrolments.filter(
    (row) => row.recordId === record.recordId || grades.some((grade) => grade.expectedId === row.expectedId),
  );
  const modules = new Set(grades.map((grade) => grade.moduleId));
  const instances = new Set(
    enrolments.filter((row) => row.recordId === record.recordId).map((row) => row.instanceId),
  );
  const differences = rows.differences.filter(
    (row) =>
      (row.subject === 'completion' && modules.has(row.moduleId ?? '')) ||
      (row.subject === 'enrolment' && instances.has(row.instanceId ?? '')),
  );
  const keys = new Set([
    ...[...instances].map((id) => `enrol|${userKey}|${id}`),
    ...[...modules].map((id) => `grade|${userKey}|${id}`),
  ]);
  const operations = rows.operations.filter((row) => keys.has(row.key));
  const verdict = chapterVerdict(record, differences);
  const facts = [
    record.status === null ? null : `status ${record.status}`,
    record.endedAt === null ? null : `ended ${record.endedAt}`,
    record.score === null ? null : `score ${record.score}`,
  ].filter((fact) => fact !== null);
  return {
    title: record.title ?? record.learningId ?? 'Record without title',
    verdict,
    steps: steps([
      [
        'Legacy record',
        `${record.file}, line ${record.line}`,
        legacyWords(record),
        ...(facts.length === 0 ? [] : [facts.join(', ')]),
        ...(record.earlier === 0 ? [] : [`stands for ${record.earlier} more of the exports as well`]),
      ],
      ['Where it ended', ...fateLines(record, enrolments)],
      ['What ALM should hold', ...enrolments.flatMap((row) => shouldLines(row, grades))],
      ...(record.fate === 'expected' ? sentSteps(operations, verdict) : []),
      ['What ALM holds', ...enrolments.flatMap((row) => heldLines(row, grades))],
      ...verdictSteps(verdict, record.code, differences),
    ]),
  };
}

function shouldLines(row: PersonEnrolment, grades: readonly PersonGrade[]): readonly string[] {
  const own = grades.filter((grade) => grade.expectedId === row.expectedId);
  return [
    `${row.courseTitle ?? row.courseId}, ${row.instanceId}: ${stateWords(row)}`,
    ...own.map((grade) => `${moduleName(grade)}: ${stateWords({ ...grade, state: 'completed' })}`),
    ...(JSON.parse(row.notes) as string[]).map((code) => `${code}: ${reasonOf(code).cause}`),
  ];
}

function heldLines(row: PersonEnrolment, grades: readonly PersonGrade[]): readonly string[] {
  const own = grades.filter((grade) => grade.expectedId === row.expectedId);
  const enrolment = {
    state: row.almState,
    completedAt: row.almCompletedAt,
  };
  return [
    row.almState === null
      ? `${row.instanceId}: no enrolment`
      : `${row.instanceId}: ${stateWords(enrolment)}${row.almEnrolledAt === null ? '' : `, enrolled ${instantWords(row.almEnrolledAt)}`}`,
    ...own
      .filter((grade) => grade.almCompleted !== null)
      .map((grade) => {
        const state = grade.almCompleted === 1 ? 'completed' : 'not completed';
        return `${moduleName(grade)}: ${stateWords({ state, completedAt: grade.almCompletedAt, score: grade.almScore, durationSeconds: grade.almDurationSeconds })}`;
      }),
  ];
}

function moduleName(grade: PersonGrade): string {
  return grade.moduleName === null ? grade.moduleId : `${grade.moduleName} (${grade.moduleId})`;
}

type Ended = Pick<PersonRecord, 'fate' | 'code' | 'note'> & {
  readonly intoFile?: string | null;
  readonly intoLine?: number | null;
};

function fateLines(row: Ended, enrolments: readonly PersonEnrolment[] | null): readonly string[] {
  switch (row.fate) {
    case null:
      return ['not decided yet: there was no plan since it was staged'];
    case 'expected':
      return enrolments === null
        ? ['moves to ALM']
        : [`moves to ALM: ${enrolments.map((one) => one.courseTitle ?? one.courseId).join(', ')}`];
    case 'merged':
      return [
        `merged into ${row.intoFile ?? '?'}, line ${row.intoLine ?? '?'}: ${enrolments === null ? 'that account carries the records' : 'that record counts for this person, course and instance'}`,
      ];
    case 'leftOut':
    case 'quarantined': {
      const words = row.fate === 'leftOut' ? 'left out' : 'quarantined';
      const cause = row.code === null ? '' : `: ${reasonOf(row.code).cause} (${row.code})`;
      return [`${words}${cause}`, ...(row.note === null ? [] : [`the value or setting: ${row.note}`])];
    }
    default:
      return row.fate satisfies never;
  }
}

function chapterVerdict(row: Ended, differences: readonly PersonDifference[]): Verdict | null {
  return row.fate === 'expected' ? verdictOf(row.fate, differences) : row.fate;
}

function sentSteps(operations: readonly PersonOperation[], verdict: Verdict | null): readonly Step[] {
  if (operations.length === 0) {
    const words =
      verdict === 'matched'
        ? 'nothing: ALM held it already'
        : verdict === 'contested'
          ? 'nothing: a person has to decide'
          : 'nothing yet';
    return [['What was sent', words]];
  }
  const answers = operations.map(answerWords).filter((words) => words !== null);
  return [
    ['What was sent', ...operations.map(operationWords)],
    ['What ALM answered', ...answers],
  ];
}

function verdictSteps(
  verdict: Verdict | null,
  code: string | null,
  differences: readonly PersonDifference[],
): readonly Step[] {
  if (verdict === null) return [];
  if (verdict === 'matched') return [['Verdict', 'matched: ALM holds it as it should']];
  if (verdict === 'merged') return [['Verdict', 'counted with the record that it was merged into']];
  const codes = differences.length > 0 ? [...new Set(differences.map((row) => row.code))] : [code ?? ''];
  return [
    ['Verdict', ...codes.map((one) => `${VERDICT_WORDS[verdict]}: ${reasonOf(one).cause} (${one})`)],
    ['What to do', ...new Set(codes.map((one) => reasonOf(one).mend))],
  ];
}

export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = Object.freeze({
  matched: 'matched',
  missing: 'missing',
  different: 'different',
  contested: 'contested',
  extra: 'extra',
  merged: 'merged',
  leftOut: 'left out',
  quarantined: 'quarantined',
  rejected: 'rejected',
});

/** Steps that have something to say. */
function steps(all: readonly Step[]): readonly Step[] {
  return all.filter((step) => step.length > 1);
}
