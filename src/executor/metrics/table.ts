import type { RunFacts } from './meter.js';

/** One number, with the labels that tell it from others of its name. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One metric. Names, types and labels are a contract: alerts are built on them. */
export interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (facts: RunFacts) => readonly Sample[];
}

const one = (value: number | boolean): readonly Sample[] => [{ value: Number(value) }];

/** A limit by the hour counts the requests of a limit by the minute a second time. */
const byTheMinute = ({ limits }: RunFacts) => limits.filter(({ name }) => !name.endsWith('by the hour'));

/** In the order of the file. Counters begin at 0 with each run of apply. */
export const METRICS: readonly Metric[] = Object.freeze([
  {
    name: 'alm_migrate_info',
    type: 'gauge',
    help: 'Always 1; its labels say which run this is.',
    labels: ['version', 'account', 'account_name', 'host', 'plan'],
    samples: ({ version, account, planId }) => [
      {
        labels: {
          version,
          account: account.accountId,
          account_name: account.accountName,
          host: account.host,
          plan: String(planId),
        },
        value: 1,
      },
    ],
  },
  {
    name: 'alm_migrate_running',
    type: 'gauge',
    help: '1 while apply runs, 0 once it has ended. After a kill it stays 1, and the time of the update grows old.',
    labels: [],
    samples: ({ end }) => one(end === null),
  },
  {
    name: 'alm_migrate_updated_timestamp_seconds',
    type: 'gauge',
    help: 'When this file was written.',
    labels: [],
    samples: ({ now }) => one(now / 1000),
  },
  {
    name: 'alm_migrate_started_timestamp_seconds',
    type: 'gauge',
    help: 'When this run of apply began.',
    labels: [],
    samples: ({ startedAt }) => one(startedAt / 1000),
  },
  {
    name: 'alm_migrate_ended',
    type: 'gauge',
    help: '1, with why the run ended; absent while it goes on.',
    labels: ['why'],
    samples: ({ end }) => (end === null ? [] : [{ labels: { why: end }, value: 1 }]),
  },
  {
    name: 'alm_migrate_paused',
    type: 'gauge',
    help: '1 while the run is paused from another terminal.',
    labels: [],
    samples: ({ isPaused }) => one(isPaused),
  },
  {
    name: 'alm_migrate_plan_operations',
    type: 'gauge',
    help: 'Operations of the plan that go by API, by kind, as it was made.',
    labels: ['kind'],
    samples: ({ planned }) =>
      planned.map(({ kind, operations }) => ({ labels: { kind }, value: operations })),
  },
  {
    name: 'alm_migrate_operations_open',
    type: 'gauge',
    help: 'Operations of the plan that are still to be sent by API.',
    labels: [],
    samples: ({ open }) => one(open),
  },
  {
    name: 'alm_migrate_operations_settled_total',
    type: 'counter',
    help: 'Operations that this run has settled, by what they came to: done, failed or unknown.',
    labels: ['state'],
    samples: ({ settled }) => Object.entries(settled).map(([state, value]) => ({ labels: { state }, value })),
  },
  {
    name: 'alm_migrate_operations_failed_total',
    type: 'counter',
    help: 'Operations that failed in this run, by reason code.',
    labels: ['code'],
    samples: ({ failures }) =>
      [...failures]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, value]) => ({ labels: { code }, value })),
  },
  {
    name: 'alm_migrate_requests_total',
    type: 'counter',
    help: "Requests that this run has sent, by the limit of ALM's that they count against.",
    labels: ['limit'],
    samples: (facts) =>
      byTheMinute(facts).map(({ name, granted }) => ({ labels: { limit: name }, value: granted })),
  },
  {
    name: 'alm_migrate_requests_refused_total',
    type: 'counter',
    help: 'Requests of this run that ALM answered with 429.',
    labels: ['limit'],
    samples: (facts) =>
      byTheMinute(facts).map(({ name, refused }) => ({ labels: { limit: name }, value: refused })),
  },
  {
    name: 'alm_migrate_requests_waiting',
    type: 'gauge',
    help: 'Requests that wait for their turn.',
    labels: ['limit'],
    samples: (facts) =>
      byTheMinute(facts).map(({ name, waiting }) => ({ labels: { limit: name }, value: waiting })),
  },
  {
    name: 'alm_migrate_limit_per_minute',
    type: 'gauge',
    help: 'Requests that are sent a minute at the most, after share and caution; of hourly limits, too.',
    labels: ['limit'],
    samples: ({ limits }) =>
      limits.map(({ name, perMinute }) => ({ labels: { limit: name }, value: perMinute })),
  },
  {
    name: 'alm_migrate_limit_share',
    type: 'gauge',
    help: "The part of ALM's limits that this run may use, above 0 and at most 1.",
    labels: [],
    samples: ({ share }) => one(share),
  },
  {
    name: 'alm_migrate_circuit_open',
    type: 'gauge',
    help: '1 while ALM answers nobody and the run waits for it.',
    labels: [],
    samples: ({ isCircuitClosed }) => one(!isCircuitClosed),
  },
] satisfies readonly Metric[]);
