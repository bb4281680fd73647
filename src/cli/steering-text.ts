import { z } from 'zod';
// The file and not the folder, which brings all that it takes to talk to ALM: loading that costs more than the rest.
import { readSteering, type Steering } from '../executor/steering.js';
import type { Store } from '../staging/index.js';

/** How apply is steered, as every document shows it. */
export const steeringSchema = z.object({
  isPaused: z.boolean(),
  share: z.number().gt(0).max(1).describe("the part of ALM's limits that apply uses"),
});

/** As `steeringSchema`. */
export function steeringOf(store: Store): Steering {
  return readSteering(store);
}

/** One sentence; `isRunning` is whether a command is at work in the workspace now. */
export function steeringText({ isPaused, share }: Steering, isRunning: boolean): string {
  const pace = share === 1 ? 'all of the limit' : `${Math.round(share * 100)} % of the limit`;
  const what = isPaused ? 'sends nothing until alm-migrate resume' : `uses ${pace}`;
  return isRunning ? `The running apply ${what}.` : `The next apply ${what}.`;
}
