/** The table of reasons: what each code means, what to do about it, and how often it occurs. */
export const REASONS_SCRIPT = `
function reasonsSection() {
  if (data.reasons.length === 0) return null;
  var most = data.reasons.reduce(function (max, row) { return Math.max(max, row.count); }, 1);
  var rows = data.reasons.map(function (row) {
    return el('tr', { role: 'row' }, [
      el('td', { role: 'cell' }, [badge(row.verdict)]),
      el('th', { scope: 'row', role: 'rowheader' }, [
        el('button', { type: 'button', class: 'link', click: function () { lookUp({ code: row.code, verdict: row.verdict }); } }, [row.cause]),
        el('span', { class: 'sub' }, [row.subject + ', ', el('code', {}, [row.code])])
      ]),
      el('td', { role: 'cell' }, [row.mend]),
      el('td', { role: 'cell', class: 'n' }, [el('b', {}, [number(row.count)]), bar([{ kind: row.verdict, value: row.count }, { kind: 'rest', value: most - row.count }])])
    ]);
  });
  return section('reasons', 'Why', [
    el('p', { class: 'hint' }, ['Each kind of difference, and each kind of record that did not move, with what causes it and what to do. Choose one to see its rows.']),
    el('div', { class: 'panel scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'h-reasons' }, [
      el('table', { class: 'grid list reasons', role: 'table' }, [
        el('thead', { role: 'rowgroup' }, [el('tr', { role: 'row' }, [
          el('th', { scope: 'col' }, ['Verdict']), el('th', { scope: 'col' }, ['What it is']),
          el('th', { scope: 'col' }, ['What to do']), el('th', { scope: 'col', class: 'n' }, ['How many'])
        ])]),
        el('tbody', { role: 'rowgroup' }, rows)
      ])
    ])
  ]);
}
`;
