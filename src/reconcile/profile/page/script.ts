/**
 * Searches the courses, and opens the finding that a link leads to. Everything stands in the page
 * without it; it writes no markup, and sets text only.
 */
export const PROFILE_SCRIPT = `(function () {
'use strict';
var filters = document.getElementById('course-filters');
var rows = Array.prototype.slice.call(document.querySelectorAll('#courses tbody tr'));
var search = document.getElementById('course-search');
var verdict = document.getElementById('course-verdict');
var texts = rows.map(function (row) { return row.cells[0].textContent.toLowerCase(); });
function show() {
  var wanted = search.value.trim().toLowerCase();
  var word = verdict ? verdict.value : '';
  var shown = 0;
  rows.forEach(function (row, index) {
    var fits = texts[index].indexOf(wanted) >= 0 && (word === '' || row.cells[4].textContent === word);
    row.hidden = !fits;
    if (fits) shown += 1;
  });
  document.getElementById('course-status').textContent =
    shown === rows.length ? '' : shown + ' of the ' + rows.length + ' listed here';
}
if (filters && rows.length > 0) {
  filters.hidden = false;
  search.addEventListener('input', show);
  if (verdict) verdict.addEventListener('change', show);
}
function openTarget() {
  var target = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (target && target.tagName === 'DETAILS') target.open = true;
}
window.addEventListener('hashchange', openTarget);
openTarget();
})();`;
