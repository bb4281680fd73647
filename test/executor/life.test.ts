import { describe, expect, it } from 'vitest';
import { type Outcome as Answer, type Decision, decide } from '../../src/alm/index.js';
import { FAILURE_WINDOW, FailureWatch } from '../../src/executor/index.js';
import { afterProbe, afterSend, MOST_TROUBLES } from '../../src/executor/life.js';
import { RefusedTokens } from '../../src/executor/workplace.js';
import type { Operation } from '../../src/staging/index.js';

const WHY = { code: 'ALM-OUTCOME-UNKNOWN', message: 'no answer' };
const LATER = 1_000;

function operation(troubles = 0): Operation {
  return {
    operationId: 1,
    planId: 1,
    key: 'enrol|aberger|course:1_2',
    kind: 'enrol',
    verb: 'POST',
    recordId: 1,
    userKey: 'aberger',
    payload: {},
    state: 'planned',
    attempts: troubles,
    code: null,
    message: null,
    almUserId: '1',
    profileId: null,
    managerId: null,
    createdAt: null,
    troubles,
    lastSentAt: null,
  };
}

function answered(status: number, retryAfterMs: number | null = null): Decision {
  return decide({ kind: 'answered', status, title: 'Refused', info: null, retryAfterMs }, false);
}

function ended(answer: Answer): Decision {
  return decide(answer, false);
}

describe('after a send', () => {
  it.each([200, 201, 202, 204])('a %d is done', (status) => {
    expect(afterSend(answered(status), WHY, LATER)).toMatchObject({ outcome: { state: 'done' } });
  });

  it.each([500, 501, 502, 503, 504, 408])('a %d is probed, and never sent again unseen', (status) => {
    expect(afterSend(answered(status), WHY, LATER)).toMatchObject({ step: 'probe', refused: false });
  });

  it.each(['timedOut', 'reset', 'unreadable', 'tooLarge'] as const)(
    'an answer that is %s is probed',
    (how) => {
      expect(afterSend(ended({ kind: 'ambiguous', how }), WHY, LATER)).toMatchObject({
        step: 'probe',
        refused: false,
      });
    },
  );

  it('what ALM says it has not done waits for the time that ALM names', () => {
    for (const decision of [answered(429, 10_752), answered(503, 250)]) {
      expect(afterSend(decision, WHY, LATER)).toEqual({
        step: 'settle',
        outcome: { state: 'waiting', ...WHY, notBefore: LATER },
      });
    }
  });

  it('what never left this machine waits, and needs no probe', () => {
    const decision = ended({ kind: 'unreachable', how: 'refused' });
    expect(afterSend(decision, WHY, LATER)).toMatchObject({ outcome: { state: 'waiting' } });
  });

  it('a refusal is looked into once, because it may be there already', () => {
    expect(afterSend(answered(400), WHY, LATER)).toMatchObject({ step: 'probe', refused: true });
  });

  it.each([301, 401, 403, 406])('a %d puts the operation back and ends the run', (status) => {
    expect(afterSend(answered(status), WHY, LATER)).toMatchObject({
      step: 'stop',
      outcome: { state: 'planned' },
    });
  });
});

describe('after a probe', () => {
  it('is done when it is there', () => {
    const outcome = afterProbe(operation(), { tookEffect: 'yes', result: 'id' }, WHY, false, LATER);
    expect(outcome).toEqual({ state: 'done', result: 'id' });
  });

  it('may be sent again when it is not there', () => {
    const outcome = afterProbe(operation(), { tookEffect: 'no' }, WHY, false, LATER);
    expect(outcome).toEqual({ state: 'waiting', ...WHY, notBefore: LATER });
  });

  it('has failed when ALM had refused it and it is not there', () => {
    expect(afterProbe(operation(), { tookEffect: 'no' }, WHY, true, LATER)).toMatchObject({
      state: 'failed',
    });
  });

  it('has failed when it went wrong too often', () => {
    const once = operation(MOST_TROUBLES - 2);
    const tooOften = operation(MOST_TROUBLES - 1);
    expect(afterProbe(once, { tookEffect: 'no' }, WHY, false, LATER)).toMatchObject({ state: 'waiting' });
    expect(afterProbe(tooOften, { tookEffect: 'no' }, WHY, false, LATER)).toMatchObject({ state: 'failed' });
  });

  it('is unknown when ALM cannot tell, and failed when ALM had refused it', () => {
    const finding = { tookEffect: 'cannotTell', message: 'two of this name' } as const;
    expect(afterProbe(operation(), finding, WHY, false, LATER)).toMatchObject({ state: 'unknown' });
    expect(afterProbe(operation(), finding, WHY, true, LATER)).toMatchObject({ state: 'failed' });
  });

  it('has failed when somebody else wrote there meanwhile', () => {
    const finding = { tookEffect: 'contested', message: 'another date' } as const;
    expect(afterProbe(operation(), finding, WHY, false, LATER)).toMatchObject({
      state: 'failed',
      code: 'ALM-CHANGED-MEANWHILE',
    });
  });
});

describe('the watch over failures', () => {
  it('ends the run at the number that was given', () => {
    const watch = new FailureWatch({ maxFailures: 3 });
    expect([true, false, true, true].map((failed) => watch.note(failed)?.why)).toEqual([
      undefined,
      undefined,
      undefined,
      'maxFailures',
    ]);
  });

  it('ends the run when too large a share of the last hundred failed, and not before there are a hundred', () => {
    const watch = new FailureWatch({ maxFailureShare: 0.1 });
    for (let index = 0; index < FAILURE_WINDOW - 1; index += 1) {
      expect(watch.note(index < 50)).toBeNull();
    }
    expect(watch.note(true)).toEqual({ why: 'failureShare', failures: 51 });
  });

  it('forgets what is more than a hundred operations ago', () => {
    const watch = new FailureWatch({ maxFailureShare: 0.1 });
    for (let index = 0; index < 10 * FAILURE_WINDOW; index += 1) {
      expect(watch.note(index % 10 === 0)).toBeNull();
    }
  });
});

describe('refused tokens', () => {
  it('stop the run when three come in a row, with nothing understood in between', () => {
    const tokens = new RefusedTokens();
    expect([10, 20].map((at) => tokens.refused(at, at + 5))).toEqual([false, false]);
    tokens.understood();
    expect([30, 40, 50].map((at) => tokens.refused(at, at + 5))).toEqual([false, false, true]);
  });

  it('count once what was on its way together', () => {
    const tokens = new RefusedTokens();
    expect([10, 11, 12, 13].map((at) => tokens.refused(at, 15))).toEqual([false, false, false, false]);
  });
});
