import type { Facts, PlanFacts } from '../live/index.js';
import { reasonOf } from '../terms/index.js';
import { clock, limitLines, troubleLines } from './status-text.js';
import { count, duration, integer, printable, table } from './wording.js';

/** States that need a person. */
const STUCK: ReadonlySet<string> = new Set(['failed', 'blocked', 'unknown']);
const BAR = 40;

/** A running workspace as a terminal shows it, line by line; `now` in milliseconds since the epoch. */
export function statusPicture(facts: Facts, now: number): readonly string[] {
  const { plan, holder } = facts;
  const who =
    holder === null
      ? 'nothing is at work'
      : `${holder.command} for ${duration(Math.max(0, now - Date.parse(holder.since)))}, process ${holder.pid}`;
  if (plan === null || holder?.command !== 'apply') return [`${facts.files} files staged, ${who}`];
  const stuck = plan.operations.filter((row) => STUCK.has(row.state));
  return [
    `${plan.account.accountName}, plan ${plan.planId}: ${who}`,
    `${bar(plan.settled, plan.total)}  ${amount(plan)}${timeLeft(plan, now)}`,
    '',
    ...limitLines(plan),
    ...troubleLines(facts).map((line) => `! ${line}`),
    ...(facts.steering.share < 1
      ? [`${Math.round(facts.steering.share * 100)} % of the limit is ours (alm-migrate speed)`]
      : []),
    ...headed(
      'For a person',
      table(
        stuck.map((row) => [
          row.count,
          row.kind,
          row.state,
          row.code ?? '',
          row.code === null ? '' : reasonOf(row.code).mend,
        ]),
      ),
    ),
    ...headed(
      'Last answers',
      table(
        plan.answers.map((row) => [
          clock(row.startedAt),
          row.status === null ? 'none' : String(row.status),
          row.durationMs === null ? '' : duration(row.durationMs),
          row.purpose === 'probe' ? 'looks' : '',
          `${row.method} ${row.path}`,
          [row.code, row.message].filter((part) => part !== null).join('  '),
        ]),
      ),
    ),
    '',
    'Ctrl-C leaves; the run goes on.',
  ].map(printable);
}

/** The same in one line, for a log: what changed slowly enough to be worth one. */
export function statusLine(facts: Facts): string {
  const { plan, holder, isRunning } = facts;
  if (plan === null || holder?.command !== 'apply')
    return `${count(facts.files, 'file')} staged, ${holder === null ? 'nothing' : holder.command} is at work`;
  const stuck = plan.operations.filter((row) => STUCK.has(row.state));
  const parts = [isRunning ? 'applying' : 'applied', amount(plan), `${plan.perMinute.toFixed(1)}/min`];
  if (plan.secondsLeft !== null) parts.push(`${duration(plan.secondsLeft * 1000)} left`);
  for (const row of stuck)
    parts.push(`${integer(row.count)} ${row.state}${row.code === null ? '' : ` ${row.code}`}`);
  return printable([...parts, ...troubleLines(facts)].join('  '));
}

function amount({ settled, total }: PlanFacts): string {
  const share = total === 0 ? 100 : Math.floor((settled * 100) / total);
  return `${integer(settled)} of ${integer(total)} operations (${share} %)`;
}

function timeLeft({ secondsLeft }: PlanFacts, now: number): string {
  if (secondsLeft === null) return '';
  const end = new Date(now + secondsLeft * 1000);
  const isSoon = secondsLeft < 20 * 3600;
  const when = isSoon ? clock(end.toISOString()).slice(0, 5) : end.toDateString().slice(0, 10);
  return `  ${duration(secondsLeft * 1000)} left, until ${when}`;
}

function bar(done: number, total: number): string {
  const full = total === 0 ? BAR : Math.floor((done * BAR) / total);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}

function headed(title: string, text: string): readonly string[] {
  return text === '' ? [] : ['', title, ...text.split('\n')];
}
