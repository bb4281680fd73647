import { CUT_OFF, RUN_ENDS } from '../ends.js';

/** What the parts of the live page show of the facts; each gives its children, or null where it has nothing to say. */
export const SECTIONS_SCRIPT = `
var STATES = ['done', 'inFlight', 'waiting', 'planned', 'failed', 'blocked', 'unknown'];
var STATE_WORDS = { inFlight: 'in flight' };
var STUCK = ['failed', 'blocked', 'unknown'];
var KINDS = { createProfile: 'External profiles', createUser: 'People, internal', addExternalUser: 'People, external', updateUser: 'People, changed', enrol: 'Enrolments', grade: 'Completions' };
var ENDS = ${JSON.stringify(RUN_ENDS)};
var CUT_OFF = ${JSON.stringify(CUT_OFF)};
function word(state) { return STATE_WORDS[state] || state; }
function badge(state) { return el('span', { class: 'badge ' + state }, [word(state)]); }
function sumOf(rows) { return rows.reduce(function (sum, row) { return sum + row.count; }, 0); }
function share(plan) { return plan.total === 0 ? 100 : Math.floor(plan.settled * 100 / plan.total); }
function two(value) { return (value < 10 ? '0' : '') + value; }
function clock(instant) {
  if (!instant) return '?';
  var at = new Date(instant);
  return two(at.getHours()) + ':' + two(at.getMinutes()) + ':' + two(at.getSeconds());
}
function when(instant) {
  var at = new Date(instant);
  var day = at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate());
  return day + ' ' + two(at.getHours()) + ':' + two(at.getMinutes());
}
function soon(instant) {
  var text = when(instant);
  return new Date(instant).toDateString() === new Date().toDateString() ? text.slice(-5) : text;
}
function counted(value, noun, nouns) { return number(value) + ' ' + (value === 1 ? noun : nouns || noun + 's'); }
function span(ms) {
  if (ms < 1000) return Math.round(ms) + ' ms';
  var seconds = Math.round(ms / 1000);
  if (seconds < 60) return seconds + ' s';
  var minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + ' min' + (seconds % 60 ? ' ' + seconds % 60 + ' s' : '');
  var hours = Math.floor(minutes / 60);
  if (hours < 48) return hours + ' h' + (minutes % 60 ? ' ' + minutes % 60 + ' min' : '');
  return Math.floor(hours / 24) + ' d' + (hours % 24 ? ' ' + hours % 24 + ' h' : '');
}
function isApplying(facts) { return facts.isRunning && facts.holder !== null && facts.holder.command === 'apply'; }
function byState(operations) {
  return STATES.map(function (state) {
    var rows = operations.filter(function (row) { return row.state === state; });
    return { label: word(state), kind: state, value: sumOf(rows) };
  });
}
function legendOf(parts) {
  return el('ul', { class: 'legend' }, parts.map(function (part) {
    return el('li', { class: part.value === 0 ? 'none' : null, 'data-part': part.kind }, [el('span', { class: 'dot ' + part.kind }), part.label + ' ', el('b', null, [number(part.value)])]);
  }));
}
function headline(facts) {
  var plan = facts.plan;
  if (plan === null) {
    return facts.isRunning && facts.holder !== null
      ? { tone: 'forecast', title: facts.holder.command + ' is at work', lead: 'There is no plan yet.', aside: '' }
      : { tone: 'forecast', title: 'Nothing is at work', lead: 'There is no plan yet.', aside: '' };
  }
  var run = plan.run;
  var lead = number(plan.settled) + ' of ' + number(plan.total) + ' operations are settled.';
  var stuck = sumOf(plan.operations.filter(function (row) { return STUCK.indexOf(row.state) >= 0; }));
  var aside = stuck === 0 ? '' : counted(stuck, 'operation needs', 'operations need') + ' a person.';
  if (!facts.isRunning) {
    if (run === null) return { tone: 'forecast', title: 'Nothing is at work', lead: lead, aside: 'No run has sent anything of this plan yet.' };
    if (run.end === null) return { tone: 'attention', title: 'The run was cut off', lead: lead, aside: CUT_OFF };
    var isDone = run.end === 'finished';
    return { tone: isDone && stuck === 0 ? 'good' : isDone || run.end === 'limit' || run.end === 'until' || run.end === 'drained' ? (stuck === 0 ? 'forecast' : 'attention') : 'attention',
      title: isDone ? (stuck === 0 ? 'Done' : 'Done, but not all of it') : 'The run has ended', lead: lead, aside: [ENDS[run.end] || run.end, aside].join(' ').trim() };
  }
  if (!isApplying(facts)) return { tone: 'forecast', title: (facts.holder ? facts.holder.command : 'A command') + ' is at work', lead: lead, aside: aside };
  if (facts.steering.isPaused) return { tone: 'attention', title: 'Paused', lead: lead, aside: 'Nothing is sent until alm-migrate resume. ' + aside };
  if (run !== null && run.circuit === 'open') return { tone: 'attention', title: 'ALM does not answer', lead: lead, aside: 'The run waits, and asks again at ' + clock(run.trialAt) + '. ' + aside };
  if (run !== null && run.circuit === 'trying') return { tone: 'attention', title: 'ALM did not answer', lead: lead, aside: 'One request finds out whether it is back. ' + aside };
  return { tone: 'forecast', title: 'Sending', lead: lead, aside: aside };
}
function ring(plan) {
  var percent = share(plan);
  return svg('svg', { class: 'ring', viewBox: '0 0 120 120', role: 'progressbar', 'aria-label': 'operations settled', 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': percent }, [
    svg('circle', { class: 'ring-rest', cx: 60, cy: 60, r: 52, pathLength: 100 }),
    percent === 0 ? null : svg('circle', { class: 'ring-done', cx: 60, cy: 60, r: 52, pathLength: 100, 'stroke-dasharray': percent + ' ' + (100 - percent), transform: 'rotate(-90 60 60)' }),
    svg('text', { x: 60, y: 60, class: 'ring-number' }, [percent + '%']),
    svg('text', { x: 60, y: 79, class: 'ring-label' }, ['settled'])
  ]);
}
function meta(facts, at) {
  var plan = facts.plan;
  var rows = [];
  if (plan !== null) rows.push(['Account', plan.account.accountName + ' (' + plan.account.accountId + '), ' + plan.account.host], ['Plan', plan.planId + ', ' + plan.state]);
  if (facts.holder !== null) rows.push(['At work', facts.holder.command + ' since ' + when(facts.holder.since) + ', process ' + facts.holder.pid]);
  rows.push(['As of', clock(at)]);
  return rows.map(function (row) { return el('div', null, [el('dt', null, [row[0]]), el('dd', null, [row[1]])]); });
}
function figure(id, title, big, small, rest) {
  return el('article', { class: 'card', 'data-figure': id }, [el('h3', null, [title]), el('p', { class: 'big' }, [big, small === '' ? null : el('small', null, [small])])].concat(rest));
}
function figures(facts, message) {
  var plan = facts.plan;
  if (plan === null) return [figure('files', 'Staged', number(facts.files), facts.files === 1 ? 'file' : 'files', [])];
  var states = byState(plan.operations);
  var running = isApplying(facts);
  var left = plan.secondsLeft;
  var limits = plan.rates.map(function (rate) {
    var limit = limitOf(plan, 'admin ' + rate.verb);
    return el('p', { class: 'say' }, [rate.verb + ' ', el('b', null, [rate.perMinute.toFixed(1)]), limit ? ' of ' + limit.limit : '']);
  });
  var stuck = sumOf(plan.operations.filter(function (row) { return STUCK.indexOf(row.state) >= 0; }));
  var open = plan.total - plan.settled;
  return [
    figure('settled', 'Settled', share(plan) + '%', number(plan.settled) + ' of ' + number(plan.total), [bar(states), legendOf(states)]),
    figure('rate', 'Pace', running ? plan.perMinute.toFixed(1) : '–', running ? 'a minute' : '', !running ? [el('p', { class: 'say' }, ['Nothing is sent now.'])] : facts.steering.share < 1
      ? limits.concat([el('p', { class: 'say' }, [Math.round(facts.steering.share * 100) + ' % of the limit is ours (alm-migrate speed)'])]) : limits),
    figure('left', 'Time left', open === 0 ? 'none' : left === null || !running ? '–' : span(left * 1000), '', [el('p', { class: 'say' }, [
      open === 0 ? 'Nothing is left to send.' : left === null || !running ? counted(open, 'operation is', 'operations are') + ' left to send; nothing is sent now.'
        : counted(open, 'operation', 'operations') + ' at this pace, until ' + soon(Date.parse(message.at) + left * 1000)])]),
    figure('stuck', 'For a person', number(stuck), '', [el('p', { class: 'say' }, [stuck === 0 ? 'Nothing has failed.' : 'Failed, held back by one that failed, or unknown.'])])
  ];
}
function limitOf(plan, name) {
  return plan.run === null ? undefined : plan.run.limits.filter(function (limit) { return limit.name === name; })[0];
}
function table(kind, heads, rows) {
  return [(kind.indexOf('list') === 0 ? saying : folding)(el('table', { class: kind }, [
    el('thead', null, [el('tr', null, heads.map(function (head) {
      return el('th', { scope: 'col', class: head.charAt(0) === '#' ? 'n' : null }, [head.replace('#', '')]);
    }))]),
    el('tbody', null, rows)
  ]))];
}
function stuckTable(facts, message) {
  if (facts.plan === null) return null;
  var rows = facts.plan.operations.filter(function (row) { return STUCK.indexOf(row.state) >= 0; });
  if (rows.length === 0) return null;
  return table('list', ['#Operations', 'Kind', 'State', 'Reason, and how to mend it'], rows.map(function (row) {
    var reason = row.code !== null && own(message.reasons, row.code) ? message.reasons[row.code] : null;
    return el('tr', null, [cell(row.count), el('td', null, [KINDS[row.kind] || row.kind]), el('td', null, [badge(row.state)]),
      el('td', null, [reason === null ? row.code || '' : reason.cause, el('span', { class: 'sub' }, [el('code', null, [row.code || '']), reason === null ? '' : ' ' + reason.mend])])]);
  }));
}
function kindTable(facts) {
  if (facts.plan === null || facts.plan.total === 0) return null;
  var kinds = [];
  facts.plan.operations.forEach(function (row) { if (kinds.indexOf(row.kind) < 0) kinds.push(row.kind); });
  return table('grid', ['Kind', '#All', '#Done', '#Failed', '#Held back', '#Open'], kinds.map(function (kind) {
    var rows = facts.plan.operations.filter(function (row) { return row.kind === kind; });
    var of = function (states) { return sumOf(rows.filter(function (row) { return states.indexOf(row.state) >= 0; })); };
    return el('tr', { 'data-kind': kind }, [el('th', { scope: 'row' }, [KINDS[kind] || kind, bar(byState(rows))]), cell(sumOf(rows)),
      cell(of(['done'])), cell(of(['failed'])), cell(of(['blocked', 'unknown'])), cell(of(['planned', 'waiting', 'inFlight']))]);
  }));
}
function limitTable(facts) {
  if (facts.plan === null || facts.plan.run === null || facts.plan.run.limits.length === 0 || !isApplying(facts)) return null;
  return table('grid', ['Requests', '#ALM\\'s limit', '#We send at most', '#Sent of late', '#Waiting', '#Said 429', 'Now'], facts.plan.run.limits.map(function (limit) {
    var rate = facts.plan.rates.filter(function (one) { return 'admin ' + one.verb === limit.name; })[0];
    return el('tr', null, [el('th', { scope: 'row' }, [limit.name]), el('td', { class: 'n' }, [limit.limit + (limit.burst ? ' + ' + limit.burst : '')]),
      el('td', { class: 'n' }, [limit.perMinute.toFixed(1) + ' / min']), el('td', { class: 'n' }, [rate ? rate.perMinute.toFixed(1) + ' / min' : '–']),
      cell(limit.waiting), cell(limit.refused),
      el('td', null, [limit.blockedUntil ? 'ALM asks to wait until ' + clock(limit.blockedUntil) : limit.learned ? 'as ALM says' : 'as documented'])]);
  }));
}
function errorTable(facts, message) {
  if (facts.plan === null || facts.plan.errors.length === 0) return null;
  return table('list', ['#Times', 'Reason', 'Last', 'What ALM said then'], facts.plan.errors.map(function (row) {
    var reason = own(message.reasons, row.code) ? message.reasons[row.code] : null;
    return el('tr', null, [cell(row.count), el('td', null, [reason === null ? row.code : reason.cause, el('span', { class: 'sub' }, [el('code', null, [row.code])])]),
      el('td', null, [when(row.lastAt)]), el('td', null, [[row.lastStatus, row.lastMessage].filter(function (part) { return part !== null; }).join(' '),
        row.lastRequestId === null ? null : el('span', { class: 'sub' }, [row.lastRequestId])])]);
  }));
}
function answerTable(facts) {
  if (facts.plan === null || facts.plan.answers.length === 0) return null;
  return table('list answers', ['At', 'Status', 'Took', 'Request', 'Answer'], facts.plan.answers.map(function (row) {
    var isFine = row.status !== null && row.status < 300;
    return el('tr', null, [el('td', null, [clock(row.startedAt)]), el('td', null, [el('span', { class: 'badge ' + (isFine ? 'done' : 'failed') }, [row.status === null ? 'no answer' : row.status])]),
      el('td', null, [row.durationMs === null ? '' : span(row.durationMs)]),
      el('td', null, [el('code', null, [row.method + ' ' + row.path]), row.purpose === 'probe' ? el('span', { class: 'sub' }, ['looks what became of it']) : null]),
      el('td', null, [[row.code, row.message].filter(function (part) { return part !== null; }).join(': ') || (isFine ? 'taken' : ''), row.requestId === null ? null : el('span', { class: 'sub' }, [row.requestId])])]);
  }));
}
function balanceSums(facts) {
  var balance = facts.balance;
  var sums = [['records in the files', balance.recordsInFiles, [['staged', 'neutral', balance.staged], ['rejected', 'rejected', balance.rejected]]]];
  if (balance.fates !== null) {
    sums.push(['staged', balance.staged, [['expected in ALM', 'neutral', balance.fates.expected], ['merged into another', 'merged', balance.fates.merged],
      ['left out', 'leftOut', balance.fates.leftOut], ['quarantined', 'quarantined', balance.fates.quarantined]]]);
  }
  if (balance.fates !== null && balance.expected !== null) {
    sums.push(['expected in ALM', balance.fates.expected, [['already there', 'matched', balance.expected.alreadyThere], ['done', 'done', balance.expected.done],
      ['waiting', 'planned', balance.expected.waiting], ['failed', 'failed', balance.expected.failed], ['contested', 'contested', balance.expected.contested],
      ['unknown', 'unknown', balance.expected.unknown]]]);
  }
  var children = sums.map(function (sum) {
    var parts = sum[2].map(function (part) { return { label: part[0], kind: part[1], value: part[2] }; });
    return el('div', { class: 'sum' }, [el('p', null, [el('b', null, [number(sum[1])]), ' ' + sum[0] + ' =']), bar(parts), legendOf(parts)]);
  });
  if (facts.isRunning) children.unshift(el('p', { class: 'hint' }, ['As of ' + clock(facts.balanceAt) + '.']));
  var isSound = balance.defects.length === 0;
  // While a command writes, its sums can be on their way; that is no defect.
  if (isSound || !facts.isRunning) {
    children.push(el('p', { class: 'check ' + (isSound ? 'good' : 'bad') }, [isSound ? 'The balance adds up: no record is unaccounted for.' : 'The balance does not add up: ' + balance.defects.join('; ') + '.']));
  }
  return children;
}
`;
