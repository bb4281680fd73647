import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlmRequest, backoffMs, Circuit } from '../../src/alm/index.js';
import { FakeTime } from './fakeTime.js';
import { client, type Handler, loopback, reply } from './loopback.js';

const READ: AlmRequest = { method: 'GET', path: '/users/5' };

/** Answers in this order, the last one for ever. */
function inTurn(...handlers: readonly Handler[]): Handler {
  let turn = 0;
  return (request, response) => {
    const handler = handlers[Math.min(turn, handlers.length - 1)];
    turn += 1;
    handler?.(request, response);
  };
}

const fine: Handler = (_, response) => reply(response, 200, { data: { id: '5' } });
const error = (status: number, headers: Record<string, string> = {}): Handler => {
  const limits = { 'x-rate-limit': '60000r/m', 'x-burst': '100' };
  return (_, response) => reply(response, status, { status: 'X', title: 'no' }, { ...limits, ...headers });
};
const reset: Handler = (_, response) => void response.socket?.resetAndDestroy();
const html: Handler = (_, response) => reply(response, 200, '<html>');
const empty: Handler = (_, response) => reply(response, 200, undefined);

describe('a read', () => {
  it.each<[string, Handler]>([
    ['500', error(500)],
    ['502', error(502)],
    ['503', error(503)],
    ['503 with Retry-After', error(503, { 'retry-after': '0.010' })],
    ['429', error(429, { 'retry-after': '0.010' })],
    ['a reset', reset],
    ['HTML', html],
    ['nothing', empty],
  ])('is sent again after %s', async (_, trouble) => {
    const server = await loopback(inTurn(trouble, trouble, fine));
    expect((await client(server.url).reads(READ)).status).toBe(200);
    expect(server.arrived).toHaveLength(3);
  });

  it.each([400, 403, 404, 406, 302])('is not sent again after %d', async (status) => {
    const server = await loopback(error(status));
    expect((await client(server.url).reads(READ)).status).toBe(status);
    expect(server.arrived).toHaveLength(1);
  });

  it('hands the last answer on when it keeps failing', async () => {
    const server = await loopback(error(500));
    const answer = await client(server.url, { settings: { readAttempts: 4 } }).reads(READ);
    expect(answer.status).toBe(500);
    expect(server.arrived).toHaveLength(4);
  });

  it('hands the last error on when it keeps failing', async () => {
    const server = await loopback(reset);
    await expect(client(server.url, { settings: { readAttempts: 3 } }).reads(READ)).rejects.toMatchObject({
      name: 'AlmAmbiguous',
    });
    expect(server.arrived).toHaveLength(3);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const server = await loopback((request, response) => {
      stop.abort(new Error('stopped'));
      reset(request, response);
    });
    await expect(client(server.url).reads(READ, stop.signal)).rejects.toThrow('stopped');
    expect(server.arrived).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each<[string, Handler]>([
    ['500', error(500)],
    ['429', error(429, { 'retry-after': '0.010' })],
    ['503', error(503, { 'retry-after': '0.010' })],
  ])('is sent once and no more, also after %s', async (_, trouble) => {
    const server = await loopback(trouble);
    await client(server.url).writes({ method: 'POST', path: '/users', body: {} });
    expect(server.arrived).toHaveLength(1);
  });

  it('is never taken for a read', async () => {
    const server = await loopback(fine);
    await expect(client(server.url).reads({ method: 'DELETE', path: '/users/5' })).rejects.toMatchObject({
      name: 'Defect',
      id: 'ALM-RETRIED-WRITE',
    });
    expect(server.arrived).toEqual([]);
  });

  it('teaches the throttle, though it does not pass through it', async () => {
    const server = await loopback((_, response) =>
      reply(response, 200, {}, { 'x-rate-limit': '600r/m', 'x-burst': '12' }),
    );
    const alm = client(server.url);
    await alm.writes({ method: 'POST', path: '/users', body: {} });
    expect(alm.throttle.state()).toMatchObject([
      { name: 'admin POST', limit: '600r/m', burst: 12, learned: true },
    ]);
  });
});

describe('the backoff', () => {
  it('is anything from nothing to the doubled, capped delay', () => {
    const backoff = { baseMs: 500, capMs: 30_000 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, chance) => {
          const wait = backoffMs(attempt, backoff, () => chance);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** Math.min(attempt - 1, 20)));
        },
      ),
    );
    expect(backoffMs(3, backoff, () => 0)).toBe(0);
    expect(backoffMs(3, backoff, () => 0.999_999)).toBe(2_000);
  });
});

