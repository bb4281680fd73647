import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Lap } from '../benchmark.js';
import { generateExports, optionsFrom } from '../generate/index.js';
import { expectSuccess, type Measured, measureNode } from '../measure.js';
import { freshWorkspace, writeNewerExport, writeSnapshot } from '../planWorld.js';

const CLI = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const CHANGED = 1000;

/**
 * Expected state, comparison and plan against an ALM of the same size. The limit is what it took to stage
 * the same exports: whoever waited for that waits no longer for the plan.
 */
export const benchmark: Benchmark = {
  name: 'plan',
  describe: 'plans against a snapshot of the same size; limit: staging the same exports',
  defaultRecords: 1_000_000,
  run: async (records, workDir) => {
    const folder = join(workDir, `plan-${records}`);
    // The manifest is written last: where it stands, the rest does.
    if (!existsSync(join(folder, 'generated.json'))) {
      const texts = { records: String(records), people: '50000', courses: '2000', seed: '7' };
      await generateExports(optionsFrom({ ...texts, format: ['users-xml', 'training-xml'], out: folder }));
    }
    const workspace = await freshWorkspace(folder, workDir);
    const stage = (...files: string[]): Promise<Measured> =>
      measureNode(CLI, ['stage', '-w', workspace, '--json', ...files]);
    const staged = expectSuccess(
      'stage',
      await stage(join(folder, 'users.xml'), join(folder, 'training-history.xml')),
    );
    const held = await writeSnapshot(workspace, folder);
    const first = await plan(workspace, (work) => work.all === 'first');
    const newer = await writeNewerExport(workspace, Math.min(CHANGED, Math.floor(records / 100)));
    expectSuccess('stage', await stage(newer));
    const again = await plan(workspace, (work) => work.all === null && work.people > 0);
    return {
      seconds: first.seconds,
      peakRssMb: first.peakRssMb,
      limit: 'alm-migrate stage users.xml training-history.xml',
      limitSeconds: staged.seconds,
      also: [
        lap(
          `plan again after ${CHANGED} changed records, ${(first.seconds / again.seconds).toFixed(1)} times faster`,
          records,
          again,
        ),
        {
          name: 'in ALM: enrolments and grades',
          records: held.enrolments + held.grades,
          seconds: staged.seconds,
          peakRssMb: staged.peakRssMb,
        },
      ],
    };
  },
};

function lap(name: string, records: number, measured: Measured): Lap {
  return { name, records, seconds: measured.seconds, peakRssMb: measured.peakRssMb };
}

interface Work {
  readonly all: string | null;
  readonly people: number;
}

/** Plans, and makes sure that as much was computed as should have been: to skip all would be the fastest. */
async function plan(workspace: string, isRight: (work: Work) => boolean): Promise<Measured> {
  const measured = await measureNode(CLI, ['plan', '-w', workspace, '--json']);
  // 3: the plan is made, and some records wait for a person.
  if (measured.exitCode !== 0 && measured.exitCode !== 3) expectSuccess('plan', measured);
  const { work } = JSON.parse(measured.stdout) as { work: Work };
  if (!isRight(work)) throw new Error(`the plan computed something else: ${JSON.stringify(work)}`);
  return measured;
}
