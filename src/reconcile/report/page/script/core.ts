import { DOM_SCRIPT } from '../../../page/index.js';

/** What the parts of the report's script share, beside the building blocks of every page. */
export const CORE = `
${DOM_SCRIPT}
var data = JSON.parse(document.getElementById('data').textContent);
var WORDS = { leftOut: 'left out' };
function word(verdict) { return WORDS[verdict] || verdict; }
function badge(verdict) { return el('span', { class: 'badge ' + verdict }, [word(verdict)]); }
var PARTS = ['matched', 'missing', 'different', 'contested'];
function tallyBar(tally) {
  return bar(PARTS.map(function (kind) { return { kind: kind, value: tally[kind] }; }));
}
function sortHeading(name, label, state, onSort, numeric) {
  var current = state.by === name;
  return el('th', {
    scope: 'col', class: numeric ? 'n' : null, 'data-sort': name,
    'aria-sort': current ? (state.down ? 'descending' : 'ascending') : 'none'
  }, [el('button', { type: 'button', click: function () { onSort(name); } }, [label])]);
}
function compare(a, b) { return a < b ? -1 : a > b ? 1 : 0; }
`;
