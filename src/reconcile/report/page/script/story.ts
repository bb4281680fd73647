/** The page of one person: a dialog with the chain of each record, from the export's line to what ALM holds. */
export const STORY_SCRIPT = `
var dialog = el('dialog', { 'aria-labelledby': 'h-story', close: function () { setPlace(''); } });
document.body.appendChild(dialog);
dialog.addEventListener('click', function (event) { if (event.target === dialog) dialog.close(); });

function setPlace(text) {
  try { history.replaceState(null, '', text || location.pathname + location.search); } catch (ignored) { /* a previewer without history */ }
}
function chapter(one, open) {
  var last = one.steps.map(function (step) { return step[0]; }).indexOf('Verdict');
  return el('details', { class: 'chapter', open: open }, [
    el('summary', {}, [el('span', {}, [one.title]), one.verdict ? badge(one.verdict) : null]),
    el('ol', { class: 'chain ' + (one.verdict || '') }, one.steps.map(function (step, index) {
      return el('li', { class: index === last ? 'end' : null }, [el('h4', {}, [step[0]])].concat(step.slice(1).map(function (line) { return el('p', {}, [line]); })));
    }))
  ]);
}
function ownChapter(row) {
  var reason = causes[row.code];
  var steps = [
    ['Legacy record', row.place || 'none'],
    ['What ALM should hold', row.should],
    ['What was sent', row.sent],
    ['What ALM answered', row.answer],
    ['What ALM holds', row.should || row.holds ? row.holds || 'nothing' : null],
    ['Verdict', word(row.verdict) + ': ' + row.cause + ' (' + row.code + ')'],
    ['What to do', reason ? reason.mend : null]
  ].filter(function (step) { return step[1]; });
  if (row.detail) steps[0].push(row.detail);
  return { title: row.what || row.subject, verdict: row.verdict, steps: steps };
}
var ATTENTION = ['missing', 'different', 'contested', 'quarantined', 'rejected', 'extra'];

function openStory(row) {
  var story = row.user && own(data.people, row.user) ? data.people[row.user] : null;
  var heading = el('h2', { id: 'h-story', tabindex: -1 }, [story ? story.name || row.user : row.name || row.user || row.what || 'A record']);
  var facts = story ? story.facts.join(' · ') : row.user ? 'user id ' + row.user : '';
  var chapters = story ? story.chapters.map(function (one) { return chapter(one, ATTENTION.indexOf(one.verdict) >= 0); }) : [chapter(ownChapter(row), true)];
  var notes = [];
  if (story && story.more > 0) notes.push(number(story.more) + ' more records of this person are in records.csv.');
  if (!story && row.user) notes.push('This page has no room for the whole history of this person; records.csv has it, and so has: alm-migrate why ' + row.user);
  clear(dialog).appendChild(el('div', { class: 'story' }, [
    el('div', { class: 'story-head' }, [
      el('div', {}, [heading, el('p', { class: 'soft' }, [facts])]),
      el('button', { type: 'button', class: 'button no-print', click: function () { dialog.close(); } }, ['Close'])
    ])
  ].concat(chapters, notes.map(function (note) { return el('p', { class: 'hint' }, [note]); }))));
  dialog.showModal();
  dialog.scrollTop = 0;
  heading.focus();
  if (story) setPlace('#person=' + encodeURIComponent(row.user));
}
function openFromAddress() {
  var match = /^#person=(.+)$/.exec(location.hash);
  if (!match) return;
  var user = decodeURIComponent(match[1]);
  if (own(data.people, user)) openStory({ user: user });
}
window.addEventListener('beforeprint', function () {
  if (dialog.open) dialog.querySelectorAll('details').forEach(function (one) { one.open = true; });
});
`;
