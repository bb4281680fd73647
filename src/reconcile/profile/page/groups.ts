import { foldingTable, html, legend, type Markup, number, stackedBar } from '../../page/index.js';
import type { Profile } from '../profile.js';
import { BECOMES } from './words.js';

/** What is listed at the most of a group that has no natural end. */
const MOST = 200;

/** One row of a table of groups: its name, what stands under it, and its numbers. */
type Row = readonly [name: string, under: string, ...numbers: number[]];

function groupTable(head: readonly string[], rows: readonly Row[]): Markup {
  const [first = '', ...others] = head;
  const shown = rows.slice(0, MOST);
  const largest = Math.max(1, ...shown.map(([, , value = 0]) => value));
  return html`<div class="panel scroll" tabindex="0" role="region" aria-label="${first}"><table class="grid">
<thead><tr><th scope="col">${first}</th>${others.map((name) => html`<th scope="col" class="n">${name}</th>`)}<th aria-hidden="true" class="hide-small"></th></tr></thead>
<tbody>${shown.map(
    ([name, under, ...numbers]) =>
      html`<tr><th scope="row">${name}${under === '' ? null : html`<span class="sub">${under}</span>`}</th>${numbers.map(
        (value) => html`<td class="n${value === 0 ? ' zero' : ''}">${number(value)}</td>`,
      )}<td class="hide-small share" aria-hidden="true">${length((numbers[0] ?? 0) / largest)}</td></tr>`,
  )}</tbody></table>${
    rows.length > shown.length
      ? html`<p class="hint">and ${number(rows.length - shown.length)} more: <code>alm-migrate profile --json</code> has them all</p>`
      : null
  }</div>`;
}

function length(share: number): Markup {
  return html`<svg class="bar"><rect class="fill done" x="0" y="0" width="${(share * 100).toFixed(2)}%" height="100%"/></svg>`;
}

function section(id: string, title: string, ...content: readonly Markup[]): Markup {
  return html`
<section aria-labelledby="h-${id}">
  <h2 id="h-${id}">${title}</h2>
  ${content}
</section>`;
}

export function yearSection({ years }: Profile): Markup {
  const parts = (year: Profile['years'][number]) => [
    { label: 'completions', kind: 'done', value: year.completions },
    { label: 'enrolments', kind: 'extra', value: year.enrolments },
    { label: 'other statuses', kind: 'merged', value: year.others },
  ];
  const whole = years.reduce(
    (sum, year) => ({
      year: null,
      completions: sum.completions + year.completions,
      enrolments: sum.enrolments + year.enrolments,
      others: sum.others + year.others,
    }),
    { year: null, completions: 0, enrolments: 0, others: 0 },
  );
  const most = Math.max(1, ...years.map((year) => year.completions + year.enrolments + year.others));
  const yearBar = (year: Profile['years'][number] | undefined): Markup => {
    if (year === undefined) return html``;
    const all = year.completions + year.enrolments + year.others;
    return html`<svg class="bar-of-year" width="${Math.max(1, (all / most) * 100).toFixed(2)}%" height="12">${stackedBar(parts(year))}</svg>`;
  };
  return section(
    'years',
    'By year',
    html`<p class="hint">The year of the end, else of the start or of the enrolment, as the source wrote it.</p>`,
    html`<div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-years">${legend(parts(whole))}${foldingTable(
      null,
      [{ name: 'Year' }, ...['Completions', 'Enrolments', 'Other'].map((name) => ({ name, isNumber: true }))],
      years.map((year) => [year.year ?? 'no date', year.completions, year.enrolments, year.others]),
      (row) => yearBar(years[row]),
    )}</div>`,
  );
}

export function statusSection({ statuses, types }: Profile): Markup {
  return section(
    'statuses-all',
    'By status and by type',
    html`<div class="two"><div>${groupTable(
      ['Status', 'Records'],
      statuses.map(
        (row): Row => [
          row.text ?? 'no status',
          `${row.external ? 'external training: ' : ''}${row.term}; ${BECOMES[row.becomes]}`,
          row.records,
        ],
      ),
    )}</div><div>${groupTable(
      ['Type', 'Records'],
      types.map((row): Row => [row.type ?? 'no type', '', row.records]),
    )}</div></div>`,
  );
}

export function organisationSection({ organisations, importDays }: Profile): Markup {
  return section(
    'organisations',
    'By organisation',
    groupTable(
      ['Organisation', 'Records', 'Accounts'],
      organisations.map((row): Row => [row.organisation ?? 'none', '', row.records, row.accounts]),
    ),
    importDays.length === 0
      ? html``
      : html`<h2 class="after">Days that look like imports</h2><p class="hint">Days that bear much of what a course or an organisation has, and so may be the day on which it was loaded.</p>${groupTable(
          ['Day', 'Completions on it', 'Of all'],
          importDays.map((row): Row => [row.day, `${row.by} ${row.name}`, row.onDay, row.all]),
        )}`,
  );
}

export function accountSection({ accounts }: Profile): Markup {
  return section(
    'accounts',
    'Accounts by state',
    groupTable(
      ['State', 'Accounts'],
      accounts.map((row): Row => [row.text ?? 'no state', row.term, row.count]),
    ),
  );
}

export function fileSection({ files }: Profile): Markup {
  return section(
    'files',
    'Files',
    groupTable(
      ['File', 'Records'],
      files.map(
        (file): Row => [
          file.name,
          [
            file.format,
            file.encoding,
            file.exportedAt === null ? '' : `exported ${file.exportedAt}`,
            file.brokenMessage === null
              ? ''
              : `broke off at line ${file.brokenLine ?? '?'}: ${file.brokenMessage}`,
          ]
            .filter((part) => part !== '')
            .join(', '),
          file.records,
        ],
      ),
    ),
  );
}
