import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectSameEnd, journeys } from '../executor/survival.js';

/** By the hundred; `TORTURE_RUNS` and `TORTURE_SEED` say otherwise. */
const JOURNEYS = Number(process.env.TORTURE_RUNS ?? 200);

describe('a plan in bad weather', () => {
  it('ends where it ends on a calm day, however many journeys it makes', async () => {
    const seed = Number(process.env.TORTURE_SEED ?? Date.now() % 2 ** 31);
    console.log(`torture seed ${seed}, ${JOURNEYS} journeys: TORTURE_SEED=${seed} runs the same again`);
    let made = 0;
    await fc.assert(
      fc.asyncProperty(journeys, async ([world, weather]) => {
        await expectSameEnd(world, weather);
        made += 1;
        if (made % 10 === 0) console.log(`${made} of ${JOURNEYS} journeys`);
      }),
      { seed, numRuns: JOURNEYS },
    );
  });
});
