/**
 * Building blocks of a page's script. Text from the data reaches the page as text only, by
 * `textContent` and by attributes that cannot run; nothing in the script parses markup.
 */
export const DOM_SCRIPT = `
var NUMBER = new Intl.NumberFormat('en');
function own(map, key) { return Object.prototype.hasOwnProperty.call(map, key); }
function number(value) { return NUMBER.format(value); }
function fill(node, attributes, children) {
  Object.keys(attributes || {}).forEach(function (name) {
    var value = attributes[name];
    if (value === null || value === undefined || value === false) return;
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? '' : String(value));
  });
  (children || []).forEach(function (child) {
    if (child === null || child === undefined) return;
    node.appendChild(typeof child === 'object' ? child : document.createTextNode(String(child)));
  });
  return node;
}
function el(tag, attributes, children) { return fill(document.createElement(tag), attributes, children); }
function svg(tag, attributes, children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}
function clear(node) { while (node.firstChild) node.removeChild(node.firstChild); return node; }
function bar(parts) {
  var shown = parts.filter(function (part) { return part.value > 0; });
  var whole = shown.reduce(function (sum, part) { return sum + part.value; }, 0);
  var widths = shown.map(function (part) { return Math.max(part.value / whole * 100, 0.8); });
  var scale = 100 / widths.reduce(function (sum, width) { return sum + width; }, 0);
  var x = 0;
  return svg('svg', { class: 'bar', 'aria-hidden': 'true', focusable: 'false' }, shown.map(function (part, index) {
    var width = widths[index] * scale;
    var rect = svg('rect', { class: 'fill ' + part.kind, x: x + '%', y: 0, width: width + '%', height: '100%' });
    x += width;
    return rect;
  }));
}
function section(id, title, children) {
  return el('section', { 'aria-labelledby': 'h-' + id }, [el('h2', { id: 'h-' + id }, [title])].concat(children));
}
// Laid out as blocks on a small screen, a table is none to a screen reader unless each part says what it is.
function saying(table) {
  var names = [].map.call(table.tHead.rows[0].cells, function (head) { return head.textContent; });
  function roles(row, role) {
    row.setAttribute('role', 'row');
    [].forEach.call(row.cells, function (one, index) {
      one.setAttribute('role', role || (one.tagName === 'TH' ? 'rowheader' : 'cell'));
      if (one.tagName === 'TD') one.setAttribute('data-label', names[index]);
    });
  }
  table.setAttribute('role', 'table');
  table.tHead.setAttribute('role', 'rowgroup');
  table.tBodies[0].setAttribute('role', 'rowgroup');
  roles(table.tHead.rows[0], 'columnheader');
  [].forEach.call(table.tBodies[0].rows, function (row) { roles(row); });
  return table;
}
function folding(table) {
  table.classList.add('fold');
  return saying(table);
}
function cell(value) { return el('td', { class: value === 0 ? 'n zero' : 'n' }, [number(value)]); }
`;
