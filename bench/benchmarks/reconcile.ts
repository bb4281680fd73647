import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../benchmark.js';
import { generateExports, optionsFrom } from '../generate/index.js';
import { expectSuccess, type Measured, measureNode } from '../measure.js';
import { freshWorkspace, writeSnapshot } from '../planWorld.js';
import { comparedRows, forgetComparison, writeRivalTables } from '../reconcileWorld.js';

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const JOIN = fileURLToPath(new URL('../rivals/outerJoin.js', import.meta.url));

/**
 * Everything compared with an ALM of the same size, and the whole report written: page, counts, every
 * difference and every record. The limit is one full outer join of the two sides in SQLite, which counts
 * what differs and writes nothing. It is given both sides as tables made for it, in the order of their keys;
 * over the tables of the store as they are, SQLite takes minutes. The same join that hands out its rows is told beside it.
 */
export const benchmark: Benchmark = {
  name: 'reconcile',
  describe: 'compares with a snapshot of the same size and writes the report; limit: one full outer join',
  defaultRecords: 1_000_000,
  run: async (records, workDir) => {
    const folder = join(workDir, `reconcile-${records}`);
    // The manifest is written last: where it stands, the rest does.
    if (!existsSync(join(folder, 'generated.json'))) {
      const texts = { records: String(records), people: '50000', courses: '2000', seed: '7' };
      await generateExports(optionsFrom({ ...texts, format: ['users-xml', 'training-xml'], out: folder }));
    }
    const workspace = await freshWorkspace(folder, workDir);
    const exports = [join(folder, 'users.xml'), join(folder, 'training-history.xml')];
    expectSuccess('stage', await measureNode(CLI, ['stage', '-w', workspace, '--json', ...exports]));
    await writeSnapshot(workspace, folder);
    // The expected state is there before: plan computes it, reconcile only finds it unchanged.
    await reported(workspace, 'plan', ['plan']);
    await writeRivalTables(workspace);
    forgetComparison(workspace);
    const all = await reported(workspace, 'reconcile', ['reconcile', '--no-snapshot']);
    const rival = join(workspace, 'rival.db');
    const joined = expectSuccess('the join', await measureNode(JOIN, [rival, 'count']));
    const rowwise = expectSuccess('the join', await measureNode(JOIN, [rival, 'rows']));
    const rows = comparedRows(workspace);
    for (const { stdout } of [joined, rowwise])
      await expectTheSame(workspace, records, rows.differing, stdout);
    const again = await reported(workspace, 'reconcile', ['reconcile', '--no-snapshot']);
    return {
      seconds: all.seconds,
      peakRssMb: all.peakRssMb,
      limit: `SELECT … FROM expected FULL OUTER JOIN actual, ${rows.expected} rows with ${rows.actual}`,
      limitSeconds: joined.seconds,
      also: [
        {
          name: 'the same join, its rows handed out one by one',
          records,
          seconds: rowwise.seconds,
          peakRssMb: rowwise.peakRssMb,
        },
        {
          name: 'the same again, nothing left to compare: the report alone',
          records,
          seconds: again.seconds,
          peakRssMb: again.peakRssMb,
        },
      ],
    };
  },
};

async function reported(workspace: string, what: string, args: readonly string[]): Promise<Measured> {
  const measured = await measureNode(CLI, [...args, '-w', workspace, '--json']);
  // 3: done, and some records wait for a person.
  return measured.exitCode === 3 ? measured : expectSuccess(what, measured);
}

/** Both must have done the work: as many rows differ for the one as for the other, and every record is reported. */
async function expectTheSame(
  workspace: string,
  records: number,
  differing: number,
  stdout: string,
): Promise<void> {
  const joined = JSON.parse(stdout) as { missing: number; different: number };
  if (joined.missing + joined.different !== differing || differing === 0)
    throw new Error(`the comparison found ${differing} rows that differ, the join ${stdout.trim()}`);
  const { size } = await stat(join(workspace, 'reports', 'records.csv'));
  if (size < records * 50) throw new Error(`records.csv has ${size} bytes: too few for ${records} records`);
}
