import type { Reason } from '../reasons.js';

export const ALM_REASONS = {} as const satisfies Readonly<Record<string, Reason>>;
