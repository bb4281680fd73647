/** What this page has beside the style of all. */
export const PROFILE_STYLE = `
a { color: var(--accent); text-underline-offset: 2px; }
.list a { text-decoration: none; }
.list a:hover, .list a:focus-visible { text-decoration: underline; }
.filters { display: grid; grid-template-columns: minmax(220px, 2fr) minmax(130px, 1fr); gap: 12px; margin-bottom: 14px; }
.filters[hidden] { display: none; }
.field label { display: block; font-size: 12.5px; font-weight: 600; color: var(--soft); margin-bottom: 4px; }
.field input, .field select { width: 100%; height: 40px; padding: 0 10px; border: 1px solid var(--neutral); border-radius: 8px; background: var(--card); }
.status { color: var(--soft); font-size: 13.5px; margin-bottom: 10px; min-height: 1.4em; }
.chapter { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-top: 10px; scroll-margin-top: 16px; }
.chapter summary { cursor: pointer; padding: 12px 16px; display: flex; gap: 12px; align-items: baseline; justify-content: space-between; font-weight: 600; overflow-wrap: anywhere; }
.chapter summary::marker { content: ""; }
.chapter[open] summary { border-bottom: 1px solid var(--line); }
.chapter .inside { padding: 10px 16px 14px; }
.words dt { color: var(--soft); font-size: 13px; font-weight: 600; }
.words { margin-bottom: 10px; }
.share { width: 34%; }
.share svg { margin-top: 5px; }
.bar-of-year { display: block; border-radius: 6px; overflow: hidden; }
.hint .badge { margin-left: 6px; }
.after { margin-top: 32px; }
.chapter td { overflow-wrap: anywhere; }
tr[hidden] { display: none; }
`;
