/** What the live page has beside the style of all. */
export const LIVE_STYLE = `
[hidden] { display: none; }
/* seen wherever the page is scrolled to: what it shows may be old */
.lost { position: sticky; top: 0; z-index: 8; background: var(--rejected); color: var(--card); padding: 10px 24px; font-weight: 600; }
.done { --c: var(--matched); --f: var(--done); }
.planned { --c: var(--soft); --f: var(--tint); }
.waiting { --c: var(--different); --f: var(--different-fill); }
.inFlight { --c: var(--extra); --f: var(--extra); }
.failed { --c: var(--rejected); --f: var(--rejected-fill); }
.blocked { --c: var(--missing); --f: var(--missing-fill); }
.unknown { --c: var(--quarantined); --f: var(--quarantined); }
.dot.planned, .bar .planned { --f: var(--merged-fill); }
.say { color: var(--soft); font-size: 13.5px; }
.say b { color: var(--ink); }
.none-yet { color: var(--soft); }
.answers code { font-size: 13px; }
.answers td:nth-child(1) { white-space: nowrap; }
.mend { color: var(--soft); font-size: 13.5px; }
section { margin: 34px 0; }
.grid td:last-child { white-space: nowrap; }
`;

/** Comes after the style of all for small screens. */
export const LIVE_SMALL_STYLE = `
@media (max-width: 640px) {
  .list.answers td:nth-child(-n+3) { display: inline-block; width: auto; margin-right: 12px; }
  .list td.n { text-align: left; font-weight: 600; }
  .list td.n::after { content: " ×"; }
}
`;
