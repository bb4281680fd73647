import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  AlmAmbiguous,
  AlmMisunderstood,
  AlmUnreachable,
  type Circumstances,
  decide,
  type Outcome,
  outcomeOf,
  outcomeOfError,
  POLICY,
} from '../../src/alm/index.js';
import { REASONS } from '../../src/terms/index.js';
import { answer } from './leakyServer.js';

function answered(status: number, more: Partial<Extract<Outcome, { kind: 'answered' }>> = {}): Outcome {
  return { kind: 'answered', status, title: null, info: null, retryAfterMs: null, ...more };
}

const MISSING = { title: "object doesn't exist" };
const MISSING_CODE = { title: 'BAD_REQUEST', info: 'OBJECT_DOESNT_EXIST' };
const NEW: Circumstances = { justCreated: true };

describe('the policy of answers', () => {
  it.each<[string, Outcome, Action, Action, Circumstances?]>([
    ['200', answered(200), 'ok', 'ok'],
    ['201', answered(201), 'ok', 'ok'],
    ['204', answered(204), 'ok', 'ok'],
    ['302', answered(302), 'stop', 'stop'],
    ['400', answered(400, { title: 'Missing Param', info: 'skills' }), 'reject', 'reject'],
    ['400 about a missing object', answered(400, MISSING), 'reject', 'reject'],
    ['400 about a missing object, of a new user', answered(400, MISSING), 'reject', 'wait', NEW],
    [
      '400 with the code of a missing object, of a new user',
      answered(400, MISSING_CODE),
      'reject',
      'wait',
      NEW,
    ],
    [
      '404 about a missing user, of a new user',
      answered(404, { info: 'User not found' }),
      'reject',
      'wait',
      NEW,
    ],
    [
      '400 about something else, of a new user',
      answered(400, { title: 'Missing Param' }),
      'reject',
      'reject',
      NEW,
    ],
    ['401 with an old token', answered(401), 'refresh', 'refresh', { refreshed: false }],
    ['401 through Send, which has refreshed', answered(401), 'stop', 'stop'],
    ['403', answered(403), 'stop', 'stop'],
    ['404', answered(404, { title: 'NOT_FOUND' }), 'reject', 'reject'],
    ['406', answered(406), 'stop', 'stop'],
    ['408', answered(408), 'retry', 'probe'],
    ['409', answered(409), 'reject', 'reject'],
    ['429', answered(429, { retryAfterMs: 10_752 }), 'wait', 'wait'],
    ['429 without Retry-After', answered(429), 'wait', 'wait'],
    ['500', answered(500), 'retry', 'probe'],
    ['502', answered(502), 'retry', 'probe'],
    ['503', answered(503), 'retry', 'probe'],
    ['503 with Retry-After', answered(503, { retryAfterMs: 0 }), 'wait', 'wait'],
    ['504', answered(504), 'retry', 'probe'],
    ['599', answered(599), 'retry', 'probe'],
    ['700', answered(700), 'stop', 'stop'],
    ['a reset', { kind: 'ambiguous', how: 'reset' }, 'retry', 'probe'],
    ['a time-out', { kind: 'ambiguous', how: 'timedOut' }, 'retry', 'probe'],
    ['HTML with a 200', { kind: 'ambiguous', how: 'unreadable' }, 'retry', 'probe'],
    ['no connection', { kind: 'unreachable', how: 'refused' }, 'retry', 'retry'],
    ['an answer of another shape', { kind: 'misunderstood' }, 'retry', 'probe'],
  ])('%s', (_, outcome, read, write, circumstances) => {
    expect(decide(outcome, true, circumstances).action).toBe(read);
    expect(decide(outcome, false, circumstances).action).toBe(write);
  });

  it('has an answer to everything, and never sends a write again that may have taken effect', () => {
    const outcome = fc.oneof(
      fc.record({
        kind: fc.constant('answered' as const),
        status: fc.integer({ min: 100, max: 999 }),
        title: fc.option(fc.constantFrom("object doesn't exist", 'Missing Param', 'BAD_REQUEST')),
        info: fc.option(fc.string()),
        retryAfterMs: fc.option(fc.nat()),
      }),
      fc.constantFrom<Outcome>(
        { kind: 'ambiguous', how: 'reset' },
        { kind: 'ambiguous', how: 'tooLarge' },
        { kind: 'misunderstood' },
        { kind: 'unreachable', how: 'tls' },
      ),
    );
    const circumstances = fc.record({ justCreated: fc.boolean(), refreshed: fc.boolean() });
    fc.assert(
      fc.property(outcome, circumstances, (ended, known) => {
        const { action, waitMs } = decide(ended, false, known);
        const notDone =
          ended.kind === 'unreachable' ||
          (ended.kind === 'answered' &&
            ([400, 401, 404, 429].includes(ended.status) ||
              (ended.status === 503 && ended.retryAfterMs !== null)));
        if (action === 'retry' || action === 'wait' || action === 'refresh') expect(notDone).toBe(true);
        expect(waitMs).toBe(ended.kind === 'answered' ? ended.retryAfterMs : null);
      }),
    );
  });

  it('gives each row a reason of its own in words, and a code that is in the catalogue', () => {
    expect(new Set(POLICY.map((row) => row.id)).size).toBe(POLICY.length);
    for (const row of POLICY) {
      expect(row.reason.length).toBeGreaterThan(15);
      if (row.code !== null) expect(Object.keys(REASONS)).toContain(row.code);
    }
    expect(Object.isFrozen(POLICY)).toBe(true);
  });
});

describe('the outcome', () => {
  const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

  it.each([
    [
      'the flat object',
      { status: 'BAD_REQUEST', title: 'Missing Param', source: { info: 'skills' } },
      'Missing Param',
      'skills',
    ],
    ['one without source', { status: 'BAD_REQUEST', title: 'Generic Error' }, 'Generic Error', null],
    [
      'one without title',
      { status: 'not-found', source: { info: 'User not found' } },
      'not-found',
      'User not found',
    ],
    ['the message of a 429', { message: '429 Too many requests' }, '429 Too many requests', null],
    ['the meta of a new endpoint', { meta: { error: 'bad', detail: 'very' } }, 'bad', 'very'],
    ['a page of HTML', undefined, null, null],
    ['a list', [1, 2], null, null],
    ['wrong types', { title: 5 }, null, null],
  ])('reads %s', (_, body, title, info) => {
    expect(outcomeOf(answer(400, {}, body), NOW, 1e9)).toMatchObject({ title, info });
  });

  it.each([
    ['10.752', 10_752],
    ['0.0001', 1],
    ['0', 0],
    ['120', 100_000],
    ['Sun, 22 Nov 2026 12:00:05 GMT', 5_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['-5', 0],
    ['', null],
  ])('reads Retry-After: "%s"', (header, expected) => {
    const outcome = outcomeOf(answer(429, { 'retry-after': header }), NOW, 100_000);
    expect(outcome).toMatchObject({ retryAfterMs: expected });
  });

  it('of an error that is not about an answer is none', () => {
    expect(outcomeOfError(new AlmAmbiguous('reset', 'x'))).toEqual({ kind: 'ambiguous', how: 'reset' });
    expect(outcomeOfError(new AlmUnreachable('tls', 'h', 'x'))).toEqual({ kind: 'unreachable', how: 'tls' });
    expect(outcomeOfError(new AlmMisunderstood('w', 'p', 'x', null))).toEqual({ kind: 'misunderstood' });
    expect(outcomeOfError(new TypeError('x'))).toBeNull();
  });
});
