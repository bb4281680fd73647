import type { Store } from '../../../staging/index.js';
import type { ReportSummary } from '../summary.js';
import { html } from './markup.js';

/** The page, in pieces. */
export function* reportPage(_store: Store, summary: ReportSummary): Generator<string> {
  const { persons, enrolments, completions } = summary.totals;
  const rows = [
    ['People', persons],
    ['Enrolments', enrolments],
    ['Completions', completions],
  ] as const;
  yield html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>${summary.account.accountName}: migration report</title></head><body>
<h1>${summary.verdict === 'clean' ? 'Everything is there' : 'There are differences'}</h1>
<p>${summary.account.accountName}, ${summary.snapshotAt}</p>
<table><tr><th></th><th>expected</th><th>matched</th><th>missing</th><th>different</th><th>contested</th><th>extra</th></tr>
${rows.map(
  ([name, tally]) =>
    html`<tr><th>${name}</th><td>${tally.expected}</td><td>${tally.matched}</td><td>${tally.missing}</td><td>${tally.different}</td><td>${tally.contested}</td><td>${tally.extra}</td></tr>`,
)}
</table></body></html>
`.text;
}
