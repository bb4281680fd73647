import { join } from 'node:path';
import { z } from 'zod';
import type { Alm } from '../alm/index.js';
import { pinOf, type SnapshotProgress, type TakenSnapshot, takeSnapshot } from '../reconcile/index.js';
import { latestSnapshot, lockWorkspace, type Store, snapshotCounts } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import type { CommandContext } from './command.js';
import { defineCommand } from './command.js';
import { withAlm } from './connection.js';
import { accountSchema, documentOf } from './document.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { count, duration } from './wording.js';
import { FILES, withStore } from './workspace.js';

const number = z.int().min(0);

/** How ALM is read, wherever a command reads it. */
export const viaOption = z
  .enum(['api', 'jobs'])
  .default('api')
  .describe("how ALM is read: by request, or by the reports that ALM's jobs make");

export const command = defineCommand({
  positional: '',
  options: z.object({
    via: viaOption,
    anew: z
      .boolean()
      .default(false)
      .describe('begins from the beginning, also where a snapshot was broken off in the last seven days'),
  }),
  output: documentOf('snapshot', {
    account: accountSchema,
    finishedAt: z.string(),
    via: z.enum(['api', 'jobs']),
    requests: number,
    predictedRequests: number,
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
    [
      'alm-migrate snapshot -w acme --via jobs',
      "has ALM make reports of its users and of everybody's learning, and reads those: for large sites",
    ],
  ],
  run: async (context, options) => {
    const mapping = readMapping(context.workspace);
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'snapshot', context.effects.now);
      try {
        return await withAlm(context, mapping.config, 1, async (alm) => {
          const startedAt = context.effects.now();
          const { account, predictedRequests } = await readAlm(context, store, alm, mapping, options);
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
            via: options.via,
            requests,
            predictedRequests,
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

/** Reads the account into the store, having said which one it is. */
export async function readAlm(
  context: CommandContext,
  store: Store,
  alm: Alm,
  mapping: Mapping,
  options: { readonly via: 'api' | 'jobs'; readonly anew?: boolean },
): Promise<TakenSnapshot & { readonly account: Awaited<ReturnType<Alm['account']>> }> {
  const account = await alm.account(context.drain);
  context.say(
    `Reading ${pinOf(account).accountName} (${account.accountId}) at ${account.host}. Nothing is changed there.`,
  );
  const taken = await takeSnapshot({
    store,
    alm,
    account,
    effects: context.effects,
    via: options.via,
    anew: options.anew ?? false,
    scope: mapping,
    folder: join(context.workspace, FILES.jobs),
    say: context.say,
    onProgress: snapshotProgress(context),
    signal: context.drain,
  });
  return { ...taken, account };
}

/** Shows a snapshot's three parts as three pieces of work. */
function snapshotProgress(context: CommandContext): SnapshotProgress {
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
