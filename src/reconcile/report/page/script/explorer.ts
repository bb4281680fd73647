/** The list of everything that may need a look: search, filters, sorting, twenty-five rows at a time. */
export const EXPLORER_SCRIPT = String.raw`
var VERDICTS = ['missing', 'different', 'contested', 'extra', 'quarantined', 'leftOut', 'rejected'];
var SUBJECTS = [['person', 'People'], ['enrolment', 'Enrolments'], ['completion', 'Completions'], ['profile', 'External profiles'], ['account', 'Legacy accounts'], ['record', 'Legacy records']];
var STEP = 25;
var causes = {};
data.reasons.forEach(function (row) { causes[row.code] = row; });
data.exceptions.forEach(function (row) {
  row.cause = causes[row.code] ? causes[row.code].cause : row.code;
  row.text = [row.what, row.detail, row.user, row.name, row.organisation, row.code, row.place, row.verdict, row.cause]
    .filter(Boolean).join(' ').toLowerCase();
});
var explorer = { search: '', verdicts: {}, subject: '', code: '', by: '', down: false, room: STEP };
var parts = {};

function lookUp(filter) {
  explorer.search = filter.search || '';
  explorer.code = filter.code || '';
  explorer.subject = '';
  explorer.verdicts = {};
  if (filter.verdict) explorer.verdicts[filter.verdict] = true;
  parts.search.value = explorer.search;
  parts.code.value = explorer.code;
  parts.subject.value = '';
  parts.chips.forEach(function (input) { input.checked = !!explorer.verdicts[input.value]; });
  explorer.room = STEP;
  drawList();
  parts.search.focus({ preventScroll: true });
  document.getElementById('h-look').scrollIntoView();
}

function chosen() {
  var any = Object.keys(explorer.verdicts).some(function (name) { return explorer.verdicts[name]; });
  var words = explorer.search.toLowerCase().split(/\s+/).filter(Boolean);
  var rows = data.exceptions.filter(function (row) {
    return (!any || explorer.verdicts[row.verdict]) && (!explorer.subject || row.subject === explorer.subject) &&
      (!explorer.code || row.code === explorer.code) &&
      words.every(function (one) { return row.text.indexOf(one) >= 0; });
  });
  if (explorer.by) {
    var by = explorer.by;
    var sign = explorer.down ? -1 : 1;
    rows = rows.slice().sort(function (a, b) {
      return sign * compare((a[by] || '\uffff').toLowerCase(), (b[by] || '\uffff').toLowerCase());
    });
  }
  return rows;
}

// The folder that all exports lie in says nothing in each row; the list of source files has it.
function placeIn(place) {
  return place !== null && place.indexOf(data.folder) === 0 ? place.slice(data.folder.length) : place;
}
function subtitle(row) { return row.detail ? el('span', { class: 'sub' }, [row.detail]) : null; }
function personCell(row) {
  if (!row.user) return el('td', {}, []);
  return el('td', {}, [row.name || row.user, el('span', { class: 'sub' }, [row.name ? row.user : null, row.name && row.organisation ? ', ' : null, row.organisation])]);
}
function sides(row) {
  if (row.should === null && row.holds === null) return null;
  return el('span', { class: 'sub' }, ['should be: ' + (row.should || 'nothing'), el('br', {}), 'is: ' + (row.holds || 'nothing')]);
}

function drawList(focus) {
  var rows = chosen();
  var shown = rows.slice(0, explorer.room);
  parts.status.textContent = rows.length === 0 ? 'No row fits. Take a filter away, or search for something else.'
    : number(rows.length) + (rows.length === 1 ? ' row' : ' rows') + (shown.length < rows.length ? ', the first ' + number(shown.length) + ' shown' : '');
  function sortBy(name) {
    explorer.down = explorer.by === name ? !explorer.down : false;
    explorer.by = name;
    drawList(name);
  }
  clear(parts.list);
  if (rows.length > 0) {
    parts.list.appendChild(el('table', { class: 'list wide', role: 'table' }, [
      el('thead', { role: 'rowgroup' }, [el('tr', { role: 'row' }, [
        ['verdict', 'Verdict', 'c1'], ['what', 'What', 'c2'], ['name', 'Person', 'c3'], ['cause', 'Reason', 'c4'], ['place', 'Legacy record', 'c5']
      ].map(function (one) { return fill(sortHeading(one[0], one[1], explorer, sortBy), { role: 'columnheader', class: one[2] }); }))]),
      el('tbody', { role: 'rowgroup' }, shown.map(function (row) {
        return el('tr', { role: 'row' }, [
          el('td', { role: 'cell', class: 'c1' }, [badge(row.verdict)]),
          el('th', { scope: 'row', role: 'rowheader', class: 'c2' }, [
            el('button', { type: 'button', class: 'link', click: function () { openStory(row); } }, [row.what || row.subject]), subtitle(row)
          ]),
          fill(personCell(row), { role: 'cell', class: 'c3' }, []),
          el('td', { role: 'cell' }, [row.cause, sides(row)]),
          el('td', { role: 'cell', class: 'soft c5', title: row.place }, [placeIn(row.place)])
        ]);
      }))
    ]));
  }
  if (shown.length < rows.length) {
    parts.list.appendChild(el('button', { type: 'button', class: 'button more', click: function () {
      explorer.room += STEP;
      drawList();
      var buttons = parts.list.querySelectorAll('tbody .link');
      if (buttons[explorer.room - STEP]) buttons[explorer.room - STEP].focus();
    } }, ['Show ' + number(Math.min(STEP, rows.length - shown.length)) + ' more']));
  }
  if (focus) {
    var heading = parts.list.querySelector('th[data-sort="' + focus + '"] button');
    if (heading) heading.focus();
  }
}

function choice(id, label, options, onChange) {
  var select = el('select', { id: id, change: function () { onChange(select.value); explorer.room = STEP; drawList(); } },
    options.map(function (one) { return el('option', { value: one[0] }, [one[1]]); }));
  parts[id.replace('f-', '')] = select;
  return el('div', { class: 'field' }, [el('label', { for: id }, [label]), select]);
}

function explorerSection() {
  var counts = {};
  data.exceptions.forEach(function (row) { counts[row.verdict] = (counts[row.verdict] || 0) + 1; });
  var subjects = SUBJECTS.filter(function (one) { return data.exceptions.some(function (row) { return row.subject === one[0]; }); });
  var codes = {};
  data.exceptions.forEach(function (row) { codes[row.code] = row.cause; });
  parts.search = el('input', { id: 'f-search', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'A person, a course, a code, a file…',
    input: function () { explorer.search = parts.search.value; explorer.room = STEP; drawList(); } });
  parts.chips = [];
  var chips = VERDICTS.filter(function (one) { return counts[one]; }).map(function (one) {
    var input = el('input', { type: 'checkbox', value: one, change: function () {
      explorer.verdicts[one] = input.checked; explorer.room = STEP; drawList();
    } });
    parts.chips.push(input);
    return el('label', { class: one }, [input, word(one) + ' ' + number(counts[one])]);
  });
  parts.status = el('p', { class: 'status', role: 'status' });
  parts.list = el('div', { class: 'panel' });
  var all = data.counts.differences + data.counts.unmoved + data.counts.rejects;
  var note = data.exceptions.length < all
    ? 'This page holds ' + number(data.exceptions.length) + ' of ' + number(all) + ' rows, those of rare kinds first. ' +
      number(data.counts.differences - data.shown.differences) + ' more differences are in differences.csv, ' +
      number(data.counts.unmoved - data.shown.unmoved) + ' more records that did not move in records.csv, ' +
      number(data.counts.rejects - data.shown.rejects) + ' more rejects in rejected.csv.'
    : 'Every difference, and every record that did not move. Choose one to see the whole chain, from the line of the export to what ALM holds.';
  var children = data.exceptions.length === 0
    ? [el('p', { class: 'panel' }, ['There is nothing to look at: no difference, and no record that did not move.'])]
    : [
      el('p', { class: 'hint' }, [note]),
      el('div', { class: 'filters' }, [
        el('div', { class: 'field wide' }, [el('label', { for: 'f-search' }, ['Search']), parts.search]),
        choice('f-subject', 'Kind', [['', 'All kinds']].concat(subjects), function (value) { explorer.subject = value; }),
        choice('f-code', 'Reason', [['', 'All reasons']].concat(Object.keys(codes).sort().map(function (code) { return [code, code + ': ' + codes[code]]; })), function (value) { explorer.code = value; }),
        choice('f-sort', 'Order', [['', 'Rare kinds first'], ['name', 'Person'], ['what', 'What'], ['verdict', 'Verdict'], ['place', 'Legacy record']], function (value) { explorer.by = value; explorer.down = false; })
      ]),
      el('fieldset', { class: 'chips' }, [el('legend', { class: 'sr' }, ['Verdicts'])].concat(chips)),
      parts.status, parts.list
    ];
  var made = section('look', 'Look it up', children);
  if (data.exceptions.length > 0) drawList();
  return made;
}
`;
