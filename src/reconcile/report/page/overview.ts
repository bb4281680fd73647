import {
  type BarPart,
  foldingTable,
  html,
  legend,
  type Markup,
  stackedBar,
  type TableColumn,
} from '../../page/index.js';
import type { ReportSummary } from '../summary.js';
import type { Tally } from '../tally.js';
import { instantWords } from '../words.js';
import { type Headline, number, shareOf } from './verdict.js';

/** What stands in the page without its script: mail previews and printers run none. */
export function header(summary: ReportSummary, headline: Headline): Markup {
  const { account } = summary;
  return html`
<header class="hero ${headline.tone}">
  <div class="wrap">
    <p class="kicker">Migration report<span>${account.accountName}</span>${summary.forecast ? html`<span class="tag">Forecast</span>` : null}</p>
    <div class="hero-body">
      <div>
        <h1>${headline.title}</h1>
        <p class="lead">${headline.sentence}</p>
        ${headline.aside === null ? null : html`<p class="aside">${headline.aside}</p>`}
      </div>
      ${headline.percent === null ? null : ring(headline.percent)}
    </div>
    <dl class="meta">
      <div><dt>Account</dt><dd>${account.accountName} (${account.accountId}), ${account.host}</dd></div>
      <div><dt>ALM was read</dt><dd>${instantWords(summary.snapshotAt)}</dd></div>
      <div><dt>Report made</dt><dd>${instantWords(summary.createdAt)}</dd></div>
      <div><dt>Tool</dt><dd>alm-migrate ${summary.toolVersion}</dd></div>
    </dl>
  </div>
</header>`;
}

function ring(percent: number): Markup {
  return html`<svg class="ring" viewBox="0 0 120 120" role="img" aria-label="${percent} per cent are in ALM as they should be">
<circle class="ring-rest" cx="60" cy="60" r="52" pathLength="100"/>
<circle class="ring-done" cx="60" cy="60" r="52" pathLength="100" stroke-dasharray="${percent} ${100 - percent}" transform="rotate(-90 60 60)"/>
<text x="60" y="60" class="ring-number">${percent}%</text><text x="60" y="79" class="ring-label">in place</text></svg>`;
}

export function totals(summary: ReportSummary): Markup {
  const { persons, enrolments, completions, profiles } = summary.totals;
  const cards = [
    ['People', 'people', persons],
    ['Enrolments', 'enrolments', enrolments],
    ['Completions', 'completions', completions],
    ...(profiles.expected > 0 ? ([['External profiles', 'profiles', profiles]] as const) : []),
  ] as const;
  return html`
<section aria-labelledby="h-totals">
  <h2 id="h-totals">In ALM, against what should be there</h2>
  <div class="cards">${cards.map(([name, id, tally]) => card(name, id, tally))}</div>
</section>`;
}

function card(name: string, id: string, tally: Tally): Markup {
  const percent = shareOf(tally.matched, tally.expected);
  const parts = [
    { label: 'matched', kind: 'matched', value: tally.matched },
    { label: 'missing', kind: 'missing', value: tally.missing },
    { label: 'different', kind: 'different', value: tally.different },
    { label: 'contested', kind: 'contested', value: tally.contested },
  ];
  const extra = { label: 'extra', kind: 'extra', value: tally.extra };
  return html`
<article class="card" data-total="${id}">
  <h3>${name}</h3>
  <p class="big">${percent === null ? '–' : `${percent}%`}<small>${number(tally.matched)} of ${number(tally.expected)}</small></p>
  ${stackedBar(parts)}
  ${legend(tally.extra > 0 ? [...parts, extra] : parts)}
</article>`;
}

