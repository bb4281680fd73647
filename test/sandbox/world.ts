import { afterEach } from 'vitest';
import {
  type Sandbox,
  type SandboxOptions,
  type SandboxSeed,
  startSandbox,
} from '../../src/sandbox/index.js';

/** What the tests talk to: a small tenant, and a client that knows nothing but HTTP. */

export const NOON = Date.parse('2026-03-02T12:00:00.000Z');

/** Two internal people, one external, one course of two modules and two instances, one path. */
export const SEED = {
  account: { id: '4711', name: 'Example Industries' },
  externalProfiles: [
    {
      id: 9001,
      name: 'Partners',
      managerEmail: 'desk@example.com',
      expiry: '2030-12-31T00:00:00Z',
      seatLimit: 2,
    },
    {
      id: 9002,
      name: 'Vendors',
      managerEmail: 'desk@example.com',
      expiry: '2030-12-31T00:00:00Z',
      seatLimit: 1,
    },
  ],
  users: [
    { id: 101, email: 'ada@example.com', name: 'Ada Able', userUniqueId: 'aable' },
    { id: 102, email: 'Bob+x@example.com', name: 'Bob Baker' },
    { id: 103, email: 'eve@partner.example.com', name: 'Eve', userType: 'External', externalProfile: 9001 },
    { id: 104, email: 'gone@example.com', name: 'Gone', state: 'SUSPENDED' },
  ],
  courses: [
    {
      id: 7,
      name: 'Fire safety',
      uniqueId: 'FS-1',
      modules: [
        { id: 71, name: 'Reading' },
        { id: 72, version: 1, name: 'Quiz' },
        { id: 73, name: 'Extra', mandatory: false },
      ],
      instances: [
        { id: 701, name: 'Default', isDefault: true },
        { id: 702, name: 'Spring' },
        { id: 703, name: 'Old', state: 'Retired' },
      ],
    },
    {
      id: 'course:8',
      name: 'Ethics',
      modules: [{ id: 81, name: 'Ethics' }],
      instances: [{ id: 801, name: 'D' }],
    },
    { id: 9, name: 'Retired course', state: 'Retired', instances: [{ id: 901, name: 'D' }] },
    { id: 5, name: 'Onboarding', loType: 'learningProgram', instances: [{ id: 501, name: 'D' }] },
  ],
  enrolments: [
    {
      userEmail: 'bob+x@example.com',
      instanceId: 'course:7_701',
      dateEnrolled: '2024-01-05T00:00:00Z',
      grades: [
        { moduleId: 71, completed: true, dateCompleted: '2024-01-06T00:00:00Z', score: 8, maxScore: 10 },
      ],
    },
    { userEmail: 'bob+x@example.com', instanceId: 'learningProgram:5_501' },
  ],
} as const satisfies Frozen<SandboxSeed>;

type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is empty or no JSON. */
  readonly json: Json;
}

/** Parsed JSON, to be looked into without ceremony: what is not there is undefined. */
export interface Json {
  readonly [key: string]: Json;
}

export interface Asked {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

export class World {
  readonly sandbox: Sandbox;
  token = '';

  constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  /** Any address of the sandbox, with only the headers that are given. */
  async raw(method: string, path: string, asked: Asked & { readonly text?: string } = {}): Promise<Answer> {
    const query = new URLSearchParams(asked.query).toString();
    const headers = new Headers();
    for (const [name, value] of Object.entries(asked.headers ?? {})) {
      if (value !== undefined) headers.set(name, value);
    }
    const text = asked.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
    const response = await fetch(`${this.sandbox.url}${path}${query === '' ? '' : `?${query}`}`, {
      method,
      headers,
      ...(text === undefined ? {} : { body: text }),
      ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    });
    const answer = await response.text();
    return { status: response.status, headers: response.headers, text: answer, json: parsed(answer) };
  }

  /** Below /primeapi/v2, as a good client asks. */
  api(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    return this.raw(method, `/primeapi/v2${path}`, {
      ...asked,
      headers: {
        accept: 'application/vnd.api+json',
        authorization: `oauth ${this.token}`,
        ...(asked.body === undefined ? {} : { 'content-type': 'application/vnd.api+json;charset=UTF-8' }),
        ...asked.headers,
      },
    });
  }

  async refresh(): Promise<Answer> {
    const { clientId, clientSecret, refreshToken } = this.sandbox.credentials;
    const form = { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken };
    const answer = await this.raw('POST', '/oauth/token/refresh', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      text: new URLSearchParams(form).toString(),
    });
    if (answer.status === 200) this.token = String(answer.json.access_token);
    return answer;
  }

  faults(options: unknown): Promise<Answer> {
    return this.raw('POST', '/sandbox/faults', { body: options });
  }

  /** The effects of the writes so far, in the order of arrival. */
  effects(): readonly string[] {
    return this.sandbox
      .log()
      .filter((entry) => entry.method !== 'GET' && !entry.path.startsWith('/oauth'))
      .map((entry) => entry.effect);
  }
}

const running = new Set<Sandbox>();

afterEach(async () => {
  const open = [...running];
  running.clear();
  await Promise.all(open.map((sandbox) => sandbox.close()));
});

/** A sandbox that ends with the test, with a token already taken; no limits unless they are asked for. */
export async function openWorld(options: SandboxOptions = {}): Promise<World> {
  const sandbox = await startSandbox({
    seed: structuredClone(SEED) as unknown as SandboxSeed,
    limits: 'none',
    now: () => NOON,
    ...options,
  });
  running.add(sandbox);
  const world = new World(sandbox);
  await world.refresh();
  return world;
}

export function userBody(email: string, name = 'New Person', more: object = {}): object {
  return { data: { type: 'user', attributes: { email, name, userType: 'INTERNAL', ...more } } };
}

export function enrolQuery(instance: string, multi?: boolean): Readonly<Record<string, string>> {
  const query = { loId: instance.split('_')[0] ?? '', loInstanceId: instance };
  return multi === undefined ? query : { ...query, allowMultiEnrollment: String(multi) };
}

export const DONE = {
  started: true,
  completed: true,
  success: true,
  dateStarted: '2023-09-19T09:35:57.000Z',
  dateCompleted: '2023-09-20T09:36:36.000Z',
  dateSuccess: '2023-09-20T09:36:36.000Z',
};

export function gradeBody(
  user: string,
  module: string,
  attributes: object = DONE,
  instance?: string,
): { data: { type: string; attributes: object; relationships: Record<string, object> } } {
  const relation = (id: string, type: string): object => ({ data: [{ id, type }] });
  return {
    data: {
      type: 'userModuleGrade',
      attributes,
      relationships: {
        learner: relation(user, 'user'),
        module: relation(module, 'courseModule'),
        course: relation(module.split('_')[0] ?? '', 'course'),
        ...(instance === undefined ? {} : { courseInstance: relation(instance, 'courseInstance') }),
      },
    },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
}
