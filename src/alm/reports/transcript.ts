import { type ReportHeader, reportRows, unreadable } from './rows.js';

/** A time as the transcript prints it: the wall clock to the minute or the second, in the zone of its column. */
export interface ReportedTime {
  /** `YYYY-MM-DDTHH:MM:SS`, followed by `Z` where the cell itself says so. */
  readonly local: string;
  /** As the header names it: `UTC`, `Asia/Calcutta`. */
  readonly zone: string;
}

/**
 * One row of the learner transcript: of a learner in an instance, or (`module`) of a module that was begun
 * there. There is no id of user or instance in it (fact sheet, section 5.2): they are found by address and name.
 */
export interface TranscriptRow {
  readonly line: number;
  readonly email: string;
  readonly userUniqueId: string | null;
  /** `course:<c>`, and what else can be learnt: `learningProgram:<id>`. */
  readonly trainingId: string;
  readonly instanceName: string;
  readonly module: {
    readonly id: string | null;
    readonly name: string;
    readonly version: string | null;
  } | null;
  readonly status: 'notStarted' | 'inProgress' | 'completed' | 'unenrolled';
  readonly enrolledAt: ReportedTime | null;
  readonly startedAt: ReportedTime | null;
  readonly completedAt: ReportedTime | null;
  readonly hasPassed: boolean | null;
  readonly score: number | null;
  readonly maxScore: number | null;
  /** Whole minutes; null where the cell is empty, which says nothing. */
  readonly minutesSpent: number | null;
}

const STATUSES: Readonly<Record<string, TranscriptRow['status']>> = Object.freeze({
  'not started': 'notStarted',
  enrolled: 'notStarted',
  'in progress': 'inProgress',
  completed: 'completed',
  unenrolled: 'unenrolled',
});

interface Columns {
  readonly at: (name: keyof typeof NAMES) => number;
  readonly zone: Readonly<Record<'enrolled' | 'started' | 'completed', { at: number; zone: string }>>;
}

const NAMES = Object.freeze({
  email: 'email',
  uniqueId: 'User Unique ID',
  training: 'Training ID',
  instance: 'Instance',
  module: 'Module',
  moduleId: 'Module ID',
  version: 'Version',
  status: 'Status',
  grade: 'Grade',
  score: 'Quiz Score',
  maxScore: 'Quiz_score_max',
  minutesSpent: 'Time Spent(minutes)',
});
const NEEDED = ['email', 'training', 'instance', 'status'] as const;
const DATES = Object.freeze({
  enrolled: 'Enrollment Date',
  started: 'Started Date',
  completed: 'Completion Date',
});

/** Reads the file that generateLearnerTranscript made. Throws a `Failure` where it cannot be understood. */
export async function* rowsOfTranscript(file: string): AsyncGenerator<TranscriptRow> {
  let columns: Columns | undefined;
  for await (const row of reportRows(file, (header) => {
    columns = columnsOf(file, header);
  })) {
    if (columns === undefined) continue;
    const { at, zone } = columns;
    const { line, cell } = row;
    const text = (name: keyof typeof NAMES): string | null => cell(at(name)) || null;
    const status = STATUSES[cell(at('status')).toLowerCase()];
    if (status === undefined) throw unreadable(file, `an unknown status: ${cell(at('status'))}`, null, line);
    const time = (which: keyof typeof DATES): ReportedTime | null => {
      const written = cell(zone[which].at);
      if (written === '') return null;
      const local = localTime(written);
      if (local === null) throw unreadable(file, `a date that cannot be read: ${written}`, null, line);
      return { local, zone: zone[which].zone };
    };
    const module = text('module');
    const id = text('moduleId');
    const grade = cell(at('grade')).toLowerCase();
    yield {
      line,
      email: cell(at('email')),
      userUniqueId: text('uniqueId'),
      trainingId: cell(at('training')),
      instanceName: cell(at('instance')),
      module: module === null && id === null ? null : { id, name: module ?? '', version: text('version') },
      status,
      enrolledAt: time('enrolled'),
      startedAt: time('started'),
      completedAt: time('completed'),
      hasPassed: grade === '' ? null : grade.startsWith('pass'),
      score: numberOf(text('score')),
      maxScore: numberOf(text('maxScore')),
      minutesSpent: numberOf(text('minutesSpent')),
    };
  }
}

function columnsOf(file: string, header: ReportHeader): Columns {
  const missing = NEEDED.filter((name) => header.find(NAMES[name]) === -1).map((name) => NAMES[name]);
  if (missing.length > 0) throw unreadable(file, `it has no column ${missing.join(', ')}`, null, 1);
  const at = new Map(Object.entries(NAMES).map(([key, name]) => [key, header.find(name)]));
  const zoned = (which: keyof typeof DATES) => {
    // The zone in brackets follows a setting of the account: "Started Date (Asia/Calcutta TimeZone)".
    const start = `${DATES[which].toLowerCase()} (`;
    const found = header.names.findIndex((name) => name.trim().toLowerCase().startsWith(start));
    const zone = /\(\s*(.+?)\s*(?:time ?zone)?\s*\)\s*$/i.exec(header.names[found] ?? '')?.[1];
    if (zone === undefined) throw unreadable(file, `it has no column ${DATES[which]} (… TimeZone)`, null, 1);
    return { at: found, zone };
  };
  return {
    at: (name) => at.get(name) ?? -1,
    zone: { enrolled: zoned('enrolled'), started: zoned('started'), completed: zoned('completed') },
  };
}

const NUMERIC = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC)?$/;
const NAMED = /^([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})[ ,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AP])M)?$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * How the file writes a date is not published. Year first and the month by its name leave no doubt; of two
 * numbers, nothing says which is the day, so that such a date is refused and not guessed.
 */
function localTime(written: string): string | null {
  const numeric = NUMERIC.exec(written);
  if (numeric !== null) {
    const [, year, month, day, hour, minute, second = '00', utc] = numeric;
    return `${year}-${month}-${day}T${hour}:${minute}:${second}${utc === undefined ? '' : 'Z'}`;
  }
  const named = NAMED.exec(written);
  const month = MONTHS.indexOf(named?.[1]?.toLowerCase() ?? '');
  if (named === null || month === -1) return null;
  const [, , day = '', year, hour, minute, second = '00', half] = named;
  const clock =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  const two = (value: number | string): string => String(value).padStart(2, '0');
  return `${year}-${two(month + 1)}-${two(day)}T${two(clock)}:${minute}:${second}`;
}

/** A cell that is no number is none. */
function numberOf(text: string | null): number | null {
  const number = text === null ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