/** The three sums of the balance, each as a bar whose parts are the right side of the sum. */
export function balanceSection({ balance }: ReportSummary): Markup {
  const { fates, expected } = balance;
  const rows: readonly (readonly [string, number, readonly BarPart[]])[] = [
    [
      'records in the files',
      balance.recordsInFiles,
      [
        { label: 'staged', kind: 'neutral', value: balance.staged },
        { label: 'rejected', kind: 'rejected', value: balance.rejected },
      ],
    ],
    ...(fates === null
      ? []
      : ([
          [
            'staged',
            balance.staged,
            [
              { label: 'expected in ALM', kind: 'neutral', value: fates.expected },
              { label: 'merged into another', kind: 'merged', value: fates.merged },
              { label: 'left out', kind: 'leftOut', value: fates.leftOut },
              { label: 'quarantined', kind: 'quarantined', value: fates.quarantined },
            ],
          ],
        ] as const)),
    ...(expected === null || fates === null
      ? []
      : ([
          [
            'expected in ALM',
            fates.expected,
            [
              { label: 'already there', kind: 'matched', value: expected.alreadyThere },
              { label: 'done', kind: 'done', value: expected.done },
              { label: 'waiting', kind: 'missing', value: expected.waiting },
              { label: 'failed', kind: 'rejected', value: expected.failed },
              { label: 'contested', kind: 'contested', value: expected.contested },
              { label: 'unknown', kind: 'different', value: expected.unknown },
            ],
          ],
        ] as const)),
  ];
  const sound = balance.defects.length === 0;
  return html`
<section aria-labelledby="h-balance">
  <h2 id="h-balance">Where every record went</h2>
  <div class="panel">
    ${rows.map(
      ([name, whole, parts]) => html`
    <div class="sum">
      <p><b>${number(whole)}</b> ${name} =</p>
      ${stackedBar(parts)}
      ${legend(parts)}
    </div>`,
    )}
    <p class="check ${sound ? 'good' : 'bad'}">${
      sound
        ? 'The balance adds up: no record is unaccounted for.'
        : `The balance does not add up: ${balance.defects.join('; ')}.`
    }</p>
  </div>
</section>`;
}

export function sources(summary: ReportSummary): Markup {
  return html`
<section aria-labelledby="h-sources">
  <h2 id="h-sources">Source files</h2>
  <div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-sources">
    ${foldingTable(
      null,
      [{ name: 'File' }, { name: 'SHA-256' }, ...numbers('Records', 'Staged', 'Rejected')],
      summary.files.map((file) => [
        html`${file.name}${file.state === 'broken' ? html` <span class="badge rejected">broke off</span>` : null}`,
        html`<code title="${file.sha256}">${file.sha256.slice(0, 16)}…</code>`,
        file.records,
        file.staged,
        file.rejected,
      ]),
    )}
  </div>
</section>`;
}

/** What a second look found, and what had been foreseen; nothing where nobody asked for either. */
export function lookedAgain({ secondLook, late, foreseen }: ReportSummary): Markup | null {
  if (secondLook === null && foreseen === null) return null;
  return html`
<section aria-labelledby="h-looked">
  <h2 id="h-looked">${foreseen === null ? 'Looked at twice' : secondLook === null ? 'Forecast and result' : 'Forecast, result, and a second look'}</h2>
  <div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-looked">
    ${foreseen === null ? null : foreseenTable(foreseen)}
    ${secondLook === null ? null : secondLookTable(secondLook, late)}
  </div>
</section>`;
}

function foreseenTable({ madeAt, changed, outcomes }: NonNullable<ReportSummary['foreseen']>): Markup {
  const note =
    changed.length === 0 ? '' : ` Since then ${changed.join(' and ')} changed, so some rows are others.`;
  return html`
    <p>Before anything was sent, a forecast was made (${instantWords(madeAt)}).${note}</p>
    ${foldingTable(
      'foreseen',
      [
        { name: 'What' },
        ...numbers('To close', 'Closed', 'Still open', 'Still with a person', 'Not foreseen'),
      ],
      outcomes.map((row) => [
        SUBJECTS[row.subject],
        row.foreseen,
        row.closed,
        row.open,
        row.contested,
        row.unforeseen,
      ]),
    )}`;
}

