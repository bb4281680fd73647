import { describe, expect, it } from 'vitest';
import { createScreen } from '../../src/cli/screen.js';
import { statusLine, statusPicture } from '../../src/cli/status-picture.js';
import type { Facts } from '../../src/live/index.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');

const ESCAPE = '\u001b[';
const SIGNS = /(\p{Cc}\[\??\d*[A-Za-z]|\r|\n)/u;

/** What a terminal shows after all that was written to it, as far as our own signs go. */
function terminal(rows: number) {
  let lines: string[] = [''];
  return {
    lines: () => lines,
    target: {
      isTty: true,
      rows: () => rows,
      write: (text: string) => {
        for (const part of text.split(SIGNS)) {
          const up = part.startsWith(ESCAPE) ? /(\d+)A$/.exec(part) : null;
          if (up !== null) lines = lines.slice(0, lines.length - Number(up[1]));
          else if (part === '\u001b[J') lines[lines.length - 1] = '';
          else if (part === '\n') lines.push('');
          else if (!part.startsWith(ESCAPE) && part !== '\r') lines[lines.length - 1] += part;
        }
      },
    },
  };
}

describe('what is drawn over and over', () => {
  it('stands in one place on a terminal, also as it grows and shrinks, and leaves nothing behind', () => {
    const { lines, target } = terminal(24);
    target.write('before\n');
    const screen = createScreen(target, { now: () => 0 });
    screen.show(['one', 'two'], '');
    screen.show(['one', 'two', 'three'], '');
    screen.show(['last'], '');
    expect(lines()).toEqual(['before', 'last', '']);
    screen.clear();
    target.write('after');
    expect(lines()).toEqual(['before', 'after']);
  });

  it('is cut to the window, so that no line of it scrolls away and stays', () => {
    const { lines, target } = terminal(3);
    const screen = createScreen(target, { now: () => 0 });
    for (let nth = 0; nth < 3; nth += 1) screen.show(['a', 'b', 'c', 'd'], '');
    expect(lines()).toEqual(['a', 'b', '']);
  });

  it('is a line now and then where there is no terminal, and none where nothing changed', () => {
    let now = 0;
    const written: string[] = [];
    const target = { isTty: false, rows: () => 24, write: (text: string) => void written.push(text) };
    const screen = createScreen(target, { now: () => now });
    for (const [at, line] of [
      [0, 'first'],
      [9_999, 'too soon'],
      [10_000, 'second'],
      [30_000, 'second'],
      [31_000, 'third'],
    ] as const) {
      now = at;
      screen.show(['a picture'], line);
    }
    screen.clear();
    expect(written).toEqual(['first\n', 'second\n', 'third\n']);
  });
});

function facts(plan: Partial<NonNullable<Facts['plan']>> = {}, rest: Partial<Facts> = {}): Facts {
  const run = {
    planId: 7,
    pid: 42,
    startedAt: '2026-03-01T11:50:00.000Z',
    settled: { done: 100, failed: 1, unknown: 0 },
    circuit: 'closed' as const,
    trialAt: null,
    limits: [
      {
        name: 'admin POST',
        limit: '30r/m',
        burst: 10,
        perMinute: 29.85,
        learned: true,
        waiting: 1,
        refused: 2,
        blockedUntil: null,
      },
    ],
    end: null,
  };
  return {
    files: 2,
    snapshotAt: null,
    snapshotOf: null,
    snapshotAgeHours: null,
    snapshotUnderWay: null,
    plan: {
      planId: 7,
      state: 'running',
      account: { accountId: '1', accountName: 'Acme', host: 'alm.example.com' },
      operations: [
        { kind: 'enrol', verb: 'POST', state: 'done', code: null, count: 100 },
        { kind: 'enrol', verb: 'POST', state: 'failed', code: 'ALM-REJECTED', count: 1 },
        { kind: 'enrol', verb: 'POST', state: 'planned', code: null, count: 303 },
      ],
      settled: 101,
      total: 404,
      perMinute: 28.25,
      rates: [{ verb: 'POST', perMinute: 28.25 }],
      secondsLeft: 643,
      errors: [],
      answers: [],
      run,
      ...plan,
    },
    isRunning: true,
    holder: { pid: 42, command: 'apply', since: '2026-03-01T11:50:00.000Z' },
    steering: { isPaused: false, share: 1 },
    balanceAt: '2026-03-01T12:00:00.000Z',
    balance: { recordsInFiles: 0, staged: 0, rejected: 0, fates: null, expected: null, defects: [] },
    ...rest,
  };
}

describe('the picture of a run', () => {
  it('has bar, pace against the limit, time left and what failed', () => {
    expect(statusPicture(facts(), NOW).slice(0, 7)).toEqual([
      'Acme, plan 7: apply for 10 min, process 42',
      expect.stringMatching(
        /^\[#{10}\.{30}\] {2}101 of 404 operations \(25 %\) {2}10 min 43 s left, until \d\d:10$/,
      ),
      '',
      "POST 28.3 a minute, ALM's limit is 30r/m and 10 at once; 2 answers said 429",
      '',
      'For a person',
      expect.stringMatching(/^ +1 {2}enrol {2}failed {2}ALM-REJECTED {2}\S/),
    ]);
    expect(statusLine(facts())).toBe(
      'applying  101 of 404 operations (25 %)  28.3/min  10 min 43 s left  1 failed ALM-REJECTED',
    );
  });

  it('says what holds the run up: a pause, an outage, a wait that ALM asked for', () => {
    const run = facts().plan?.run;
    if (run === null || run === undefined) throw new Error('the run is missing');
    const at = '2026-03-01T12:00:30.000Z';
    const limits = run.limits.map((limit) => ({ ...limit, blockedUntil: at }));
    const held = facts(
      { run: { ...run, circuit: 'open', trialAt: at, limits } },
      { steering: { isPaused: true, share: 0.5 } },
    );
    expect(statusPicture(held, NOW).filter((line) => /^[!5]/.test(line))).toEqual([
      '! paused: sends nothing until alm-migrate resume',
      expect.stringMatching(/^! ALM does not answer; it is asked again at \d\d:00:30$/),
      expect.stringMatching(/^! admin POST: ALM asks to wait until \d\d:00:30$/),
      '50 % of the limit is ours (alm-migrate speed)',
    ]);
    expect(statusLine(held)).toContain('paused: sends nothing');
  });

  it('lets nothing that ALM answers steer the terminal', () => {
    const answer = {
      attemptId: 1,
      kind: 'enrol' as const,
      purpose: 'send' as const,
      method: 'POST',
      path: '/users/1/enrollments',
      startedAt: '2026-03-01T11:59:59.000Z',
      durationMs: 12,
      status: 400,
      code: 'ALM-REJECTED',
      message: 'no\u001b[2J\u0007\n\u202egood',
      requestId: null,
    };
    const drawn = statusPicture(facts({ answers: [answer] }), NOW);
    expect(drawn.join('')).not.toMatch(/\p{C}/u);
    expect(drawn.find((line) => line.includes('ALM-REJECTED  no'))).toContain('no [2J   good');
  });

  it('of any other command says that it is at work', () => {
    const staging = facts({}, { holder: { pid: 9, command: 'stage', since: '2026-03-01T11:59:00.000Z' } });
    expect(statusPicture(staging, NOW)).toEqual(['2 files staged, stage for 1 min, process 9']);
    expect(statusLine(staging)).toBe('2 files staged, stage is at work');
  });
});
