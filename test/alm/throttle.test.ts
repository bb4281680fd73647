import { describe, expect, it, vi } from 'vitest';
import { type AlmRequest, Throttle } from '../../src/alm/index.js';
import { FakeTime } from './fakeTime.js';
import { answer, LeakyServer } from './leakyServer.js';

const ENROL: AlmRequest = { method: 'POST', path: '/users/1/enrollments' };
const GRADE: AlmRequest = { method: 'POST', path: '/users/1/userModuleGrade' };
const CREATE: AlmRequest = { method: 'POST', path: '/users' };
const UPDATE: AlmRequest = { method: 'PATCH', path: '/users/1' };
const LOOK_UP: AlmRequest = { method: 'GET', path: '/users', query: { ids: 'email:a@example.com' } };
const PROBE: AlmRequest = { method: 'GET', path: '/users/1/enrollments' };

// Hours of fake time are seconds of a busy machine; nothing here is measured in real time.
vi.setConfig({ testTimeout: 120_000 });

interface Load {
  readonly time: FakeTime;
  readonly throttle: Throttle;
  readonly server: LeakyServer;
  readonly workers: number;
  readonly forMs: number;
  /** Milliseconds on the way there; the way back takes as long. */
  readonly latency: () => number;
}

/** Workers that always have something to send. */
async function saturate({ time, throttle, server, workers, forMs, latency }: Load): Promise<void> {
  const end = time.now() + forMs;
  const worker = async (): Promise<void> => {
    for (;;) {
      await throttle.acquire(GRADE);
      if (time.now() >= end) return;
      const sentAt = time.now();
      await time.sleep(latency());
      const told = server.arrive(time.now());
      await time.sleep(latency());
      throttle.observe(GRADE, { ...told, durationMs: time.now() - sentAt });
    }
  };
  await time.until(Promise.all(Array.from({ length: workers }, worker)), 20);
}

const HOUR = 3_600_000;

describe('the throttle in the steady state', () => {
  it('uses at least 98 % of 600 a minute with burst 10, without one refusal, over a network with 0 to 250 ms of jitter', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(600, 10);
    const throttle = new Throttle({ effects: time });
    await saturate({
      time,
      throttle,
      server,
      workers: 16,
      forMs: HOUR / 2,
      latency: () => 20 + time.random() * 250,
    });
    expect(server.refused).toBe(0);
    expect(server.accepted / (30 * 600)).toBeGreaterThanOrEqual(0.98);
    expect(server.accepted).toBeLessThanOrEqual(30 * 600 + 11);
  });

  it.each([
    [30, 10],
    [600, 10],
    [6_000, 10],
    [25, 10],
    [100, 100],
  ])('keeps within 2 percent of %d a minute with burst %d, without one refusal', async (perMinute, burst) => {
    const time = new FakeTime();
    const server = new LeakyServer(perMinute, burst);
    const throttle = new Throttle({ effects: time });
    const forMs = (4_000 / perMinute) * 60_000;
    await saturate({ time, throttle, server, workers: 16, forMs, latency: () => 5 + time.random() * 20 });
    expect(server.refused).toBe(0);
    expect(server.accepted / 4_000).toBeGreaterThanOrEqual(0.98);
  });

  it('does not creep over the limit in a week at 30 a minute, though its clock is 500 ppm fast', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(30 * (1 - 500e-6), 10);
    const throttle = new Throttle({ effects: time });
    const week = 7 * 24 * HOUR;
    const end = time.now() + week;
    const worker = async (): Promise<void> => {
      for (;;) {
        await throttle.acquire(GRADE);
        if (time.now() >= end) return;
        server.arrive(time.now());
      }
    };
    await time.until(worker(), 12);
    expect(server.refused).toBe(0);
    expect(server.accepted / (30 * 60 * 24 * 7)).toBeGreaterThanOrEqual(0.98);
  });

  it('never sends faster than the announced limit in any stretch, whoever asks', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const sent: number[] = [];
    const asks = Array.from({ length: 300 }, async () => {
      await time.sleep(Math.floor(time.random() * 60_000));
      await throttle.acquire(time.random() < 0.5 ? GRADE : ENROL);
      sent.push(time.now());
    });
    await time.until(Promise.all(asks));
    let mostOver = Number.NEGATIVE_INFINITY;
    for (const [from, first] of sent.entries()) {
      for (const [length, last] of sent.slice(from).entries()) {
        mostOver = Math.max(mostOver, length + 1 - (11 + ((last - first) / 60_000) * 30));
      }
    }
    expect(mostOver).toBeLessThanOrEqual(0);
    expect(sent).toHaveLength(300);
  });
});

