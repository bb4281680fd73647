import type { ColumnName } from './csv.js';
import { DIFFERENCE_COLUMNS } from './differences-csv.js';
import { PAGE_LIMITS } from './exceptions.js';
import { STORY_LIMITS } from './page/data.js';
import { RECORD_COLUMNS } from './records-csv.js';
import { REJECT_COLUMNS } from './rejected-csv.js';

/** docs/reference/report.md, made from the tables that write the files. */
export function reportReference(): string {
  return `# The files of a report

\`alm-migrate reconcile\` writes six files into \`reports/\`, each of them whole or not at all. This page is made from the tables that write them; a test fails when they differ.

| file | what it holds |
| --- | --- |
| \`report.html\` | the report for people: one page that asks nothing of any network, so it can be mailed |
| \`report.json\` | every count of the page, for machines; its shape is [report.schema.json](report.schema.json) |
| \`differences.csv\` | one row a difference |
| \`late.csv\` | one row a difference that a second look did not find any more; columns as in \`differences.csv\` |
| \`records.csv\` | one row a record that was staged, with where it ended |
| \`rejected.csv\` | one row a record that could not be staged |

The rows of \`records.csv\` and \`rejected.csv\` together are the records of the source files, each once.

## Some of them, or one to standard output

\`--format html\` writes the page alone, \`--format csv,json\` the other five files. What is not asked for is left as it is: files of an earlier report may stand beside a newer page, and \`report.json\` and the page say in their first lines when they were made.

\`--output -\` writes one format to standard output and nothing else there: with \`--format csv\` that is \`differences.csv\`, with \`json\` \`report.json\`, with \`html\` the page, each with the bytes of the file. What is said otherwise goes to stderr, and \`--quiet\` silences it. The exit code is 3 when something differs, 0 when nothing does:

    alm-migrate reconcile -w acme --format csv --output - --quiet > today.csv || echo "something differs"

## The verdict

| \`verdict\` | means | exit code |
| --- | --- | --- |
| \`clean\` | ALM holds everything that is expected, and no record is held back | 0 |
| \`heldBack\` | ALM holds everything that is expected; that is not everything that the exports hold | 0 |
| \`differences\` | something is missing, different, contested or extra; records can be held back besides | 3 |

Held back are records that are quarantined (mapping cannot or must not decide) or rejected (they could not be read, and no mended form was staged since), and an export that breaks off, until a whole one with all its records is staged. They are no differences, since nobody expects them in ALM; so the exit code of \`reconcile\` does not know of them, while that of \`stage\` is 3 for rejects and that of \`plan\` for quarantined records. \`heldBack\` in \`report.json\` and in \`reconcile --json\` counts them, the text of \`reconcile\` and the page name them with their reasons. What a rule leaves out is not held back: somebody decided that.

## A second look

ALM shows some of what it took only after a while. With \`--settle 5m\` the comparison is followed by a pause and a second one, for which ALM is asked again about those people only whom a difference concerns, and only where time can mend it: who is who, a later completion of ALM's own or an extra enrolment is not asked about again. Without such differences there is no pause and no request.

What is gone at the second look was **late**. It is no difference: it is in none of the counts, and the exit code does not know of it. \`late\` in \`report.json\` counts it by what the first look took it for, and \`late.csv\` has each row as the first look found it; without a second look, and where nothing was late, that file has its header only.

## Forecast and result

\`reconcile --dry-run\` before anything was sent is the same report as a forecast, and keeps in the store which rows differ. The report after \`apply\` or \`bundle run\` holds itself against it, row by row: \`foreseen\` in \`report.json\`. Of what was missing or different then, so much is closed and so much open; of what was left to a person, so much still is; and so much differs now that nobody foresaw. Where exports, configuration or account have changed since, it says so. The forecast is kept until the next one; a dry run half-way through a plan does not replace it.

## Remarks

Some records move, and not quite as they were written: a suspended account becomes an active user, a start after the completion moves to it, a local time fell into the gap or the overlap of a clock change, a score could not be read and was left off, a duration was in weeks. They are expected like others. \`remarks\` in \`report.json\` counts them by code, the page and the text of \`reconcile\` show the counts, and the column \`remarks\` of \`records.csv\` has the codes of each record.

## How the CSVs are written

- UTF-8 behind a byte order mark, because Excel reads a CSV without one in the code page of the country and damages every name with an accent. A program reads them as \`utf-8-sig\`.
- Commas, CRLF, quotes where needed (RFC 4180), a header.
- A text that a spreadsheet would run (it begins with \`=\`, \`+\`, \`-\`, \`@\`, a tab or a carriage return) has an apostrophe before it. Numbers have none.
- Ids are written as the source has them, leading zeros included. A spreadsheet that opens the file by a double click hides them; import the file and choose "text" for the id columns to see them.
- New columns come last. A name never changes its meaning.

## differences.csv

${table(DIFFERENCE_COLUMNS)}

## records.csv

${table(RECORD_COLUMNS)}

## rejected.csv

${table(REJECT_COLUMNS)}

## What the page holds

The page has every count. Of rows it holds at most ${words(PAGE_LIMITS.exceptions)}: differences, records that did not move (${words(PAGE_LIMITS.unmoved)} of them have their place kept) and rejects (at most ${words(PAGE_LIMITS.rejects)}), those of rare kinds first, so that no kind is missing. Of the people in these rows at most ${words(STORY_LIMITS.people)} have a page with the whole chain, with at most ${words(STORY_LIMITS.recordsEach)} records each and about ${words(STORY_LIMITS.recordsInAll)} in all. It says how many rows it leaves out, and in which file they are.
`;
}

function table(columns: readonly ColumnName[]): string {
  const rows = columns.map(({ name, holds }) => `| \`${name}\` | ${holds.replaceAll('|', '\\|')} |`);
  return ['| column | what it holds |', '| --- | --- |', ...rows].join('\n');
}

function words(value: number): string {
  return new Intl.NumberFormat('en').format(value);
}
