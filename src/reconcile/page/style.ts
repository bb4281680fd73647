/**
 * The style sheet of our pages. Colours are variables, one set for light and one for dark; a kind of row
 * (missing, extra, …) has one colour everywhere, and never the colour alone: its word stands beside it.
 */
const COLOURS = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --line: #dfe3e8; --ink: #1a2330; --soft: #566273; --tint: #eef1f5;
  --accent: #1f5fbf; --accent-ink: #ffffff;
  --matched: #16794f; --done: #2f9e6e; --neutral: #8493a8; --merged: #5a6675; --merged-fill: #b3bdca;
  --missing: #c03d0a; --different: #8f6200; --contested: #6d3fc4; --extra: #2267ab;
  --quarantined: #a3235f; --leftOut: #5a6675; --rejected: #b3261e;
  --missing-fill: #e2571e; --different-fill: #dba11c; --contested-fill: #8660d9; --rejected-fill: #cf3d34;
  --hero-good: #0f5d43; --hero-good-2: #158060; --hero-attention: #5c2a12; --hero-attention-2: #9c4413;
  --hero-forecast: #1c3f73; --hero-forecast-2: #2b66b1;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151c; --card: #19202a; --line: #2d3744; --ink: #e8edf3; --soft: #a3afbf; --tint: #222b37;
    --accent: #7fb2ff; --accent-ink: #0d1828;
    --matched: #4fc38e; --done: #37926a; --neutral: #77879c; --merged: #a3afbf; --merged-fill: #4b5869;
    --missing: #ff9263; --different: #e3b341; --contested: #b99aff; --extra: #74b2f2;
    --quarantined: #f28cb8; --leftOut: #a9b4c2; --rejected: #ff8a80;
    --missing-fill: #e8743f; --different-fill: #cf9c2c; --contested-fill: #9b7ae6; --rejected-fill: #e5625a;
    --hero-good: #0b3a2b; --hero-good-2: #11573f; --hero-attention: #3b1d0f; --hero-attention-2: #6b3012;
    --hero-forecast: #14294a; --hero-forecast-2: #1e4679;
  }
}
`;

const KINDS = [
  'matched',
  'done',
  'neutral',
  'merged',
  'missing',
  'different',
  'contested',
  'extra',
  'quarantined',
  'leftOut',
  'rejected',
]
  .map((kind) => `.${kind} { --c: var(--${kind}); --f: var(--${kind}-fill, var(--${kind})); }`)
  .join('\n');

const BASE = `
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
.wrap { max-width: 1160px; margin: 0 auto; padding: 0 24px; }
h1, h2, h3, p, dl, dd, ul, ol { margin: 0; }
h2 { font-size: 19px; line-height: 1.3; margin-bottom: 14px; letter-spacing: -0.01em; }
h3 { font-size: 15px; }
section { margin: 40px 0; scroll-margin-top: 16px; }
code { font: 0.92em ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
button, input, select { font: inherit; color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999px; top: 8px; padding: 8px 14px; background: var(--card); color: var(--ink); z-index: 9; border-radius: 6px; }
.skip:focus { left: 8px; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.panel, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px; }
.scroll { overflow-x: auto; }
.hint { color: var(--soft); font-size: 13.5px; margin-bottom: 14px; max-width: 72ch; }
footer { color: var(--soft); font-size: 13px; padding-bottom: 40px; }
`;

const HERO = `
.hero { color: #fff; padding: 30px 0 26px; background: linear-gradient(120deg, var(--hero-a), var(--hero-b)); }
.hero.good { --hero-a: var(--hero-good); --hero-b: var(--hero-good-2); }
.hero.attention { --hero-a: var(--hero-attention); --hero-b: var(--hero-attention-2); }
.hero.forecast { --hero-a: var(--hero-forecast); --hero-b: var(--hero-forecast-2); }
.kicker { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; font-size: 13px; font-weight: 600; letter-spacing: 0.02em; margin-bottom: 20px; }
.kicker span { font-weight: 400; }
.tag { border: 1px solid #ffffffb0; border-radius: 99px; padding: 0 10px; }
.hero-body { display: flex; gap: 32px; justify-content: space-between; align-items: center; }
h1 { font-size: clamp(28px, 4.4vw, 42px); line-height: 1.12; letter-spacing: -0.025em; margin-bottom: 12px; }
.lead { font-size: 18px; max-width: 64ch; }
.aside { margin-top: 10px; max-width: 72ch; }
.meta { display: flex; flex-wrap: wrap; gap: 10px 36px; margin-top: 24px; padding-top: 16px; border-top: 1px solid #ffffff40; font-size: 13.5px; }
.meta dt { font-size: 12px; }
.meta dd { font-weight: 600; overflow-wrap: anywhere; }
.ring { width: 148px; height: 148px; flex: none; }
.ring circle { fill: none; stroke-width: 11; }
.ring-rest { stroke: #ffffff33; }
.ring-done { stroke: #ffffff; }
.ring text { fill: #fff; text-anchor: middle; }
.ring-number { font-size: 22px; font-weight: 700; letter-spacing: -0.02em; }
.ring-label { font-size: 12px; }
`;

const FIGURES = `
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 16px; }
.big { font-size: 32px; font-weight: 700; letter-spacing: -0.03em; line-height: 1.3; margin: 2px 0 8px; }
.big small { font-size: 14px; font-weight: 400; letter-spacing: 0; color: var(--soft); margin-left: 10px; }
.bar { display: block; width: 100%; height: 12px; border-radius: 6px; overflow: hidden; background: var(--tint); }
.rest { --f: transparent; }
.fill { fill: var(--f); stroke: var(--card); stroke-width: 1px; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 10px; font-size: 13.5px; color: var(--soft); }
.legend b { color: var(--ink); }
.legend .none { opacity: 1; }
.legend .none b { color: var(--soft); font-weight: 400; }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 3px; background: var(--f); margin-right: 7px; }
.sum + .sum { margin-top: 20px; padding-top: 18px; border-top: 1px solid var(--line); }
.sum > p { margin-bottom: 8px; }
.check { margin-top: 20px; font-weight: 600; }
.check.good { color: var(--matched); }
.check.good::before { content: "✓ "; }
.check.bad { color: var(--rejected); }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 24px; align-items: start; }
.two > * { min-width: 0; margin-top: 24px; margin-bottom: 16px; }
.years { display: block; width: 100%; height: 320px; overflow: visible; }
.years .fill { stroke: none; }
.years text { fill: var(--soft); font-size: 11.5px; text-anchor: middle; }
.years .grid-line { stroke: var(--line); }
.badge { display: inline-block; font-size: 12.5px; font-weight: 600; line-height: 1.5; padding: 1px 9px; border-radius: 99px; color: var(--c); background: color-mix(in srgb, var(--c) 11%, var(--card)); white-space: nowrap; }
`;

const TABLES = `
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 9px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-size: 12.5px; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 500; overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
.zero { color: var(--soft); }
.soft { color: var(--soft); }
.grid tbody th { min-width: 150px; }
.reasons td:first-child { width: 118px; }
.reasons td:last-child { width: 150px; }
.grid .bar { min-width: 90px; height: 10px; margin-top: 6px; }
th button { all: unset; cursor: pointer; }
th button:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
.link { all: unset; cursor: pointer; color: var(--accent); overflow-wrap: anywhere; }
.link:hover { text-decoration: underline; }
.link:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.button { cursor: pointer; border: 1px solid var(--line); background: var(--card); border-radius: 8px; padding: 7px 16px; font-weight: 600; color: var(--accent); }
.button:hover { background: var(--tint); }
.more { margin-top: 14px; }
.words > div { display: grid; grid-template-columns: 120px 1fr; padding: 5px 0; }
.prose p + dl, .prose dl + p { margin-top: 14px; }
.sub { display: block; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
.tabs { display: inline-flex; padding: 0; margin: 0; border: 1px solid var(--line); border-radius: 9px; overflow: hidden; margin-bottom: 14px; background: var(--card); }
.tabs label { cursor: pointer; padding: 6px 16px; font-weight: 600; font-size: 14px; color: var(--soft); }
.tabs input { position: absolute; opacity: 0; }
.tabs label:has(input:checked) { background: var(--accent); color: var(--accent-ink); }
.tabs label:has(input:focus-visible) { outline: 3px solid var(--accent); outline-offset: -3px; }
.tabs label:has(input:checked:focus-visible) { outline-color: var(--accent-ink); }
`;

const SMALL_AND_PAPER = `
@media (max-width: 900px) { .two { grid-template-columns: 1fr; } .filters { grid-template-columns: 1fr 1fr; } .filters .wide { grid-column: 1 / -1; } }
@media (max-width: 640px) {
  .wrap { padding: 0 14px; }
  .panel, .card { padding: 16px; }
  .hero-body { display: block; }
  .ring { width: 116px; height: 116px; margin-top: 18px; }
  .meta { gap: 10px 24px; }
  .words > div { grid-template-columns: 1fr; gap: 2px; padding: 8px 0; }
  .list, .list tbody, .list tr, .list td, .list tbody th, .list.wide .c1, .list.wide .c2, .list.wide .c3, .list.wide .c5, .reasons td:first-child, .reasons td:last-child { display: block; width: 100%; }
  .list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .list tr { padding: 12px 0; border-bottom: 1px solid var(--line); }
  .list td, .list tbody th { border: 0; padding: 2px 0; text-align: left; }
  .list td:empty { display: none; }
  .list thead:focus-within { position: static; width: auto; height: auto; clip-path: none; }
  .fold, .fold tbody, .fold thead { display: block; }
  .fold tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 4px 12px; padding: 12px 0; border-bottom: 1px solid var(--line); }
  .fold tbody tr:last-child { border-bottom: 0; padding-bottom: 0; }
  .fold th, .fold td { display: block; padding: 0; border: 0; text-align: left; overflow-wrap: anywhere; white-space: normal; }
  .fold tbody th, .fold td:not(.n) { grid-column: 1 / -1; }
  .fold td::before { content: attr(data-label) " "; content: attr(data-label) " " / ""; color: var(--soft); font-size: 12.5px; }
  .fold:not(.sorted) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .fold.sorted thead tr { display: flex; flex-wrap: wrap; justify-content: flex-start; gap: 6px 16px; padding-top: 0; }
  .fold.sorted thead tr::before { content: "Sort by"; color: var(--soft); font-size: 12.5px; }
  .grid:not(.fold) th, .grid:not(.fold) td { padding-left: 5px; padding-right: 5px; }
  .grid tbody th { min-width: 104px; }
  .big { font-size: 28px; }
  .story { padding: 16px; }
  .hide-small, .fold .hide-small, .fold tr[hidden] { display: none; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; }
  body { font-size: 11px; }
  .wrap { max-width: none; padding: 0; }
  .hero { background: none; color: #000; padding: 0 0 8px; border-bottom: 2px solid #000; }
  .ring text { fill: #000; } .ring-done { stroke: #333; } .ring-rest { stroke: #ddd; } .meta { border-color: #ccc; } .tag { border-color: #000; }
  .skip, .filters, .chips, .tabs, .more, .no-print, thead button::after { display: none; }
  .bar, .fill, .dot, .badge, .years { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  section { margin: 18px 0; }
  .card, .sum, .chapter, tr, .chain li { break-inside: avoid; }
  h2 { break-after: avoid; }
  .panel, .card { padding: 10px; border-radius: 0; }
  .scroll { overflow: visible; }
  dialog { position: static; max-height: none; width: auto; border: 0; overflow: visible; }
  body:has(dialog[open]) > :not(dialog) { display: none; }
}
`;

/** What every page has. */
export const BASE_STYLE = [COLOURS, KINDS, BASE, HERO, FIGURES, TABLES].join('\n');

/** Small screens and paper; comes after everything that a page adds of its own. */
export const PAPER_STYLE = SMALL_AND_PAPER;