describe('after a refusal', () => {
  it('waits for the fraction of a second too, and not a moment less', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    await throttle.acquire(CREATE);
    throttle.observe(CREATE, answer(429, { 'retry-after': '10.752' }));
    const from = time.now();
    await time.until(throttle.acquire(GRADE));
    expect(time.now() - from).toBeGreaterThanOrEqual(10_752);
  });

  it('does not let everybody go at once when the time is up', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    await throttle.acquire(CREATE);
    throttle.observe(CREATE, answer(429, { 'retry-after': '60', 'x-rate-limit': '600r/m', 'x-burst': '10' }));
    const until = time.now() + 60_000;
    const sent: number[] = [];
    const asks = Array.from({ length: 30 }, async () => {
      await throttle.acquire(GRADE);
      sent.push(time.now());
    });
    await time.until(Promise.all(asks));
    expect(sent.filter((at) => at < until)).toEqual([]);
    // 600 a minute are 100 ms apart.
    const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(99);
  });

  it('finds a pace that works when somebody else uses half of the limit', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(600, 10);
    const throttle = new Throttle({ effects: time });
    const end = time.now() + HOUR / 3;
    let others = 0;
    const neighbour = async (): Promise<void> => {
      while (time.now() < end) {
        await time.sleep(200);
        if (server.arrive(time.now()).status === 200) others += 1;
      }
    };
    const both = Promise.all([
      neighbour(),
      saturate({ time, throttle, server, workers: 8, forMs: HOUR / 3, latency: () => 30 }),
    ]);
    await time.until(both, 20);
    const ours = server.accepted - others;
    expect(ours).toBeGreaterThan(0.4 * 20 * 600);
    expect(server.refused / server.accepted).toBeLessThan(0.05);
  });

  it('recovers the full rate once nobody else uses the limit', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    for (let refusal = 0; refusal < 20; refusal += 1) {
      await time.until(throttle.acquire(GRADE));
      throttle.observe(GRADE, answer(429, { 'retry-after': '1', 'x-rate-limit': '600r/m', 'x-burst': '10' }));
      await time.pass(2_000);
    }
    const slowed = throttle.state()[0]?.perMinute ?? 0;
    expect(slowed).toBeLessThan(400);
    const server = new LeakyServer(600, 10);
    await saturate({ time, throttle, server, workers: 4, forMs: HOUR / 2, latency: () => 10 });
    expect(throttle.state()[0]?.perMinute).toBeGreaterThan(590);
    expect(server.refused).toBe(0);
  });
});

