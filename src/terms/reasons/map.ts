import type { Reason } from '../reasons.js';

export const MAP_REASONS = {} as const satisfies Readonly<Record<string, Reason>>;
