import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('../../dist/bench/apply/week.js', import.meta.url));

/**
 * A whole run with its pumps, throttle, circuit and journal, in virtual time: it does not hang on the machine.
 * The network between takes up to a quarter of a second more or less, which at 6,000 a minute is more than a
 * burst of 10 makes up for: that rate is asked of the throttle, in test/alm/throttle.test.ts.
 */
test.each([30, 600])(
  'a run at %i a minute uses at least 98 per cent of the rate, and is refused none after the first answer',
  async (perMinute) => {
    const args = [RUN, '--operations', '1500', '--perMinute', String(perMinute)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { accepted, refusedAfterFirst, shareOfLimit } = JSON.parse(stdout) as Record<string, number>;
    expect({ accepted, refusedAfterFirst }).toEqual({ accepted: 1500, refusedAfterFirst: 0 });
    expect(shareOfLimit).toBeGreaterThanOrEqual(0.98);
  },
);
