/** Tables by course and organisation, and the chart by year: one switch says what they count. */
export const GROUPS_SCRIPT = `
var MEASURES = [['completions', 'Completions'], ['enrolments', 'Enrolments'], ['persons', 'People']];
var measure = data.organisations.some(function (row) { return row.completions.expected > 0; }) ? 'completions' : 'enrolments';
var redrawGroups = [];
function differing(tally) { return tally.missing + tally.different + tally.contested; }

function measureSwitch() {
  return el('fieldset', { class: 'tabs no-print' }, [el('legend', { class: 'sr' }, ['What the charts count'])].concat(
    MEASURES.map(function (one) {
      return el('label', {}, [el('input', {
        type: 'radio', name: 'measure', value: one[0], checked: one[0] === measure,
        change: function () { measure = one[0]; redrawGroups.forEach(function (draw) { draw(); }); }
      }), one[1]]);
    })));
}

var COLUMNS = [['name', ''], ['expected', 'Expected'], ['matched', 'Matched'], ['missing', 'Missing'], ['different', 'Different'], ['contested', 'Contested'], ['extra', 'Extra']];

function groupSection(id, title, noun, groups, slim) {
  var state = { by: 'differing', down: true, all: false };
  var body = el('div', {});
  function valueOf(group, by) {
    if (by === 'name') return group.name.toLowerCase();
    var tally = group[measure];
    return by === 'differing' ? differing(tally) + tally.extra : tally[by];
  }
  function sortBy(name) {
    state.down = state.by === name ? !state.down : name !== 'name';
    state.by = name;
    draw(name);
  }
  function draw(focus) {
    var used = groups.filter(function (group) {
      var tally = group[measure];
      return tally && tally.expected + tally.extra > 0;
    });
    used.sort(function (a, b) {
      var order = compare(valueOf(a, state.by), valueOf(b, state.by)) * (state.down ? -1 : 1);
      return order || b[measure].expected - a[measure].expected || compare(a.name, b.name);
    });
    var first = slim ? 7 : 10;
    var shown = state.all ? used : used.slice(0, first);
    var columns = slim ? COLUMNS.filter(function (one) { return ['name', 'expected', 'matched'].indexOf(one[0]) >= 0; }) : COLUMNS;
    clear(body);
    if (used.length === 0) {
      body.appendChild(el('p', { class: 'panel soft' }, ['Nothing of this kind is counted by ' + noun + '.']));
      return;
    }
    body.appendChild(el('div', { class: 'panel scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'h-' + id }, [
      folding(el('table', { class: 'grid sorted' }, [
        el('thead', {}, [el('tr', {}, columns.map(function (one) {
          return sortHeading(one[0], one[1] || noun.charAt(0).toUpperCase() + noun.slice(1), state, sortBy, one[0] !== 'name');
        }).concat(slim ? [sortHeading('differing', 'To look at', state, sortBy, true)] : []))]),
        el('tbody', {}, shown.map(function (group) {
          var tally = group[measure];
          var name = el('button', { type: 'button', class: 'link', click: function () { lookUp({ search: group.name }); } }, [group.name]);
          return el('tr', {}, [el('th', { scope: 'row' }, [name, group.id ? el('span', { class: 'soft' }, [' ', el('code', {}, [group.id])]) : null, tallyBar(tally)])]
            .concat(columns.slice(1).map(function (one) { return cell(tally[one[0]]); }))
            .concat(slim ? [cell(differing(tally) + tally.extra)] : []));
        }))
      ]))
    ]));
    if (used.length > first) {
      body.appendChild(el('button', { type: 'button', class: 'button more', click: function () { state.all = !state.all; draw(); } },
        [state.all ? 'Show the first ' + first : 'Show all ' + number(used.length)]));
    }
    if (focus) {
      var heading = body.querySelector('th[data-sort="' + focus + '"] button');
      if (heading) heading.focus();
    }
  }
  draw();
  redrawGroups.push(function () { draw(); });
  return section(id, title, [body]);
}

var YEAR_PARTS = ['matched', 'different', 'contested', 'missing'];
function yearSection() {
  var body = el('div', { class: 'panel' });
  function draw() {
    clear(body);
    var name = measure === 'persons' ? 'completions' : measure;
    var groups = data.years.filter(function (row) { return row[name].expected > 0; });
    if (groups.length === 0) {
      body.appendChild(el('p', { class: 'soft' }, ['Nothing of this kind has a date.']));
      return;
    }
    var most = groups.reduce(function (max, row) { return Math.max(max, row[name].expected); }, 1);
    var step = 100 / groups.length;
    var every = Math.ceil(groups.length / 12);
    var marks = [];
    groups.forEach(function (row, index) {
      var tally = row[name];
      var bottom = 290;
      var words = row.name + ': ' + number(tally.matched) + ' of ' + number(tally.expected) + ' matched';
      var column = svg('g', {}, [svg('title', {}, [words])]);
      YEAR_PARTS.forEach(function (kind) {
        if (tally[kind] === 0) return;
        var height = Math.max(tally[kind] / most * 265, 3);
        bottom -= height;
        column.appendChild(svg('rect', { class: 'fill ' + kind, x: index * step + step * 0.14 + '%', width: step * 0.72 + '%', y: Math.max(bottom, 0), height: height }));
      });
      marks.push(column);
      if (index % every === 0) marks.push(svg('text', { x: (index + 0.5) * step + '%', y: 310 }, [row.name]));
      if (groups.length * number(most).length <= 48 || row[name].expected === most) marks.push(svg('text', { x: (index + 0.5) * step + '%', y: Math.max(bottom - 6, 10) }, [number(tally.expected)]));
    });
    body.appendChild(svg('svg', { class: 'years', role: 'img', 'aria-label': 'Expected ' + name + ' by year; the table below has the numbers' },
      [svg('line', { class: 'grid-line', x1: 0, x2: '100%', y1: 290.5, y2: 290.5 })].concat(marks)));
    body.appendChild(el('ul', { class: 'legend' }, YEAR_PARTS.map(function (kind) {
      return el('li', {}, [el('span', { class: 'dot ' + kind }), kind]);
    })));
    body.appendChild(el('details', { class: 'no-print' }, [el('summary', {}, ['As a table']), el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'By year' }, [folding(el('table', {}, [
      el('thead', {}, [el('tr', {}, [el('th', { scope: 'col' }, ['Year'])].concat(COLUMNS.slice(1).map(function (one) { return el('th', { scope: 'col', class: 'n' }, [one[1]]); })))]),
      el('tbody', {}, groups.map(function (row) {
        return el('tr', {}, [el('th', { scope: 'row' }, [row.name])].concat(COLUMNS.slice(1).map(function (one) { return cell(row[name][one[0]]); })));
      }))
    ]))])]));
  }
  draw();
  redrawGroups.push(draw);
  return section('years', 'By year', [body]);
}
`;
