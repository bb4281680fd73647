/**
 * The page of the report: one HTML file with its style, its script and its data inside, made from a summary and the store.
 * It must not count anything that `report.json` does not, nor ask anything of a network.
 */
import type { Store } from '../../../staging/index.js';
import { documentEnd, documentStart, html, type PageParts } from '../../page/index.js';
import type { ReportSummary } from '../summary.js';
import { pageData } from './data.js';
import { balanceSection, header, lookedAgain, method, remarks, sources, totals } from './overview.js';
import { PAGE_SCRIPT } from './script.js';
import { PAGE_STYLE } from './style.js';
import { headlineOf } from './verdict.js';

/** The page, in pieces. */
export function* reportPage(store: Store, summary: ReportSummary): Generator<string> {
  const parts: PageParts = {
    title: `${summary.account.accountName}: migration report`,
    style: PAGE_STYLE,
    script: PAGE_SCRIPT,
    skip: 'Skip to the report',
  };
  yield documentStart(parts).text;
  yield html`${header(summary, headlineOf(summary))}
<main id="main" class="wrap" tabindex="-1">
${totals(summary)}
${balanceSection(summary)}
${lookedAgain(summary)}
<noscript><p class="panel">The tables by reason, course, organisation and year, the search and the pages of people need this page's own script. It asks nothing of any network. All of it is in the CSV files as well.</p></noscript>
<div id="app"></div>
${remarks(summary)}
${sources(summary)}
${method(summary)}
</main>
<footer class="wrap">Made by alm-migrate ${summary.toolVersion}. This page is one file and asks nothing of any network.</footer>
<script type="application/json" id="data">`.text;
  yield* pageData(store, summary);
  yield `</script>${documentEnd(parts).text}`;
}
