import { EFFECTS, type Effect, type Profile, TOPICS } from '../reconcile/index.js';
import { count, integer, table } from './wording.js';

/** How many rows of a list the terminal shows; the page and the JSON have the rest. */
const ROWS = 12;

/** What a full export no longer has; nothing where none of it is gone. */
function goneRow({ goneAccounts, goneTrainings }: Profile['totals']): readonly [number, string][] {
  const gone = goneAccounts + goneTrainings;
  const what = `${count(goneAccounts, 'account')} and ${count(goneTrainings, 'training record')}`;
  return gone === 0
    ? []
    : [[gone, `are gone: a full export no longer has ${what}; nothing below counts them`]];
}

/** A profile for the terminal: what was staged, then what is odd in it, gravest first. */
export function profileText(profile: Profile, page: string): string {
  const { totals, dates, findings } = profile;
  if (profile.files.length === 0) return `Nothing was staged yet: alm-migrate stage FILE...\nPage: ${page}`;
  const parts = [
    `${count(totals.trainings, 'training record')} of ${count(totals.people, 'person', 'people')}, ${count(totals.accounts, 'account')}, in ${count(profile.files.length, 'file')}`,
    table([
      [totals.inFiles, 'records in the files'],
      [totals.rejected, 'of them could not be read'],
      [totals.same, 'say again what another says'],
      [totals.replaced, 'were replaced by a newer export'],
      [totals.sessions, 'rows of sessions, which are nobody’s'],
      ...goneRow(totals),
    ]),
    '',
    'Dates',
    table(
      (
        [
          ['ended', dates.ended],
          ['started', dates.started],
          ['enrolled', dates.enrolled],
        ] as const
      ).map(([name, { first, last }]) => [name, first === null ? 'no dates' : `${first} to ${last ?? ''}`]),
    ),
    ...group('By status', profile.statuses, (row) => [
      row.records,
      row.text ?? '(none)',
      row.external ? 'external' : '',
      row.term,
      BECOMES[row.becomes],
    ]),
    ...group('By type', profile.types, (row) => [row.records, row.type ?? '(none)']),
    ...group(
      'By year: completions, enrolments, others',
      profile.years,
      (row) => [row.year ?? '(no date)', row.completions, row.enrolments, row.others],
      40,
    ),
    ...group('By organisation', profile.organisations, (row) => [
      row.records,
      row.organisation ?? '(none)',
      count(row.accounts, 'account'),
    ]),
    ...group(
      'Courses by volume: records, people',
      profile.courses.largest,
      (row) => [
        row.records,
        row.people,
        row.external ? '(external)' : (row.learningId ?? '(none)'),
        row.title ?? '',
        row.crosswalk === null ? '' : row.crosswalk,
      ],
      ROWS,
      profile.courses.count,
    ),
    ...group('Days that look like imports: completions on it, of all', profile.importDays, (row) => [
      row.day,
      row.onDay,
      row.all,
      `${row.by} ${row.name}`,
    ]),
    '',
    findings.length === 0 ? 'Findings: none' : `Findings: ${findings.length}`,
    ...(Object.keys(EFFECTS) as Effect[]).flatMap((effect) => findingsText(profile, effect)),
    '',
  ];
  if (profile.peopleStopped > 0) {
    parts.push(
      `${count(profile.peopleStopped, 'person has', 'people have')} at least one record that will not arrive as things are.`,
    );
  }
  if (!profile.courses.crosswalk) {
    parts.push('There is no crosswalk with rows yet, so nothing is said of courses that do not map.');
  }
  parts.push(`Page: ${page}`);
  return parts.join('\n');
}

const BECOMES = Object.freeze({
  completion: 'becomes a completion',
  enrolment: 'becomes an enrolment',
  leaveOut: 'is left out',
  quarantine: 'is set aside for a person',
});

function group<Row>(
  title: string,
  rows: readonly Row[],
  cells: (row: Row) => readonly (string | number)[],
  most = ROWS,
  all = rows.length,
): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const more = all - shown.length;
  return [
    '',
    title,
    table(shown.map(cells)),
    ...(more > 0 ? [`  … and ${integer(more)} more, in the page and with --json`] : []),
  ];
}

function findingsText(profile: Profile, effect: Effect): readonly string[] {
  const found = profile.findings.filter((finding) => finding.effect === effect);
  if (found.length === 0) return [];
  return [
    '',
    `${effect === 'leftOut' ? 'left out' : effect}: ${EFFECTS[effect]}`,
    ...found.flatMap((finding) => {
      const field = finding.field === null ? '' : ` in ${finding.field}`;
      const people =
        finding.people === null || finding.counts === 'accounts'
          ? ''
          : ` of ${count(finding.people, 'person', 'people')}`;
      const behind =
        finding.records === null || finding.records === 0
          ? ''
          : ` with ${count(finding.records, 'training record')}`;
      const noun = finding.counts === 'rejects' ? 'record' : finding.counts.slice(0, -1);
      return [
        `  ${count(finding.count, noun)}${people}${behind}  ${finding.code}${field}  (${TOPICS[finding.topic]})`,
        `      ${finding.cause}`,
        `      do: ${finding.mend}`,
        ...(finding.note === null ? [] : [`      ${finding.note}`]),
        ...finding.examples
          .slice(0, 3)
          .map(({ file, line, record, user, value }) =>
            `      ${file}:${line} (record ${integer(record)})  ${user}  ${shorten(value ?? '')}`.trimEnd(),
          ),
      ];
    }),
  ];
}

function shorten(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
