import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pinAccount, requireNamedNumber, requireQuietAccount, usablePlan } from '../../src/executor/index.js';
import { fingerprintOf } from '../../src/reconcile/index.js';
import { latestPlan, openStore, type Store, saveUsers } from '../../src/staging/index.js';
import { EXIT, Failure } from '../../src/terms/index.js';

const ACCOUNT = { accountId: '4711', accountName: 'Example Industries', host: 'learningmanager.adobe.com' };
const TEXTS = { migration: 'source: {}', crosswalk: 'learning_id' };
const WHO = { ...ACCOUNT, name: ACCOUNT.accountName, userId: '1', role: 'admin' };
const now = (): number => Date.UTC(2026, 0, 1);

function freshStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'alm-migrate-test-'));
  const store = openStore(join(folder, 'migration.db'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

/** A store with a plan that reaches `reached` people, of whom ALM had `changed` before; ALM holds ten. */
function withPlan(reached: number, changed: number): Store {
  const store = freshStore();
  store
    .prepare(
      `INSERT INTO plan (state, created_at, account_id, account_name, host, fingerprint, people_reached, people_changed)
       VALUES ('ready', '2026-01-01T00:00:00.000Z', ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ACCOUNT.accountId,
      ACCOUNT.accountName,
      ACCOUNT.host,
      JSON.stringify(fingerprintOf(store, TEXTS, ACCOUNT)),
      reached,
      changed,
    );
  saveUsers(
    store,
    1,
    Array.from({ length: 10 }, (_, number) => ({
      userId: String(number),
      email: `person${number}@example.com`,
      name: `Person ${number}`,
      userUniqueId: null,
      userType: 'INTERNAL',
      state: 'ACTIVE',
      profile: null,
    })),
  );
  return store;
}

function refusal(act: () => unknown): { code: string; exitCode: number; remedy: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('it was let pass');
}

describe('a plan', () => {
  it('is refused where there is none', () => {
    const store = freshStore();
    expect(refusal(() => usablePlan(store, ACCOUNT, TEXTS))).toMatchObject({
      code: 'PLAN-MISSING',
      exitCode: EXIT.usage,
    });
  });

  it.each([
    ['migration.yaml', { texts: { ...TEXTS, migration: 'source: { }' }, account: ACCOUNT }],
    ['crosswalk.csv', { texts: { ...TEXTS, crosswalk: 'learning_id\nX' }, account: ACCOUNT }],
    ['the ALM account', { texts: TEXTS, account: { ...ACCOUNT, accountId: '4712' } }],
    ['the ALM account', { texts: TEXTS, account: { ...ACCOUNT, host: 'learningmanagereu.adobe.com' } }],
  ])('is refused when %s is another than it was made from', (what, { texts, account }) => {
    const store = withPlan(1, 1);
    expect(usablePlan(store, ACCOUNT, TEXTS).planId).toBe(1);
    const { code, message } = refusal(() => usablePlan(store, account, texts));
    expect(code).toBe('PLAN-OUTDATED');
    expect(message).toContain(`${what} changed since`);
  });

  it('is refused when something was staged since', () => {
    const store = withPlan(1, 1);
    store
      .prepare(
        `INSERT INTO source_file (sha256, name, format, encoding, bytes, state, records_read, staged_at)
         VALUES ('abc', 'more.xml', 'usersXml', 'utf-8', 1, 'staged', 0, '2026-01-02T00:00:00.000Z')`,
      )
      .run();
    expect(refusal(() => usablePlan(store, ACCOUNT, TEXTS)).message).toContain(
      'the staged exports changed since',
    );
  });
});

describe('the account', () => {
  it('is pinned by the first run, and another one is refused after that', () => {
    const store = freshStore();
    expect(pinAccount(store, WHO, undefined)).toEqual(ACCOUNT);
    expect(pinAccount(store, { ...WHO, name: 'Renamed' }, undefined).accountId).toBe('4711');
    for (const other of [
      { ...WHO, accountId: '4712' },
      { ...WHO, host: 'learningmanagereu.adobe.com' },
    ]) {
      const { code, message, exitCode } = refusal(() => pinAccount(store, other, undefined));
      expect([code, exitCode]).toEqual(['ACCOUNT-CHANGED', EXIT.usage]);
      expect(message).toContain('this workspace belongs to Example Industries (4711)');
    }
  });

  it('is the one that migration.yaml names, from the first run on', () => {
    const store = freshStore();
    expect(refusal(() => pinAccount(store, WHO, '9999')).code).toBe('ACCOUNT-CHANGED');
    expect(pinAccount(store, WHO, '4711')).toEqual(ACCOUNT);
  });
});

describe('the guard against mail', () => {
  it('asks once a workspace, and only where somebody is reached', () => {
    const store = withPlan(7, 3);
    const ask = (confirmed: boolean): void => requireQuietAccount(store, 1, confirmed, now);
    const { code, message } = refusal(() => ask(false));
    expect([code, message]).toEqual([
      'MAIL-UNCONFIRMED',
      'this plan touches 7 people, and ALM can send mail to each of them',
    ]);
    ask(true);
    ask(false);
    requireQuietAccount(withPlan(0, 0), 1, false, now);
  });
});

describe('the guard of the share of people', () => {
  const plan = { planId: 1 };

  it('lets pass what is within the share', () => {
    requireNamedNumber(withPlan(5, 5), plan, 5, 0.5, undefined, 'apply');
  });

  it('asks for the number in so many words, once a plan', () => {
    const store = withPlan(9, 6);
    const ask = (named?: number): void => requireNamedNumber(store, plan, 6, 0.5, named, 'apply');
    const { code, exitCode, remedy, message } = refusal(() => ask());
    expect([code, exitCode]).toEqual(['PEOPLE-UNCONFIRMED', EXIT.usage]);
    expect(remedy).toContain('--change-people 6');
    expect(message).toContain('6 of the 10 active people');
    expect(refusal(() => ask(5)).message).toContain(', not 5');
    ask(6);
    ask();
    expect(refusal(() => requireNamedNumber(store, { planId: 2 }, 6, 0.5, undefined, 'apply')).code).toBe(
      'PEOPLE-UNCONFIRMED',
    );
  });

  it('counts in the plan who is created and who was there before', () => {
    expect(latestPlan(withPlan(9, 6))).toMatchObject({ peopleReached: 9, peopleChanged: 6 });
  });
});
