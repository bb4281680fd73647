import type { RowRule } from '../specification/index.js';
import type { RuleId } from './rules.js';

/** A cell of the row by its column's name; empty where the file has no such column. */
export type Cells = (column: string) => string;

export interface RowMistake {
  readonly rule: RuleId;
  readonly column: string;
  readonly message: string;
}

type Check = (cell: Cells) => readonly RowMistake[];

const NONE: readonly RowMistake[] = [];

/** The rules that one row can break by itself. */
export const ROW_CHECKS: Readonly<Record<RowRule, Check>> = Object.freeze({
  'grade-flags': checkFlags,
  'grade-scores': checkScores,
  'deadline-after-start': (cell) => {
    const column = cell('completionDeadline') === '' ? 'deadline' : 'completionDeadline';
    return isBefore(cell('startDate'), cell(column))
      ? NONE
      : [{ rule: 'DEADLINE-START', column, message: `${cell(column)} is not after ${cell('startDate')}` }];
  },
  'session-end': (cell) =>
    isBefore(cell('startTime'), cell('endTime'))
      ? NONE
      : [
          {
            rule: 'SESSION-END',
            column: 'endTime',
            message: `${cell('endTime')} is not after ${cell('startTime')}`,
          },
        ],
  hyperlink: (cell) =>
    cell('contentType') !== 'HYPERLINK' || /^https?:\/\/./.test(cell('contentUrl'))
      ? NONE
      : [
          {
            rule: 'MODULE-HYPERLINK',
            column: 'contentUrl',
            message: `"${cell('contentUrl')}" is no web address`,
          },
        ],
  'view-percent': checkCriteria,
  'days-in-validity': (cell) => {
    const months = Number(cell('validity'));
    // The shortest months there can be in a row: a validity of so many months has at least so many days.
    const isTooLong = cell('validity') !== '' && Number(cell('daysToComplete')) > months * 31;
    return isTooLong
      ? [
          {
            rule: 'CERTIFICATION-DAYS',
            column: 'daysToComplete',
            message: `${cell('daysToComplete')} days do not fit into ${months} months`,
          },
        ]
      : NONE;
  },
});

/** Empty dates are the business of the cells. */
function isBefore(first: string, second: string): boolean {
  return first === '' || second === '' || first < second;
}

const FLAGS = [
  ['started', 'startedDate'],
  ['completion', 'completionDate'],
  ['success', 'successDate'],
] as const;

function checkFlags(cell: Cells): readonly RowMistake[] {
  const isStarted = cell('started') === 'TRUE';
  let mistakes = NONE;
  for (const [flag, date] of FLAGS) {
    if (cell(flag) !== 'TRUE') continue;
    if (!isStarted) {
      const message = `${flag} is TRUE, and started is ${cell('started') === '' ? 'empty' : cell('started')}`;
      mistakes = [...mistakes, { rule: 'GRADE-STARTED', column: flag, message }];
    }
    if (cell(date) === '') {
      mistakes = [...mistakes, { rule: 'GRADE-DATE', column: date, message: `${flag} is TRUE` }];
    }
  }
  if (!isStarted && cell('duration') !== '') {
    const message = 'a duration without started TRUE';
    mistakes = [...mistakes, { rule: 'GRADE-STARTED', column: 'duration', message }];
  }
  return mistakes;
}

function checkScores(cell: Cells): readonly RowMistake[] {
  const [raw, least, most] = [cell('scoreRaw'), cell('scoreMin'), cell('scoreMax')];
  if (raw === '' && least === '' && most === '') return NONE;
  if (cell('started') !== 'TRUE') {
    return [{ rule: 'GRADE-STARTED', column: 'scoreRaw', message: 'a score without started TRUE' }];
  }
  if (
    raw !== '' &&
    least !== '' &&
    most !== '' &&
    Number(least) <= Number(raw) &&
    Number(raw) <= Number(most)
  ) {
    return NONE;
  }
  const message = `scoreMin "${least}", scoreRaw "${raw}", scoreMax "${most}"`;
  return [{ rule: 'GRADE-SCORE', column: 'scoreRaw', message }];
}

const NEEDED = [
  ['completionCriteria', 'viewPercent', ['VIEW_PERCENT', 'VIEWPERCENT_OR_QUIZ']],
  ['completionCriteria', 'quizData', ['QUIZ', 'VIEWPERCENT_OR_QUIZ']],
  ['successCriteria', 'successPercent', ['VIEW_PERCENT', 'VIEWPERCENT_OR_QUIZ']],
  ['successCriteria', 'successQuizData', ['QUIZ', 'VIEWPERCENT_OR_QUIZ']],
] as const;

function checkCriteria(cell: Cells): readonly RowMistake[] {
  let mistakes = NONE;
  for (const [criterion, column, values] of NEEDED) {
    const value = cell(criterion);
    if (cell(column) !== '' || !(values as readonly string[]).includes(value)) continue;
    const message = `${criterion} is ${value}, and ${column} is empty`;
    mistakes = [...mistakes, { rule: 'MODULE-VIEW-PERCENT', column, message }];
  }
  return mistakes;
}
