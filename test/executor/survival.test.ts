import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectSameEnd, journeys } from './survival.js';

/** Few, because each is several processes; `npm run test:torture` runs them by the hundred. */
const JOURNEYS = 4;

/** Many processes, one after the other, on a machine that may be busy with others; nothing here is timed. */
const PATIENCE = 900_000;

describe('a plan in bad weather', () => {
  it(
    'ends where it ends on a calm day, through faults, kills and restarts, and sends no effect twice',
    async () => {
      const seed = Number(process.env.TORTURE_SEED ?? Date.now() % 2 ** 31);
      console.log(`torture seed ${seed}: TORTURE_SEED=${seed} runs the same again`);
      await fc.assert(
        fc.asyncProperty(journeys, ([world, weather]) => expectSameEnd(world, weather)),
        { seed, numRuns: JOURNEYS, endOnFailure: true },
      );
    },
    PATIENCE,
  );
});
