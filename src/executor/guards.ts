import type { AlmAccount } from '../alm/index.js';
import {
  changedSince,
  type Fingerprint,
  fingerprintOf,
  type MappingTexts,
  pinOf,
} from '../reconcile/index.js';
import {
  type Account,
  latestPlan,
  type PlanRow,
  peopleInAlm,
  peopleReached,
  readSetting,
  SETTINGS,
  type Store,
  writeSetting,
} from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';

/** The plan that `apply` may carry out: the latest, made for this account, from what the workspace still holds. */
export function usablePlan(store: Store, account: Account, texts: MappingTexts): PlanRow {
  const plan = latestPlan(store);
  if (plan === undefined) {
    throw new Failure('PLAN-MISSING', 'there is no plan yet', {
      remedy: 'alm-migrate plan',
      exitCode: EXIT.usage,
    });
  }
  const changed = changedSince(
    JSON.parse(plan.fingerprint) as Fingerprint,
    fingerprintOf(store, texts, account),
  );
  if (changed.length > 0) {
    throw new Failure(
      'PLAN-OUTDATED',
      `the plan of ${plan.createdAt} no longer fits: ${changed.join(', ')} changed since`,
      {
        remedy: 'make a new one: alm-migrate snapshot, then alm-migrate plan',
        exitCode: EXIT.usage,
      },
    );
  }
  return plan;
}

/**
 * The account that a workspace writes to is the one that it wrote to before, and the one that
 * migration.yaml names, if it names one. The first account is pinned.
 */
export function pinAccount(store: Store, account: AlmAccount, configured: string | undefined): Account {
  const now = pinOf(account);
  const text = readSetting(store, SETTINGS.pinnedAccount);
  const pinned = text === undefined ? undefined : (JSON.parse(text) as Account);
  const isOther =
    (pinned !== undefined && (pinned.accountId !== now.accountId || pinned.host !== now.host)) ||
    (configured !== undefined && configured !== now.accountId);
  if (isOther) {
    const expected =
      pinned === undefined
        ? `account ${configured}`
        : `${pinned.accountName} (${pinned.accountId}) at ${pinned.host}`;
    throw new Failure(
      'ACCOUNT-CHANGED',
      `the credentials lead to ${now.accountName} (${now.accountId}) at ${now.host}, but this workspace belongs to ${expected}`,
      {
        remedy: 'use the credentials of that account, or another workspace for this one',
        exitCode: EXIT.usage,
      },
    );
  }
  if (pinned === undefined) writeSetting(store, SETTINGS.pinnedAccount, JSON.stringify(now));
  return now;
}

/** ALM can send each person a mail for each enrolment and completion: a person has to say, once, that it will not. */
export function requireQuietAccount(
  store: Store,
  planId: number,
  confirmed: boolean,
  now: () => number,
): void {
  if (readSetting(store, SETTINGS.mailConfirmed) !== undefined) return;
  const people = peopleReached(store, planId);
  if (people === 0) return;
  if (confirmed) {
    writeSetting(store, SETTINGS.mailConfirmed, new Date(now()).toISOString());
    return;
  }
  throw new Failure(
    'MAIL-UNCONFIRMED',
    `this plan touches ${people} people, and ALM can send mail to each of them`,
    {
      remedy:
        'switch the account’s templates for enrolment and completion off in ALM, then say so: alm-migrate apply --notifications-are-off',
      exitCode: EXIT.usage,
    },
  );
}

/**
 * A plan that changes many of ALM's people asks for their number in so many words, once a plan: a
 * mapping that matches everybody by mistake shows itself in that number.
 *
 * `people` are those whom this run can change, of the active ones whom ALM had before.
 */
export function requireNamedNumber(
  store: Store,
  plan: Pick<PlanRow, 'planId'>,
  people: number,
  maxShare: number,
  named: number | undefined,
  command: 'apply' | 'bundle run',
): void {
  const all = peopleInAlm(store);
  if (people === 0 || people <= maxShare * all) return;
  const consent = JSON.stringify({ planId: plan.planId, people });
  if (readSetting(store, SETTINGS.peopleConfirmed) === consent) return;
  if (named === people) {
    writeSetting(store, SETTINGS.peopleConfirmed, consent);
    return;
  }
  const given = named === undefined ? '' : `, not ${named}`;
  throw new Failure(
    'PEOPLE-UNCONFIRMED',
    `this plan changes ${people} of the ${all} active people whom ALM holds${given}, which is more than limits.maxPeopleShare (${maxShare}) lets pass unasked`,
    {
      remedy: `if that is what you mean, say so: alm-migrate ${command} --change-people ${people}; or try it on a few people first: alm-migrate apply --cohort FILE`,
      exitCode: EXIT.usage,
    },
  );
}
