/** A rule of the specification as the validator names it. */
export interface Rule {
  /** What the specification wants. */
  readonly wants: string;
  readonly mend: string;
  /** A remark is no mistake of the file: something for the engineer to know. */
  readonly severity: 'error' | 'remark';
}

function error(wants: string, mend: string): Rule {
  return Object.freeze({ wants, mend, severity: 'error' });
}

/** Every rule by its id, which stands in each finding. Sources: the tables of `specification/`, and alm-facts 6. */
export const RULES = Object.freeze({
  'FILE-UNKNOWN': error(
    'file names are those of the specification, exactly, in lower case',
    'rename the file, or take it out of the folder',
  ),
  'FILE-EMPTY': error('a file has a header and at least one row', 'fill the file, or take it out'),
  'FILE-NONE': error('a migration folder holds at least one file of the specification', 'check the path'),
  // Encoding and form: kb "unable to upload CSV"; the samples are CRLF.
  'BYTES-BOM': error('UTF-8 without a byte order mark', 'save the file as UTF-8 without BOM'),
  'BYTES-UTF8': error('UTF-8', 'save the file as UTF-8; the line named is the first that is not'),
  'BYTES-LINE-END': error('lines end with CR LF', 'save the file with Windows line ends'),
  'CSV-QUOTE': error(
    'a cell with a comma, a quote or a line break stands in quotes, with its own quotes doubled',
    'mend the quotes of the row',
  ),
  'HEADER-MISSING': error('every mandatory column has its header', 'add the column'),
  'HEADER-UNKNOWN': error(
    'headers are those of the specification, exactly',
    'rename the column, or take it out',
  ),
  'HEADER-TWICE': error('a header stands once', 'take one of the two columns out'),
  'ROW-CELLS': error('a row has as many cells as the header', 'look for a comma outside of quotes'),
  'ROW-TWICE': error('a row stands once in a file', 'take one of the rows out'),
  'ROW-EITHER': error('exactly one of the two columns carries a value', 'fill one, empty the other'),
  'CELL-MANDATORY': error('a mandatory cell is filled', 'fill the cell, or take the row out'),
  'CELL-SPACE': error('a cell has no blanks around its value', 'take the blanks away'),
  'CELL-EMAIL': error("the email address of one of ALM's users", 'write the address, not an id or a name'),
  'CELL-BOOLEAN': error('TRUE or FALSE, in capitals', 'write TRUE, FALSE or nothing'),
  'CELL-ENUM': error(
    'one of the words of the specification, exactly',
    'write one of the words that the message names',
  ),
  'CELL-INTEGER': error('a whole number within its range', 'write digits only'),
  'CELL-DECIMAL': error('a number with a point', 'write digits and a point'),
  'CELL-INSTANT': error(
    'YYYY-MM-DDTHH:MM:SS.mmmZ, a day that exists',
    'write the instant in UTC with milliseconds, as 2016-08-17T08:56:21.000Z',
  ),
  'CELL-INSTANT-RANGE': error(
    'dates from 1981 to January 2038 (expiryDate: 1990 to 2037)',
    'ALM cannot store it: leave the row or the date out',
  ),
  'CELL-LENGTH': error('no more characters than the specification allows', 'shorten the text'),
  'CELL-CHARACTER': error('no characters that the specification excludes', 'replace them'),
  'CELL-JSON': error('a JSON object', 'mend the JSON; quotes within a cell are doubled'),
  'RETROFIT-ID': error(
    "with retrofit TRUE every id of the row is ALM's own",
    "put ALM's ids in, or set retrofit to FALSE",
  ),
  'GRADE-STARTED': error(
    'completion, success, scores and duration need started TRUE',
    'set started to TRUE and fill startedDate',
  ),
  'GRADE-DATE': error('each flag that is TRUE has its date', 'fill the date, or set the flag to FALSE'),
  'GRADE-SCORE': error('scoreMin ≤ scoreRaw ≤ scoreMax, all three given', 'correct the scores'),
  'DEADLINE-START': error('the start comes before the deadline', 'correct one of the two dates'),
  'SESSION-END': error('a session ends after its start', 'correct one of the two times'),
  'MODULE-CONTENT-TYPE': error(
    'HYPERLINK for an Activity, OFFLINE for a Classroom or Virtual Classroom',
    'set contentType by the moduleType of module.csv',
  ),
  'MODULE-HYPERLINK': error(
    'a HYPERLINK has a contentUrl with http:// or https://',
    'write the whole address',
  ),
  'MODULE-VIEW-PERCENT': error(
    'VIEW_PERCENT comes with viewPercent, QUIZ with quizData',
    'fill the column that the criterion needs',
  ),
  'MODULE-ORDER': error(
    'moduleOrderInCourse begins with 0 in each course and has no gaps',
    'number the modules of the course from 0 on',
  ),
  'MODULE-SHARED': error(
    'an Activity, Classroom or Virtual Classroom module belongs to one course only',
    'give each course a module of its own',
  ),
  'COURSE-CRITERIA': error(
    'completionCriteria X is above 0 and below the number of modules',
    'write ALL, or a smaller number',
  ),
  'CERTIFICATION-DAYS': error(
    'daysToComplete is not longer than the validity',
    'shorten daysToComplete, or lengthen the validity',
  ),
  'MANAGER-ORDER': error(
    'a manager stands before the people who name them; the topmost have ROOT',
    "move the manager's row up, or write ROOT",
  ),
  'REF-MISSING': error(
    'an id that a row refers to is in the file it belongs to',
    'add the row there, or take this one out; it is in order only where an earlier sprint has brought it',
  ),
  'REF-LATER': error(
    'what a row refers to is in the same sprint or an earlier one',
    'move the row to a later sprint',
  ),
  'REF-ELSEWHERE': Object.freeze({
    wants: 'what a row refers to is in the folder, or in ALM from an earlier sprint',
    mend: 'make sure that ALM has it; this folder cannot tell',
    severity: 'remark',
  } satisfies Rule),
} as const satisfies Readonly<Record<string, Rule>>);
export type RuleId = keyof typeof RULES;

/** One mistake: where it is, what is wanted, what is there. */
export interface Problem {
  /** Within the folder that is checked, with `/`. */
  readonly file: string;
  /** From 1; 0 where it is about the file as a whole. */
  readonly line: number;
  /** The column's name; null where it is about the row. */
  readonly column: string | null;
  readonly rule: RuleId;
  /** What is there, in words. */
  readonly message: string;
}
