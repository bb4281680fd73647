import { type AlmAnswer, type AlmRequest, AlmUnreachable, almSettings } from '../alm/index.js';
import { type Store, undoneAfter } from '../staging/index.js';
import type { Effects } from '../terms/index.js';
import type { RunBounds, RunReport } from './bounds.js';
import { runPlan } from './run.js';
import type { AlmAccess } from './workplace.js';

/**
 * The real run with a recorder in ALM's place: every operation goes its whole way, and `onRequest` gets
 * the requests that would have left, in the order in which they would have. Nothing is waited for,
 * nothing leaves, and the store is as it was in the end: all of it is one transaction that is undone.
 *
 * What ALM would name is named `new-1`, `new-2`... What an earlier run left open is left alone.
 */
export async function dryRun(
  store: Store,
  effects: Effects,
  settings: Parameters<typeof almSettings>[0],
  planId: number,
  bounds: RunBounds,
  onRequest: (request: AlmRequest) => void,
): Promise<RunReport> {
  const alm = recorder(almSettings(settings), onRequest);
  const site = { store, alm, effects, abort: bounds.drain };
  return undoneAfter(store, () => runPlan(site, planId, { ...bounds, leaveOpenEnds: true }));
}

function recorder(settings: AlmAccess['settings'], onRequest: (request: AlmRequest) => void): AlmAccess {
  let named = 0;
  return {
    settings,
    redact: (text) => text,
    throttle: { acquire: () => Promise.resolve(), setShare: () => undefined, state: () => [] },
    circuit: {
      ready: () => Promise.resolve(),
      state: () => ({ state: 'closed', failuresInARow: 0, trialAt: null }),
    },
    reads: () => Promise.reject(new AlmUnreachable('refused', 'ALM', 'this is a dry run')),
    writes: (request) => {
      onRequest(request);
      named += 1;
      return Promise.resolve(accepted(request, `new-${named}`));
    },
  };
}

/** What ALM answers to a write that it takes (alm-facts 1.1, 1.2, 2.1, 3), with as little in it as can be understood. */
function accepted(request: AlmRequest, id: string): AlmAnswer {
  const type = typeOf(request.path);
  const attributes = type === 'user' ? { userType: 'INTERNAL' } : {};
  const body = { data: { id, type, attributes, relationships: {} } };
  return { status: 200, headers: {}, body, text: '', requestId: null, durationMs: 0 };
}

const TYPES: readonly (readonly [path: RegExp, type: string])[] = [
  [/\/userModuleGrade$/, 'userModuleGrade'],
  [/\/enrollments$/, 'learningObjectInstanceEnrollment'],
  [/^\/externalProfiles$/, 'externalProfile'],
  [/./, 'user'],
];

function typeOf(path: string): string {
  return TYPES.find(([pattern]) => pattern.test(path))?.[1] ?? 'user';
}
