import { z } from 'zod';
import { freeFolder, sprintFolder, type WrittenBundle, writeBundle } from '../bundle/index.js';
import { usablePlan } from '../executor/index.js';
import { completeSnapshot } from '../reconcile/index.js';
import { isSprintUnderWay, lockWorkspace } from '../staging/index.js';
import { EXIT, type ExitCode, Failure } from '../terms/index.js';
import type { BundleCommandOptions } from './bundle.js';
import type { CommandContext } from './command.js';
import { readMapping } from './mapping-files.js';
import { count, integer, table } from './wording.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

export const writtenSchema = z.object({
  folder: z.string(),
  planId: number,
  sprints: z.array(z.object({ sprint: number, enrolments: number, completions: number })),
  standIns: number,
  users: z.object({ active: number, deleted: number }),
  catalogueCourses: number,
  notYet: number,
});

interface Part<Output> {
  readonly exitCode: ExitCode;
  readonly part: Output;
  readonly text: string;
}

/** Writes what the latest plan sends by the bundle. ALM is not asked, and nothing of it is changed. */
export async function writeBundleFiles(
  context: CommandContext,
  given: BundleCommandOptions,
): Promise<Part<z.input<typeof writtenSchema>>> {
  const mapping = readMapping(context.workspace);
  return withStore(context.workspace, async (store) => {
    const unlock = lockWorkspace(store, 'bundle', context.effects.now);
    try {
      const { accountId, accountName, host } = completeSnapshot(store);
      const plan = usablePlan(store, { accountId, accountName, host }, mapping.texts);
      if (isSprintUnderWay(store)) {
        throw new Failure('BUNDLE-UNDER-WAY', 'a sprint of the last bundle has not come to its end yet', {
          remedy: 'see it to its end first: alm-migrate bundle run --execute',
          exitCode: EXIT.usage,
        });
      }
      const { bundle, source } = mapping.config;
      const folder = given.folder ?? freeFolder(context.workspace);
      const onRows = context.progress.begin('writing', 'rows', null);
      const { now } = context.effects;
      const written = writeBundle(store, plan, folder, {
        ...bundle,
        withCatalogue: given.catalogue,
        referenceDate: source.referenceDate,
        now,
        onRows,
      });
      const { planId, standIns, users, catalogueCourses, notYet } = written;
      const sprints = written.cuts.map(({ sprint, enrolments, completions }) => ({
        sprint,
        enrolments,
        completions,
      }));
      return {
        exitCode: notYet > 0 ? EXIT.needsPerson : EXIT.clean,
        part: { folder, planId, sprints, standIns, users, catalogueCourses, notYet },
        text: writtenText(written),
      };
    } finally {
      unlock();
    }
  });
}

function writtenText({ folder, cuts, users, catalogueCourses, standIns, notYet }: WrittenBundle): string {
  const rows: (readonly (string | number)[])[] = cuts.map((cut) => [
    sprintFolder(cut.sprint),
    cut.enrolments,
    'enrolments',
    cut.completions,
    'completions',
  ]);
  if (catalogueCourses > 0) rows.unshift(['catalogue', catalogueCourses, 'courses without content']);
  if (users.active + users.deleted > 0) {
    rows.unshift(['users', users.active, 'active people', users.deleted, 'leavers']);
  }
  const lines = [`Bundle ${folder}`, rows.length === 0 ? '  nothing to write' : table(rows)];
  if (standIns > 0) {
    lines.push(
      `${count(standIns, 'enrolment carries', 'enrolments carry')} the day of the start or the completion as the day of enrolment: the exports name none.`,
    );
  }
  if (notYet > 0) {
    lines.push(
      `${integer(notYet)} rows stand on people or enrolments that ALM gets by API first: run alm-migrate apply, then write again.`,
    );
  }
  lines.push('', `Next: read README.md there, then alm-migrate bundle check ${folder}`);
  return lines.join('\n');
}
