import { describe, expect, it } from 'vitest';
import { eachAttempt, latestPlan } from '../../src/staging/index.js';
import { openSite, plainWorld } from './site.js';
import { everyFault } from './survival.js';

describe('in bad weather a run', () => {
  it('ends without a person when every kind of fault comes at 5 per cent, all done and nothing twice', async () => {
    const site = await openSite(plainWorld(40), {
      faults: { ...everyFault(11, 0.05), repeats: 'duplicate' },
    });
    const report = await site.run();
    expect(report).toEqual({ end: { why: 'finished' }, settled: { done: 120, failed: 0, unknown: 0 } });
    const log = site.sandbox.log();
    expect(new Set(log.map(({ fault }) => fault)).size).toBeGreaterThan(12);
    expect(log.filter(({ effect }) => effect === 'repeated')).toEqual([]);
    expect(log.filter(({ effect }) => effect === 'created')).toHaveLength(120);
    expect(latestPlan(site.store)?.state).toBe('finished');
  });

  it('waits an outage out, and holds it against no operation', async () => {
    const site = await openSite(plainWorld(5), {
      faults: { schedule: [{ kind: 'error500Before', nth: 4, times: 150 }] },
      settings: { circuitFailures: 5 },
    });
    const report = await site.run();
    expect(report).toMatchObject({ end: { why: 'finished' }, settled: { done: 15, failed: 0, unknown: 0 } });
    expect(site.sandbox.log().filter(({ fault }) => fault === 'error500Before').length).toBe(150);
    expect([...eachAttempt(site.store)].some(({ outcome }) => outcome === 'outage')).toBe(true);
    // Another terminal could see it: closed, open for a while, and at the end why the run was over.
    const pulses = site.pulses();
    expect(pulses[0]).toMatchObject({ circuit: 'closed', end: null, settled: { done: 0 } });
    expect(pulses.some(({ circuit, trialAt }) => circuit === 'open' && trialAt !== null)).toBe(true);
    expect(pulses.at(-1)).toMatchObject({ circuit: 'closed', end: 'finished', settled: { done: 15 } });
  });

  it('gives up on an operation that alone goes wrong again and again, and goes on with the others', async () => {
    const site = await openSite(plainWorld(4, false), {
      faults: {
        schedule: [
          { kind: 'error500Before', method: 'POST', path: '/users/20000001/enrollments', times: 100 },
        ],
      },
      settings: { circuitFailures: 100 },
    });
    expect(await site.run()).toMatchObject({ end: { why: 'finished' }, settled: { done: 7, failed: 1 } });
    const [failed] = site.operations().filter((line) => line.endsWith(' failed'));
    expect(failed).toMatch(/^enrol\|person\d\|/);
    expect(site.writes().filter((path) => path.includes('20000001/enrollments'))).toHaveLength(8);
  });

  it('waits for a user who is not visible yet, and asks ALM no more than it has to', async () => {
    const site = await openSite(plainWorld(2), { faults: { lateVisibilityMs: 80 } });
    expect(await site.run()).toMatchObject({ settled: { done: 6, failed: 0 } });
    expect([...eachAttempt(site.store)].some(({ outcome }) => outcome === 'notVisible')).toBe(true);
  });

  it('asks for a new token when the old one dies, and sends what it had not sent', async () => {
    const site = await openSite(plainWorld(6), {
      faults: {
        schedule: [
          { kind: 'revokedToken', path: '/primeapi/', nth: 3 },
          { kind: 'revokedToken', path: '/primeapi/', nth: 9, times: 2 },
        ],
      },
      settings: { connections: 1 },
    });
    expect(await site.run()).toMatchObject({ end: { why: 'finished' }, settled: { done: 18, failed: 0 } });
  });

  it('stops when the token is refused again and again', async () => {
    const site = await openSite(plainWorld(3), {
      faults: { schedule: [{ kind: 'revokedToken', path: '/primeapi/', nth: 3, times: 1_000 }] },
    });
    const report = await site.run();
    expect(report).toMatchObject({ end: { why: 'refused', trouble: { code: 'ALM-UNAUTHORISED' } } });
    expect(site.operations().filter((line) => / (inFlight|failed)$/.test(line))).toEqual([]);
  });

  it('does not overwrite what somebody wrote to ALM meanwhile', async () => {
    const world = plainWorld(1);
    const people = world.people.map((person) => ({ ...person, isThere: true }));
    const site = await openSite(
      { ...world, people },
      {
        seed: {
          users: [{ id: '100000', email: 'person0@example.com', name: 'Person 0', userType: 'Internal' }],
          courses: [
            {
              id: 'course:701',
              name: 'Course 1',
              modules: [{ id: '9000', name: 'Module' }],
              instances: [{ id: '500', name: 'Default', isDefault: true }],
            },
          ],
          enrolments: [
            {
              userEmail: 'person0@example.com',
              instanceId: 'course:701_500',
              grades: [
                {
                  moduleId: '9000',
                  completed: true,
                  success: true,
                  dateStarted: '2025-05-05T09:00:00.000Z',
                  dateCompleted: '2025-05-05T10:00:00.000Z',
                },
              ],
            },
          ],
        },
        faults: { schedule: [{ kind: 'error500Before', method: 'POST', path: 'userModuleGrade' }] },
      },
    );
    const before = site.sandbox.state();
    expect(await site.run()).toMatchObject({ settled: { done: 1, failed: 1 } });
    expect(site.sandbox.state()).toEqual(before);
    const failed = site.store.prepare(`SELECT code, message FROM operation WHERE state = 'failed'`).get();
    expect(failed).toEqual({
      code: 'ALM-CHANGED-MEANWHILE',
      message: 'ALM holds a completion that is not ours: 2025-05-05T10:00:00.000Z',
    });
  });
});
