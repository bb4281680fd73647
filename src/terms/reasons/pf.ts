import type { Reason } from '../reasons.js';

export const PF_REASONS = {} as const satisfies Readonly<Record<string, Reason>>;
