import type { AlmRequest } from './seam.js';

export type Verb = AlmRequest['method'];

/**
 * The limits of the admin role as Adobe publishes them (fact sheet, section 4, "Published table").
 * They hold until an answer announces others.
 */
export const DOCUMENTED_LIMITS: Readonly<
  Record<Verb, { readonly perMinute: number; readonly burst: number }>
> = Object.freeze({
  POST: { perMinute: 30, burst: 10 },
  PATCH: { perMinute: 60, burst: 20 },
  PUT: { perMinute: 20, burst: 10 },
  DELETE: { perMinute: 25, burst: 10 },
  GET: { perMinute: 100, burst: 100 },
});

/** Endpoints with a number of their own, on top of the verb's (fact sheet, section 4, "Newer, tighter"). */
export const HOURLY_ENDPOINTS = Object.freeze({
  'GET /users': 'usersPerHour',
  'GET /learningObjects': 'learningObjectsPerHour',
} as const);

/**
 * The endpoint of a request: its verb and path with ids as `{id}`, as Swagger lists them.
 * ALM's paths alternate collection and id: `/users/{id}/enrollments/{id}`.
 */
export function endpointOf(request: AlmRequest): string {
  const path = request.path.split('?', 1)[0] ?? '';
  const segments = path.split('/').filter((segment) => segment !== '');
  const named = segments.map((segment, index) => (index % 2 === 1 ? '{id}' : segment));
  return `${request.method} /${named.join('/')}`;
}
