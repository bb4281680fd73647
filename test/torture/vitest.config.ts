import { defineConfig } from 'vitest/config';

/** The long version of the survival test: `vitest run --config test/torture/vitest.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/torture/*.torture.ts'],
    testTimeout: 12 * 3_600_000,
    pool: 'forks',
  },
});
