import { CUT_OFF, type Facts, type PlanFacts, RUN_ENDS } from '../live/index.js';
import { reasonOf } from '../terms/index.js';
import { ageText } from './age-text.js';
import { balanceText } from './balance-text.js';
import { steeringText } from './steering-text.js';
import { count, duration, integer, table } from './wording.js';

function snapshotText({ snapshotAt, snapshotOf, snapshotAgeHours, snapshotUnderWay }: Facts): string {
  const begun = `begun ${ageText({ hours: snapshotAgeHours ?? 0 })}`;
  if (snapshotUnderWay !== null)
    return `a snapshot, ${begun}, is not whole; this goes on with it: alm-migrate snapshot --via ${snapshotUnderWay}`;
  return snapshotAt === null
    ? 'no snapshot yet'
    : `snapshot of ${snapshotOf ?? 'ALM'}, ${snapshotAt}, ${begun}`;
}

/** Where a workspace stands, in whole. */
export function statusText(facts: Facts): string {
  const { plan, isRunning, steering } = facts;
  const parts = [`${count(facts.files, 'file')} staged`, snapshotText(facts)];
  if (plan !== null) {
    parts.push(`plan ${plan.planId} (${plan.state})${isRunning ? ', a command is at work' : ''}`, '');
    if (plan.total > 0) parts.push(operationsText(plan), '', settledText(plan));
    const { run } = plan;
    if (run !== null && isRunning && facts.holder?.command === 'apply')
      parts.push('', ...limitLines(plan), ...troubleLines(facts));
    if (run !== null && !isRunning) parts.push(endText(run.end));
    if (plan.errors.length > 0)
      parts.push('', 'What ALM said lately, by reason, with the last of each', errorsText(plan));
  }
  if (isRunning || steering.isPaused || steering.share < 1) parts.push('', steeringText(steering, isRunning));
  parts.push('', balanceText(facts.balance));
  return parts.join('\n');
}

function operationsText({ operations }: PlanFacts): string {
  return table(
    operations.map((one) => [
      one.count,
      one.kind,
      one.state,
      one.code ?? '',
      one.code === null ? '' : reasonOf(one.code).mend,
    ]),
  );
}

function settledText({ settled, total, secondsLeft, perMinute }: PlanFacts): string {
  const left =
    secondsLeft === null ? '' : `, ${duration(secondsLeft * 1000)} left at ${perMinute.toFixed(1)} a minute`;
  return `${integer(settled)} of ${integer(total)} operations settled${left}`;
}

function errorsText({ errors }: PlanFacts): string {
  return table(
    errors.map((one) => [
      one.count,
      one.code,
      one.lastAt,
      [one.lastStatus, one.lastMessage, one.lastRequestId].filter((part) => part !== null).join(' '),
    ]),
  );
}

/** `POST 28.1 a minute of 30r/m`, one line for each verb that the run sends. */
export function limitLines({ rates, run }: PlanFacts): readonly string[] {
  return rates.map(({ verb, perMinute }) => {
    const limit = run?.limits.find(({ name }) => name === `admin ${verb}`);
    if (limit === undefined) return `${verb} ${perMinute.toFixed(1)} a minute`;
    const whose = limit.learned ? "ALM's limit" : 'the documented limit';
    const refused = limit.refused === 0 ? '' : `; ${count(limit.refused, 'answer')} said 429`;
    const burst = limit.burst ? ` and ${limit.burst} at once` : '';
    return `${verb} ${perMinute.toFixed(1)} a minute, ${whose} is ${limit.limit}${burst}${refused}`;
  });
}

/** What holds the run up, one line each; none where nothing does. */
export function troubleLines({ plan, steering }: Pick<Facts, 'plan' | 'steering'>): readonly string[] {
  const run = plan?.run;
  const lines = steering.isPaused ? ['paused: sends nothing until alm-migrate resume'] : [];
  if (run?.circuit === 'open') lines.push(`ALM does not answer; it is asked again at ${clock(run.trialAt)}`);
  if (run?.circuit === 'trying') lines.push('ALM did not answer; one request finds out whether it is back');
  for (const limit of run?.limits ?? []) {
    if (limit.blockedUntil !== null)
      lines.push(`${limit.name}: ALM asks to wait until ${clock(limit.blockedUntil)}`);
  }
  return lines;
}

/** How the last run ended; `end` as the run wrote it down, null where it could not. */
export function endText(end: string | null): string {
  return `The last run is over. ${end === null ? CUT_OFF : (RUN_ENDS[end] ?? end)}`;
}

/** Hours, minutes and seconds of an instant, where the reader is. */
export function clock(instant: string | null): string {
  if (instant === null) return '?';
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
