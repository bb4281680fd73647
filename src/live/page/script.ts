import { SECTIONS_SCRIPT } from './sections.js';

/**
 * Shows each state of the facts as it comes, and says when the server is gone. What did not change stays
 * as it is in the page, so that a selection, a focus and a scroll position outlive the next look.
 */
const FOLLOW = `
var SECTIONS = [
  ['figures', 'Now', figures],
  ['stuck', 'For a person', stuckTable],
  ['kinds', 'By kind', kindTable],
  ['limits', "Pace against ALM's limits", limitTable],
  ['said', 'What went wrong lately, by reason', errorTable],
  ['answers', 'Last answers', answerTable],
  ['balance', 'Where every record went', balanceSums]
];
var shown = {};
function replace(id, children) {
  var holder = document.createElement('div');
  fill(holder, null, children);
  if (shown[id] === holder.innerHTML) return;
  shown[id] = holder.innerHTML;
  fill(clear(document.getElementById(id)), null, children);
}
SECTIONS.forEach(function (part) {
  var body = part[0] === 'figures' || part[0] === 'balance'
    ? el('div', { id: part[0], class: part[0] === 'figures' ? 'cards' : 'panel' })
    : el('div', { id: part[0], class: 'panel scroll', tabindex: 0, role: 'region', 'aria-labelledby': 'h-' + part[0] });
  document.getElementById('app').appendChild(section(part[0], part[1], [body]));
});
var told = '';
function show(message) {
  var facts = message.facts;
  var head = headline(facts);
  document.getElementById('hero').className = 'hero ' + head.tone;
  replace('account', [facts.plan ? facts.plan.account.accountName : '']);
  replace('headline', [head.title]);
  replace('lead', [head.lead]);
  replace('aside', [head.aside]);
  replace('ring', [facts.plan && facts.plan.total > 0 ? ring(facts.plan) : null]);
  replace('meta', meta(facts, message.at));
  SECTIONS.forEach(function (part) {
    var children = part[2](facts, message);
    part.node = document.getElementById(part[0]).parentNode;
    part.node.hidden = children === null;
    if (children !== null) replace(part[0], children);
  });
  document.title = (facts.plan ? share(facts.plan) + ' % · ' : '') + head.title;
  // A screen reader hears what happens, and not each number.
  var news = head.title + (facts.plan ? ', ' + Math.floor(share(facts.plan) / 10) * 10 + ' %' : '');
  if (news !== told) document.getElementById('told').textContent = told = news;
}
var last = null;
function lost() {
  var node = document.getElementById('lost');
  var text = 'The page has lost its server: it was ended, or the machine slept. ' +
    (last === null ? '' : 'What you see is as of ' + clock(last) + '. ') + 'Start alm-migrate status --serve again, and open the address that it prints.';
  if (node.hidden || node.textContent !== text) node.textContent = text;
  node.hidden = false;
}
var source = new EventSource('facts');
source.onmessage = function (event) {
  var message = JSON.parse(event.data);
  last = message.at;
  document.getElementById('lost').hidden = true;
  show(message);
};
source.onerror = lost;
`;

export const LIVE_SCRIPT = [SECTIONS_SCRIPT, FOLLOW].join('\n');