describe('the circuit', () => {
  const options = { failuresToOpen: 3, backoff: { baseMs: 2_000, capMs: 60_000 } };

  it('opens after failures in a row, and not after as many with a success in between', () => {
    const circuit = new Circuit(new FakeTime(), options);
    for (const result of ['failed', 'failed', 'worked', 'failed', 'failed'] as const) circuit.report(result);
    expect(circuit.state().state).toBe('closed');
    circuit.report('failed');
    expect(circuit.state().state).toBe('open');
  });

  it('lets one try, and everybody once that worked', async () => {
    const time = new FakeTime();
    const circuit = new Circuit(time, options);
    for (let count = 0; count < 3; count += 1) circuit.report('failed');
    const passed: number[] = [];
    const asks = Promise.all(
      Array.from({ length: 5 }, async (_, index) => {
        await circuit.ready();
        passed.push(index);
      }),
    );
    await time.pass(2_001);
    expect(passed).toHaveLength(1);
    expect(circuit.state().state).toBe('trying');
    circuit.report('worked');
    await time.until(asks);
    expect(passed).toHaveLength(5);
    expect(time.sleepers).toBe(0);
  });

  it('waits longer after each trial that fails, up to its cap', async () => {
    const time = new FakeTime();
    const circuit = new Circuit(time, options);
    for (let count = 0; count < 3; count += 1) circuit.report('failed');
    const waits: number[] = [];
    for (let trial = 0; trial < 9; trial += 1) {
      const from = time.now();
      await time.until(circuit.ready());
      waits.push(time.now() - from);
      circuit.report('failed');
    }
    for (const [trial, wait] of waits.entries()) {
      const most = Math.min(60_000, 2_000 * 2 ** trial);
      expect(wait).toBeGreaterThanOrEqual(most / 2);
      expect(wait).toBeLessThanOrEqual(most + 1);
    }
  });

  it('lets the next one try when nobody reports how the trial went', async () => {
    const time = new FakeTime();
    const circuit = new Circuit(time, options);
    for (let count = 0; count < 3; count += 1) circuit.report('failed');
    await time.until(circuit.ready());
    const from = time.now();
    await time.until(circuit.ready());
    expect(time.now() - from).toBeGreaterThan(0);
    expect(time.now() - from).toBeLessThanOrEqual(90_000);
  });

  it('lets go of who stops waiting', async () => {
    const time = new FakeTime();
    const circuit = new Circuit(time, options);
    for (let count = 0; count < 3; count += 1) circuit.report('failed');
    const stop = new AbortController();
    const waiting = circuit.ready(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(time.sleepers).toBe(0);
  });

  it('opens when every request fails, and spares the server the rest', async () => {
    const server = await loopback(error(500));
    const alm = client(server.url, {
      settings: { circuitFailures: 4, readAttempts: 10, circuitBaseMs: 60_000, circuitCapMs: 60_000 },
    });
    const stop = new AbortController();
    const reading = alm.reads(READ, stop.signal);
    while (alm.circuit.state().state !== 'open') await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    stop.abort(new Error('stopped'));
    await expect(reading).rejects.toThrow('stopped');
    expect(server.arrived).toHaveLength(4);
  });
});
