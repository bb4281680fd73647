import { join } from 'node:path';
import { z } from 'zod';
import { type Alm, canSync, jobEnd } from '../alm/index.js';
import { deliverSprint, sprintFiles, sprintFolder } from '../bundle/index.js';
import {
  pinAccount,
  requireNamedNumber,
  requireQuietAccount,
  runSprint,
  type SprintEnd,
  usablePlan,
} from '../executor/index.js';
import { completeSnapshot } from '../reconcile/index.js';
import {
  type BundleRow,
  latestBundle,
  lockWorkspace,
  readBalance,
  type SprintRow,
  type Store,
  settleBrokenSprint,
  sprintOutcome,
  sprintsOf,
} from '../staging/index.js';
import { EXIT, type ExitCode, Failure, reasonOf } from '../terms/index.js';
import { assertBalanced, balanceText } from './balance-text.js';
import type { BundleCommandOptions } from './bundle.js';
import type { CommandContext } from './command.js';
import { withAlm } from './connection.js';
import { accountSchema, balanceSchema } from './document.js';
import { type Mapping, readMapping } from './mapping-files.js';
import { count, table } from './wording.js';
import { withStore } from './workspace.js';

const number = z.int().min(0);

export const runSchema = z.object({
  account: accountSchema,
  folder: z.string(),
  sprint: number.nullable(),
  executed: z.boolean(),
  end: z.enum([
    'dryRun',
    'finished',
    'broken',
    'settled',
    'notBegun',
    'leftRunning',
    'unanswered',
    'errorFileMissing',
    'nameless',
    'nothingLeft',
  ]),
  outcome: z.array(
    z.object({ kind: z.string(), state: z.string(), code: z.string().nullable(), count: number }),
  ),
  strangeRows: number,
  sprintsLeft: number,
  balance: balanceSchema,
});

type RunPart = z.input<typeof runSchema>;
interface Result {
  readonly exitCode: ExitCode;
  readonly part: RunPart;
  readonly text: string;
}

/** What the steps of one run share. */
interface Place {
  readonly context: CommandContext;
  readonly given: BundleCommandOptions;
  readonly store: Store;
  readonly mapping: Mapping;
  readonly alm: Alm;
  readonly bundle: BundleRow;
  readonly account: RunPart['account'];
}

/** Runs the next sprint of the latest bundle, or goes on with one. Changes nothing without `--execute`. */
export async function runBundle(context: CommandContext, given: BundleCommandOptions): Promise<Result> {
  const mapping = readMapping(context.workspace);
  return withStore(context.workspace, async (store) => {
    const unlock = lockWorkspace(store, 'bundle', context.effects.now);
    try {
      return await withAlm(context, mapping.config, 1, async (alm) => {
        completeSnapshot(store);
        const account = pinAccount(store, await alm.account(context.drain), mapping.config.alm.account);
        const bundle = requireBundle(store);
        const plan = usablePlan(store, account, mapping.texts);
        const place: Place = { context, given, store, mapping, alm, bundle, account };
        const sprint = sprintsOf(store, bundle.bundleId).find((one) => one.state !== 'finished');
        if (sprint === undefined)
          return resultOf(place, null, 'nothingLeft', ['Every sprint of the bundle has run.']);
        if (bundle.planId !== plan.planId) throw outdated(bundle);
        if (sprint.state === 'broken') return settle(place, sprint);
        if (!given.execute) return await rehearse(place, sprint);
        const { maxPeopleShare } = mapping.config.limits;
        requireNamedNumber(store, plan, plan.peopleChanged, maxPeopleShare, given.changePeople, 'bundle run');
        requireQuietAccount(store, plan.planId, given.notificationsAreOff, context.effects.now);
        return await execute(place, sprint);
      });
    } finally {
      unlock();
    }
  });
}

function requireBundle(store: Store): BundleRow {
  const bundle = latestBundle(store);
  if (bundle !== undefined) return bundle;
  throw new Failure('BUNDLE-NONE', 'there is no bundle yet', {
    remedy: 'alm-migrate plan --route bundle, then alm-migrate bundle write',
    exitCode: EXIT.usage,
  });
}