function secondLookTable(
  look: NonNullable<ReportSummary['secondLook']>,
  late: ReportSummary['late'],
): Markup {
  if (look.asked === 0)
    return html`<p>No second look was needed: no difference was left that time could mend.</p>`;
  const pause =
    look.waitedSeconds >= 60
      ? `${number(Math.round(look.waitedSeconds / 60))} min`
      : `${look.waitedSeconds} s`;
  if (look.late === 0) return html`<p>A second look after ${pause} found the same.</p>`;
  return html`
    <p>A second look after ${pause} did not find ${number(look.late)} of the differences any more: ALM was late to show them, and they are none. Each is in <code>late.csv</code>.</p>
    ${foldingTable(
      'late',
      [{ name: 'What' }, { name: 'First taken for' }, { name: 'Reason' }, ...numbers('Rows')],
      late.map((row) => [
        SUBJECTS[row.subject],
        row.verdict,
        html`<code>${row.code}</code> ${row.cause}`,
        row.count,
      ]),
    )}`;
}

const SUBJECTS = Object.freeze({
  profile: 'External profiles',
  person: 'People',
  enrolment: 'Enrolments',
  completion: 'Completions',
});

/** What moves, and not quite as the record has it; nothing where all is as it was written. */
export function remarks(summary: ReportSummary): Markup | null {
  if (summary.remarks.length === 0) return null;
  return html`
<section aria-labelledby="h-remarks">
  <h2 id="h-remarks">Moved, with a remark</h2>
  <div class="panel scroll" tabindex="0" role="region" aria-labelledby="h-remarks">
    ${foldingTable(
      'remarks',
      [{ name: 'Of' }, { name: 'Remark' }, { name: 'What to do' }, ...numbers('Records')],
      summary.remarks.map((row) => [
        row.kind === 'user' ? 'accounts' : 'training',
        html`<code>${row.code}</code> ${row.cause}`,
        row.mend,
        row.records,
      ]),
    )}
    <p>Which records these are is in the column <code>remarks</code> of <code>records.csv</code>.</p>
  </div>
</section>`;
}

/** The words that the report uses, and what was let pass. */
export function method(summary: ReportSummary): Markup {
  return html`
<section aria-labelledby="h-method">
  <h2 id="h-method">How it was compared</h2>
  <div class="panel prose">
    <p>Tolerances: ${summary.tolerances}.</p>
    <dl class="words">${WORDS.map(([kind, word, meaning]) => html`<div><dt><span class="badge ${kind}">${word}</span></dt><dd>${meaning}</dd></div>`)}</dl>
    <p>Everything is in the files beside this page, unless it was asked for alone: <code>differences.csv</code> has each difference, <code>records.csv</code> each record that was staged and where it ended, <code>rejected.csv</code> each record that could not be read, <code>report.json</code> all the counts.</p>
  </div>
</section>`;
}

const WORDS = [
  ['matched', 'matched', 'ALM holds it as it should.'],
  ['missing', 'missing', 'ALM should hold it and does not.'],
  ['different', 'different', 'ALM holds it with another date, score or name.'],
  ['contested', 'contested', 'ALM holds something that we do not overwrite; a person has to decide.'],
  ['leftOut', 'late', 'a second look did not find the difference any more: it is none.'],
  ['extra', 'extra', 'ALM holds it, and no record of the exports asks for it.'],
  ['quarantined', 'quarantined', 'a record that cannot move until somebody mends it or decides.'],
  ['leftOut', 'left out', 'a record that is not to move, by a rule of the migration.'],
  ['rejected', 'rejected', 'a record of the exports that could not be read.'],
] as const;

function numbers(...names: readonly string[]): readonly TableColumn[] {
  return names.map((name) => ({ name, isNumber: true }));
}
