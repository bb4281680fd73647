import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../benchmark.js';
import { expectSuccess, measureProgram } from '../measure.js';
import { exportOf, stageTwice } from '../stage.js';

/** Reading, hashing and keying into the store, against SQLite's own import of the bare cells. */
export const benchmark: Benchmark = {
  name: 'stage-csv',
  describe: 'stages a trainingHistoryCsv; limit: sqlite3 .import --csv',
  defaultRecords: 1_000_000,
  run: async (records, workDir) => {
    const source = await exportOf('training-csv', records, workDir);
    const database = join(workDir, 'limit.db');
    await rm(database, { force: true });
    const limit = await measureProgram('sqlite3', [database, `.import --csv "${source.file}" t`], 'sqlite3');
    expectSuccess('sqlite3', limit);
    const counted = await measureProgram('sqlite3', [database, 'SELECT count(*) FROM t'], 'sqlite3');
    if (Number(counted.stdout) !== records)
      throw new Error(`sqlite3 imported ${counted.stdout.trim()} rows instead of ${records}`);
    const { first, again } = await stageTwice(source, records, workDir);
    return {
      seconds: first.seconds,
      peakRssMb: first.peakRssMb,
      limit: "sqlite3 DB '.import --csv FILE t'",
      limitSeconds: limit.seconds,
      also: [again],
    };
  },
};
