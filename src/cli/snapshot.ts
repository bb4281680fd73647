import { z } from 'zod';
import { pinOf, type SnapshotProgress, takeSnapshot } from '../reconcile/index.js';
import { latestSnapshot, lockWorkspace, snapshotCounts } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import type { CommandContext } from './command.js';
import { defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { accountSchema, documentOf } from './document.js';
import { readMigration } from './mapping-files.js';
import { count, duration } from './wording.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

export const command = defineCommand({
  positional: '',
  options: z.object({}),
  output: documentOf('snapshot', {
    account: accountSchema,
    finishedAt: z.string(),
    requests: number,
    counts: z.object({
      users: number,
      profiles: number,
      courses: number,
      modules: number,
      enrolments: number,
      grades: number,
    }),
  }),
  examples: [
    ['alm-migrate snapshot -w acme', 'reads what the account of acme holds; nothing is changed in ALM'],
  ],
  run: async (context) => {
    const { config } = readMigration(context.workspace);
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'snapshot', context.effects.now);
      try {
        return await withAlm(context, config, 1, async (alm) => {
          const startedAt = context.effects.now();
          const account = await alm.account(context.drain);
          context.say(
            `Reading ${pinOf(account).accountName} (${account.accountId}) at ${account.host}. Nothing is changed there.`,
          );
          await takeSnapshot(
            store,
            alm,
            account,
            context.effects.now,
            snapshotProgress(context),
            context.drain,
          );
          const row = latestSnapshot(store);
          const counts = snapshotCounts(store);
          const requests = row?.requests ?? 0;
          const text = [
            `Snapshot of ${pinOf(account).accountName}: ${count(counts.users, 'user')}, ${count(counts.profiles, 'external profile')}, ` +
              `${count(counts.courses, 'course')} with ${count(counts.modules, 'module')}, ` +
              `${count(counts.enrolments, 'enrolment')} and ${count(counts.grades, 'grade')} of the people in the exports.`,
            `${count(requests, 'request')}, ${duration(context.effects.now() - startedAt)}.`,
            '',
            'Next: alm-migrate plan',
          ].join('\n');
          const output = {
            schema: { name: 'snapshot' as const, version: 1 as const },
            account: pinOf(account),
            finishedAt: row?.finishedAt ?? '',
            requests,
            counts,
          };
          return { exitCode: EXIT.clean, output, text };
        });
      } finally {
        unlock();
      }
    });
  },
});

/** Shows a snapshot's three parts as three pieces of work. */
export function snapshotProgress(context: CommandContext): SnapshotProgress {
  const shown = new Map<string, (done: number) => void>();
  return (what, done, total) => {
    let show = shown.get(what);
    if (show === undefined) {
      show = context.progress.begin('reading ALM', what, total);
      shown.set(what, show);
    }
    show(done);
  };
}