function outdated(bundle: BundleRow): Failure {
  return new Failure('BUNDLE-OUTDATED', `${bundle.folder} was written from an earlier plan`, {
    remedy: 'write it again: alm-migrate bundle write',
    exitCode: EXIT.usage,
  });
}

async function rehearse(place: Place, sprint: SprintRow): Promise<Result> {
  const { account, bundle, mapping, alm, context } = place;
  const files = sprintFiles(bundle.folder, sprint.sprint);
  const project = mapping.config.bundle.migrationProjectId ?? null;
  const permission = await canSync(alm.reads, project, context.drain);
  return resultOf(place, sprint, 'dryRun', [
    `Nothing was changed. With --execute, sprint ${sprint.sprint} would be run for ${account.accountName} (${account.accountId}) at ${account.host}:`,
    ...files.map((file) => `  ${file}`),
    `  ${count(sprint.enrolments, 'enrolment')}, ${count(sprint.completions, 'completion')}`,
    permission.can ? 'ALM says that it may begin.' : `ALM says that it may not begin: ${permission.info}`,
  ]);
}

async function execute(place: Place, sprint: SprintRow): Promise<Result> {
  const { account, bundle, mapping, alm, context, given, store } = place;
  const isNew = sprint.state === 'written' || sprint.state === 'starting';
  const files = isNew ? sprintFiles(bundle.folder, sprint.sprint) : [];
  if (isNew && given.drop === undefined && !given.uploaded) throw noFolder(bundle, sprint);
  context.say(
    `${isNew ? 'Changing' : 'Following'} ${account.accountName} (${account.accountId}) at ${account.host}: sprint ${sprint.sprint} of ${bundle.folder}, ${count(sprint.enrolments, 'enrolment')} and ${count(sprint.completions, 'completion')}.`,
  );
  const show = context.progress.begin('running', 'files', null);
  const end = await runSprint(
    {
      store,
      alm,
      effects: context.effects,
      drain: context.drain,
      pollMs: given.poll * 1000,
      onStatus: (jobs) =>
        show(
          jobs.filter((job) => jobEnd(job) !== 'underWay').length,
          jobs.map((job) => `${job.objectName} ${job.jobState}`).join(', '),
        ),
    },
    {
      bundle,
      sprint,
      migrationProjectId: mapping.config.bundle.migrationProjectId ?? null,
      deliver: () => {
        if (given.drop !== undefined) deliverSprint(bundle.folder, files, given.drop);
      },
    },
  );
  return resultOf(place, sprint, end.end, endText(end, sprint), end);
}

function noFolder(bundle: BundleRow, { sprint }: SprintRow): Failure {
  const folder = join(bundle.folder, sprintFolder(sprint));
  return new Failure('BUNDLE-NO-DROP', 'ALM takes the files from the sprint’s FTP or Box folder', {
    remedy: `name it where it is mounted (--drop FOLDER), or upload the files of ${folder} by hand and say --uploaded`,
    place: { file: folder },
    exitCode: EXIT.usage,
  });
}

/** Settles a sprint that ALM broke off by what a snapshot taken since has seen. */
function settle(place: Place, sprint: SprintRow): Result {
  const { store } = place;
  const snapshot = completeSnapshot(store);
  if (sprint.finishedAt === null || snapshot.startedAt <= sprint.finishedAt) {
    throw new Failure(
      'BUNDLE-LOOK-FIRST',
      `sprint ${sprint.sprint} was broken off: ${sprint.message ?? ''}`,
      {
        remedy: 'look what went in: alm-migrate snapshot; then run this again',
        exitCode: EXIT.needsPerson,
      },
    );
  }
  const { wentIn, didNot } = settleBrokenSprint(store, sprint);
  return resultOf(place, sprint, 'settled', [
    `Sprint ${sprint.sprint} was broken off. By the snapshot of ${snapshot.startedAt}:`,
    table([
      [wentIn, 'went in'],
      [didNot, 'did not, and are planned again: alm-migrate bundle write, or alm-migrate plan'],
    ]),
  ]);
}

