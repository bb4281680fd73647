// One run of a plan in a process of its own, to be killed. Plain JavaScript on the built program, with
// the patience of a test: a store, ALM's address and settings come as one JSON argument.
import { setTimeout as delay } from 'node:timers/promises';
import { openAlm } from '../../dist/src/alm/index.js';
import { runPlan } from '../../dist/src/executor/index.js';
import { latestPlan, openStore } from '../../dist/src/staging/index.js';

const { file, url, settings } = JSON.parse(process.argv[2] ?? '{}');
const effects = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
  random: Math.random,
};
const store = openStore(file);
const alm = openAlm({
  baseUrl: url,
  credentials: {
    kind: 'refreshToken',
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-client-secret',
    refreshToken: 'sandbox-refresh-token',
  },
  settings,
  effects,
});
const signal = new AbortController().signal;
const plan = latestPlan(store);
try {
  const report = await runPlan({ store, alm, effects, abort: signal }, plan.planId, { drain: signal });
  process.stdout.write(JSON.stringify(report));
} finally {
  await alm.close();
  store.close();
}
