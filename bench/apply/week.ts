import { parseArgs } from 'node:util';
import { type AlmAnswer, almSettings, Circuit, type Send, Throttle } from '../../src/alm/index.js';
import { runPlan } from '../../src/executor/index.js';
import { openStore } from '../../src/staging/index.js';
import { VirtualTime } from './virtualTime.js';
import { fillStore } from './workspace.js';

/*
 * A run of `--operations` at `--perMinute`, with its real pumps, throttle, circuit and journal, in virtual
 * time against a server that counts as nginx does. Prints what share of the allowed rate was used.
 */

const { values } = parseArgs({
  options: { operations: { type: 'string' }, perMinute: { type: 'string' } },
});
const operations = Number(values.operations);
const perMinute = Number(values.perMinute);
const BURST = 10;

const time = new VirtualTime();
const settings = almSettings({});
const throttle = new Throttle({ effects: time });
const circuit = new Circuit(time, {
  failuresToOpen: settings.circuitFailures,
  backoff: { baseMs: settings.circuitBaseMs, capMs: settings.circuitCapMs },
});

let excess = 0;
let lastAt: number | null = null;
let firstAt = 0;
let accepted = 0;
let refusedAfterFirst = 0;

const writes: Send = async (request) => {
  const sentAt = time.now();
  // A network with 20 to 270 ms of jitter.
  await time.sleep(20 + time.random() * 250);
  const now = time.now();
  const next = lastAt === null ? 0 : Math.max(0, excess - (now - lastAt) * (perMinute / 60_000) + 1);
  const isRefused = next > BURST;
  const headers: Record<string, string> = { 'x-rate-limit': `${perMinute}r/m`, 'x-burst': String(BURST) };
  if (isRefused) {
    if (accepted > 0) refusedAfterFirst += 1;
    headers['retry-after'] = (((next - BURST) / perMinute) * 60).toFixed(3);
  } else {
    if (accepted === 0) firstAt = now;
    accepted += 1;
    excess = next;
    lastAt = now;
  }
  const body = {
    data: {
      id: `course:1_2_${accepted}`,
      type: 'learningObjectInstanceEnrollment',
      attributes: {},
      relationships: {},
    },
  };
  const answer: AlmAnswer = {
    status: isRefused ? 429 : 200,
    headers,
    body: isRefused ? { message: '429 Too many requests' } : body,
    text: '',
    requestId: null,
    durationMs: time.now() - sentAt,
  };
  throttle.observe(request, answer);
  circuit.report('worked');
  return answer;
};

// In memory: what a flush costs is measured elsewhere, and here it would be all that is measured.
const store = openStore(':memory:');
const planId = fillStore(store, 'bench', { migration: '', crosswalk: '' }, operations);
const never = new AbortController().signal;
const access = { reads: writes, writes, settings, redact: (text: string) => text, throttle, circuit };
const begun = performance.now();
const report = await time.until(
  runPlan({ store, alm: access, effects: time, abort: never }, planId, { drain: never }),
);
const seconds = (performance.now() - begun) / 1000;
store.close();
if (report.settled.done !== operations)
  throw new Error(`${report.settled.done} of ${operations} operations are done`);
const minutes = ((lastAt ?? 0) - firstAt) / 60_000;
process.stdout.write(
  JSON.stringify({
    seconds,
    accepted,
    refusedAfterFirst,
    shareOfLimit: (accepted - 1) / (minutes * perMinute),
    days: minutes / 1440,
  }),
);