function endText(end: SprintEnd, sprint: SprintRow): readonly string[] {
  switch (end.end) {
    case 'finished':
      return [`Sprint ${sprint.sprint} has run to its end.`, ...strangeText(end)];
    case 'broken':
      return [
        `Sprint ${sprint.sprint} did not come to its end in order:`,
        ...end.doubts.map(
          (doubt) => `  ${doubt.kind === 'enrol' ? 'enrolments' : 'completions'}: ${doubt.message}`,
        ),
        'What went in is known only by looking: alm-migrate snapshot, then alm-migrate bundle run.',
        ...strangeText(end),
      ];
    case 'notBegun':
      return [`ALM did not begin: ${end.info}. Nothing was changed.`];
    case 'leftRunning':
      return ['Stopped following; ALM goes on by itself. The same command follows it again.'];
    case 'unanswered':
      return [
        'The answer of ALM was lost, so it is not known whether the run has begun.',
        'The same command finds out: it waits until ALM is free, and asks again; what is in already is skipped.',
      ];
    case 'errorFileMissing':
      return [
        'The run has ended, and ALM names files of refused rows that cannot be fetched.',
        'Download them in ALM (Migration, "Download error records"), put them there, and run this again; an empty file says that no row was refused:',
        ...end.files.map((file) => `  ${file}`),
      ];
    case 'nameless':
      return [
        'ALM began, and did not say how it names the run, so it cannot be followed.',
        'Wait in ALM until the run has ended; then alm-migrate snapshot, and alm-migrate bundle run shows what went in.',
      ];
    default:
      return end satisfies never;
  }
}

function strangeText({
  tally,
}: Extract<SprintEnd, { readonly end: 'finished' | 'broken' }>): readonly string[] {
  if (tally.strangeRows === 0) return [];
  return [
    `${count(tally.strangeRows, 'row')} of the error files are none of this sprint's:`,
    ...tally.strange.map((row) => `  ${row.file}:${row.line}  ${row.said}`),
  ];
}

function resultOf(
  place: Place,
  sprint: SprintRow | null,
  end: RunPart['end'],
  head: readonly string[],
  sprintEnd?: SprintEnd,
): Result {
  const { store, bundle, account, given } = place;
  const balance = readBalance(store);
  assertBalanced(balance);
  const outcome = sprint === null ? [] : sprintOutcome(store, bundle.bundleId, sprint.sprint);
  const left = sprintsOf(store, bundle.bundleId).filter((one) => one.state !== 'finished').length;
  const strangeRows = sprintEnd !== undefined && 'tally' in sprintEnd ? sprintEnd.tally.strangeRows : 0;
  const rows = outcome.map((row) => [
    row.count,
    row.kind === 'enrol' ? 'enrolments' : 'completions',
    row.state,
    row.code ?? '',
    row.code === null ? '' : reasonOf(row.code).mend,
  ]);
  const text = [
    ...head,
    ...(end === 'dryRun' || rows.length === 0 ? [] : ['', table(rows)]),
    '',
    balanceText(balance),
    '',
    left > 0
      ? `${count(left, 'sprint is', 'sprints are')} left. Next: alm-migrate bundle run`
      : 'Next: alm-migrate reconcile',
  ];
  const isStuck = outcome.some((row) => row.state === 'failed' || row.state === 'unknown') || strangeRows > 0;
  return {
    exitCode: exitOf(end, isStuck),
    part: {
      account,
      folder: bundle.folder,
      sprint: sprint?.sprint ?? null,
      executed: given.execute,
      end,
      outcome: [...outcome],
      strangeRows,
      sprintsLeft: left,
      balance: { ...balance, defects: [...balance.defects] },
    },
    text: text.join('\n'),
  };
}

function exitOf(end: RunPart['end'], isStuck: boolean): ExitCode {
  if (end === 'leftRunning') return EXIT.interrupted;
  if (
    end === 'notBegun' ||
    end === 'broken' ||
    end === 'unanswered' ||
    end === 'errorFileMissing' ||
    end === 'nameless'
  )
    return EXIT.needsPerson;
  return isStuck ? EXIT.needsPerson : EXIT.clean;
}