describe('several limits', () => {
  it('keeps a bucket for each verb', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    throttle.penalise(GRADE, 60_000);
    const from = time.now();
    await time.until(throttle.acquire(UPDATE));
    expect(time.now()).toBe(from);
    await time.until(throttle.acquire(CREATE));
    expect(time.now() - from).toBeGreaterThanOrEqual(60_000);
  });

  it('holds look-ups to 500 in any hour, while other reads go on at the pace of their verb', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const lookUps: number[] = [];
    const probes: number[] = [];
    const from = time.now();
    const looking = Promise.all(
      Array.from({ length: 600 }, async () => {
        await throttle.acquire(LOOK_UP);
        lookUps.push(time.now());
      }),
    );
    const probing = (async () => {
      await time.sleep(10 * 60_000);
      for (let count = 0; count < 1_000; count += 1) {
        await throttle.acquire(PROBE);
        probes.push(time.now());
      }
    })();
    await time.until(Promise.all([looking, probing]));
    expect(lookUps.filter((at) => at - from <= HOUR)).toHaveLength(500);
    // 1,000 probes at 100 a minute, begun after ten minutes: nobody waited for the look-ups' hour.
    expect((probes.at(-1) ?? 0) - from).toBeLessThan(22 * 60_000);
    expect(throttle.state().map((bucket) => bucket.name)).toEqual([
      'admin GET',
      'admin GET /users by the hour',
    ]);
  });

  it('lets the endpoints of one verb take turns', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const order: string[] = [];
    const ask = async (request: AlmRequest): Promise<void> => {
      await throttle.acquire(request);
      order.push(request.path);
    };
    const asks: Promise<void>[] = [];
    for (let count = 0; count < 40; count += 1) asks.push(ask(GRADE), ask(ENROL));
    await time.until(Promise.all(asks));
    expect(order).toEqual(Array.from({ length: 40 }, () => [GRADE.path, ENROL.path]).flat());
  });

  it('gives an endpoint a bucket of its own when it announces another limit than the rest of its verb', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    throttle.observe(CREATE, answer(200, { 'x-rate-limit': '30r/m', 'x-burst': '10' }));
    throttle.observe(GRADE, answer(200, { 'x-rate-limit': '600r/m', 'x-burst': '20' }));
    const limits = () => throttle.state().map(({ name, limit, burst }) => `${name} ${limit} ${burst}`);
    expect(limits()).toEqual(['admin POST 30r/m 10', 'admin POST /users/{id}/userModuleGrade 600r/m 20']);
    throttle.observe(GRADE, answer(200, { 'x-rate-limit': '30r/m', 'x-burst': '10' }));
    expect(limits()).toEqual(['admin POST 30r/m 10']);
  });

  it('changes the whole verb when an endpoint that agreed before announces something new', () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    for (const request of [CREATE, GRADE])
      throttle.observe(request, answer(200, { 'x-rate-limit': '600r/m' }));
    throttle.observe(GRADE, answer(200, { 'x-rate-limit': '300r/m' }));
    expect(throttle.state().map(({ name, limit }) => `${name} ${limit}`)).toEqual(['admin POST 300r/m']);
  });

  it.each([
    ['12r/s', 12 * 60],
    ['600r/m', 600],
    ['7200r/h', 120],
  ])('reads x-rate-limit: %s', (header, perMinute) => {
    const throttle = new Throttle({ effects: new FakeTime() });
    throttle.observe(PROBE, answer(200, { 'x-rate-limit': header }));
    const [state] = throttle.state();
    expect(state?.learned).toBe(true);
    expect(state?.perMinute).toBeCloseTo(perMinute * 0.995, 3);
  });

  it.each(['', 'unlimited', '0r/m', '-5r/m', '600', 'NaNr/m'])(
    'keeps what it knows when x-rate-limit says "%s"',
    (header) => {
      const throttle = new Throttle({ effects: new FakeTime() });
      throttle.observe(GRADE, answer(200, { 'x-rate-limit': header, 'x-burst': 'many' }));
      expect(throttle.state()[0]).toMatchObject({ limit: '30r/m', burst: 10, learned: false });
    },
  );

  it('spreads look-ups evenly after a refusal that shows a server which counts finer than by the hour', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(500 / 60, 10);
    const throttle = new Throttle({ effects: time });
    const from = time.now();
    const work = (async () => {
      for (let count = 0; count < 400; count += 1) {
        await throttle.acquire(LOOK_UP);
        const { headers, ...told } = server.arrive(time.now());
        const retryAfter = headers['retry-after'];
        throttle.observe(LOOK_UP, {
          ...told,
          headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
        });
      }
    })();
    await time.until(work);
    expect(server.refused).toBeLessThan(5);
    expect(time.now() - from).toBeLessThan(HOUR);
  });
});

