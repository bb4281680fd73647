import { BASE_STYLE, PAPER_STYLE } from '../../page/index.js';

/** What this page has beside the style of all: the explorer and the pages of people. */
const EXPLORER = `
details.no-print { margin-top: 12px; font-size: 13.5px; }
details.no-print summary { cursor: pointer; color: var(--accent); }
.filters { display: grid; grid-template-columns: minmax(220px, 2fr) repeat(3, minmax(130px, 1fr)); gap: 12px; margin-bottom: 14px; }
.field label { display: block; font-size: 12.5px; font-weight: 600; color: var(--soft); margin-bottom: 4px; }
.field input, .field select { width: 100%; height: 40px; padding: 0 10px; border: 1px solid var(--neutral); border-radius: 8px; background: var(--card); }
.chips { display: flex; flex-wrap: wrap; gap: 8px; border: 0; padding: 0; margin: 0 0 14px; }
.chips label { cursor: pointer; border: 1px solid var(--line); border-radius: 99px; padding: 4px 13px; font-size: 13.5px; background: var(--card); color: var(--soft); }
.chips input { position: absolute; opacity: 0; }
.chips label:has(input:checked) { color: var(--c); border-color: var(--c); font-weight: 600; }
.chips label:has(input:checked)::before { content: "✓ "; }
.chips label:has(input:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.list td, .list tbody th { padding-top: 11px; padding-bottom: 11px; }
.list.wide { table-layout: fixed; }
.list.wide .c1 { width: 118px; } .list.wide .c2 { width: 25%; } .list.wide .c3 { width: 17%; } .list.wide .c5 { width: 17%; }
.list td { overflow-wrap: anywhere; }
.scroll .grid + p { margin-top: 18px; }
.status { color: var(--soft); font-size: 13.5px; margin-bottom: 10px; }
dialog { border: 1px solid var(--line); border-radius: 14px; padding: 0; width: min(860px, calc(100vw - 24px)); max-height: min(90vh, 1000px); background: var(--page); color: var(--ink); }
dialog::backdrop { background: #0a0f16a8; }
.story { padding: 24px; }
.story-head { display: flex; justify-content: space-between; gap: 16px; align-items: start; margin-bottom: 18px; }
.story-head h2 { font-size: 23px; margin: 0 0 4px; }
.story-head h2:focus { outline: none; }
.chapter { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-top: 10px; }
.chapter summary { cursor: pointer; padding: 12px 16px; display: flex; gap: 12px; align-items: baseline; justify-content: space-between; font-weight: 600; overflow-wrap: anywhere; }
.chapter summary::marker { content: ""; }
.chapter[open] summary { border-bottom: 1px solid var(--line); }
.chain { list-style: none; padding: 16px 16px 6px; }
.chain li { position: relative; padding: 0 0 14px 24px; }
.chain li::before { content: ""; position: absolute; left: 4px; top: 6px; width: 9px; height: 9px; border-radius: 50%; background: var(--neutral); }
.chain li::after { content: ""; position: absolute; left: 8px; top: 18px; bottom: -4px; width: 1px; background: var(--line); }
.chain li:last-child::after { display: none; }
.chain li.end::before { background: var(--c); }
.chain h4 { margin: 0; font-size: 12.5px; color: var(--soft); font-weight: 600; }
.chain p { overflow-wrap: anywhere; }
`;

const STORY_ON_PAPER = `
@media print {
  .chain h4, .badge, .legend, .hint, .sub { font-size: 10px; }
  dialog::backdrop { background: none; }
}
`;

/** The page's style sheet. */
export const PAGE_STYLE = [BASE_STYLE, EXPLORER, PAPER_STYLE, STORY_ON_PAPER].join('\n');
