import { VERBS, type Verb } from './wire.js';

/** `perMinute` requests in the long run, and `burst` of them ahead of time. */
export interface Limit {
  readonly perMinute: number;
  readonly burst: number;
}

export type LimitOptions = 'documented' | 'none' | Partial<Record<Verb, Limit>>;

/** A bucket with its place in the headers: the unit in which the rate is printed. */
export interface NamedLimit extends Limit {
  readonly header: string;
}

export interface LimitTable {
  /** A verb that is not there has no limit. */
  readonly verbs: ReadonlyMap<Verb, NamedLimit>;
  /** By `VERB /path`, on top of the verb's own. */
  readonly endpoints: ReadonlyMap<string, NamedLimit>;
}

/** The published table for the role Admin (fact sheet, section 4). */
const DOCUMENTED: Readonly<Record<Verb, Limit>> = Object.freeze({
  DELETE: { perMinute: 25, burst: 10 },
  PATCH: { perMinute: 60, burst: 20 },
  POST: { perMinute: 30, burst: 10 },
  PUT: { perMinute: 20, burst: 10 },
  GET: { perMinute: 100, burst: 100 },
});

/** 500 an hour (fact sheet, section 4). No burst is printed: GET's own stands in. */
const HOURLY = Object.freeze({ perHour: 500, burst: 100 });
const HOURLY_ENDPOINTS = ['GET /users', 'GET /learningObjects'] as const;

/** What the headers say where there is no limit: so much that no client waits for it. */
export const NO_LIMIT: NamedLimit = Object.freeze({
  perMinute: 6_000_000,
  burst: 100_000,
  header: '6000000r/m',
});

/** A table given in part limits the verbs that it names, and no others. */
export function limitTable(options: LimitOptions): LimitTable {
  if (options === 'none') return { verbs: new Map(), endpoints: new Map() };
  const given = options === 'documented' ? DOCUMENTED : options;
  const verbs = new Map<Verb, NamedLimit>();
  for (const verb of VERBS) {
    const limit = given[verb];
    if (limit === undefined) continue;
    if (!(limit.perMinute > 0) || !(limit.burst >= 0)) {
      throw new RangeError(
        `limits.${verb}: a rate above 0 and a burst of at least 0, not ${JSON.stringify(limit)}`,
      );
    }
    verbs.set(verb, { ...limit, header: `${limit.perMinute}r/m` });
  }
  const hourly: NamedLimit = {
    perMinute: HOURLY.perHour / 60,
    burst: HOURLY.burst,
    header: `${HOURLY.perHour}r/h`,
  };
  const endpoints = options === 'documented' ? HOURLY_ENDPOINTS.map((one) => [one, hourly] as const) : [];
  return { verbs, endpoints: new Map(endpoints) };
}