describe('the hourly limit of an endpoint', () => {
  it('counts as the server does once the server announces it by the hour', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(500 / 60, 100);
    const throttle = new Throttle({ effects: time });
    const work = (async () => {
      const end = time.now() + 2 * HOUR;
      while (time.now() < end) {
        await throttle.acquire(LOOK_UP);
        const told = server.arrive(time.now());
        throttle.observe(LOOK_UP, { ...told, headers: { ...told.headers, 'x-rate-limit': '500r/h' } });
      }
    })();
    await time.until(work);
    expect(server.refused).toBe(0);
    expect(server.accepted).toBeGreaterThan(0.98 * 1_000);
    expect(throttle.state().map(({ name, limit }) => `${name} ${limit}`)).toEqual([
      'admin GET 100r/m',
      'admin GET /users by the hour 500r/h',
    ]);
  });

  it('rests while the endpoint announces a limit by the minute, and is back after a refusal for long', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const announced = { 'x-rate-limit': '60000r/m', 'x-burst': '1000' };
    const from = time.now();
    const lookUp = async (times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1) {
        await throttle.acquire(LOOK_UP);
        throttle.observe(LOOK_UP, answer(200, announced));
      }
    };
    await time.until(lookUp(1_000));
    expect(time.now() - from).toBeLessThan(60_000);
    throttle.observe(LOOK_UP, answer(429, { ...announced, 'retry-after': '1800' }));
    const refusedAt = time.now();
    await time.until(throttle.acquire(PROBE));
    expect(time.now() - refusedAt).toBeLessThan(1_000);
    await time.until(lookUp(1));
    expect(time.now() - refusedAt).toBeGreaterThanOrEqual(1_800_000);
  });
});

describe('the share', () => {
  it('leaves the rest of the limit to others', async () => {
    const time = new FakeTime();
    const server = new LeakyServer(600, 10);
    const throttle = new Throttle({ effects: time, share: 0.25 });
    await saturate({ time, throttle, server, workers: 4, forMs: HOUR, latency: () => 10 });
    expect(server.accepted / (60 * 600)).toBeGreaterThan(0.24);
    expect(server.accepted / (60 * 600)).toBeLessThan(0.2501);
  });

  it('takes effect at once when it changes, also for those who wait', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time, share: 0.01 });
    const asks = Promise.all(Array.from({ length: 5 }, () => throttle.acquire(CREATE)));
    await time.pass(1_000);
    throttle.setShare(1);
    const from = time.now();
    await time.until(asks);
    expect(time.now() - from).toBeLessThan(10_000);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d', (share) => {
    expect(() => new Throttle({ effects: new FakeTime(), share })).toThrow('above 0 and at most 1');
  });
});

describe('waiting', () => {
  it('ends at once when it is aborted, uses nothing up, and leaves no timer behind', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    throttle.penalise(CREATE, HOUR);
    const stop = new AbortController();
    const asks = Array.from({ length: 3 }, () => throttle.acquire(CREATE, stop.signal));
    const results = Promise.allSettled(asks);
    expect(time.sleepers).toBe(1);
    stop.abort(new Error('stopped'));
    expect((await results).map((each) => each.status)).toEqual(['rejected', 'rejected', 'rejected']);
    await new Promise(setImmediate);
    expect(time.sleepers).toBe(0);
    expect(throttle.state()[0]).toMatchObject({ waiting: 0, granted: 0 });
    await expect(throttle.acquire(CREATE, stop.signal)).rejects.toThrow('stopped');
  });

  it('does not stand still for hours when the clock is set back', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const acquireAll = (count: number) =>
      Promise.all(Array.from({ length: count }, () => throttle.acquire(CREATE)));
    await time.until(acquireAll(20));
    time.setClock(time.now() - 10 * HOUR);
    const from = time.now();
    await time.until(acquireAll(10));
    expect(time.now() - from).toBeLessThan(30_000);
  });

  it('runs one timer, however many wait', async () => {
    const time = new FakeTime();
    const throttle = new Throttle({ effects: time });
    const asks = Promise.all(
      Array.from({ length: 200 }, (_, index) => throttle.acquire(index % 2 === 0 ? CREATE : UPDATE)),
    );
    await new Promise(setImmediate);
    expect(time.sleepers).toBe(1);
    await time.until(asks);
  });
});
