import { join } from 'node:path';
import { z } from 'zod';
import { checkCrosswalk } from '../mapping/index.js';
import {
  completeSnapshot,
  makePlan,
  type PlanSummary,
  type SnapshotAge,
  snapshotAge,
} from '../reconcile/index.js';
import { lockWorkspace, readCatalogue } from '../staging/index.js';
import { EXIT, reasonOf } from '../terms/index.js';
import { ageText } from './age-text.js';
import { assertBalanced, balanceText, fatesText } from './balance-text.js';
import { defineCommand } from './command.js';
import {
  accountSchema,
  balanceSchema,
  differenceCountSchema,
  documentOf,
  fateSchema,
  operationCountSchema,
} from './document.js';
import { checkedIdentities, crosswalkFailure, readMapping } from './mapping-files.js';
import { count, duration, integer, table } from './wording.js';
import { FILES, withStore } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    route: z
      .enum(['api', 'bundle', 'auto'])
      .default('api')
      .describe("which way enrolments and completions go: by request, by ALM's migration files, or by size"),
  }),
  output: documentOf('plan', {
    planId: z.int(),
    account: accountSchema,
    snapshotAt: z.string(),
    snapshotAgeHours: z.int(),
    snapshotIsOld: z.boolean(),
    operations: z.array(operationCountSchema),
    peopleReached: z.int(),
    peopleInAlm: z.int(),
    cost: z.array(
      z.object({
        verb: z.enum(['POST', 'PATCH']),
        requests: z.int(),
        perMinute: z.number(),
        hours: z.number(),
      }),
    ),
    routes: z.object({
      wanted: z.enum(['api', 'bundle', 'auto']),
      allByApiHours: z.number(),
      advised: z.enum(['api', 'bundle']),
      records: z.int(),
      recordSprints: z.int(),
      api: z.object({ operations: z.int(), hours: z.number() }),
      bundle: z.object({ operations: z.int(), sprints: z.int(), hours: z.number().nullable() }),
      keptByApi: z.array(z.object({ code: z.string(), count: z.int() })),
    }),
    since: z.object({ planId: z.int(), createdAt: z.string() }).nullable(),
    work: z.object({ all: z.enum(['first', 'mapping']).nullable(), people: z.int() }),
    seats: z.array(
      z.object({
        profile: z.string(),
        limit: z.int().nullable(),
        taken: z.int(),
        toAdd: z.int(),
        short: z.int(),
      }),
    ),
    fates: z.array(fateSchema),
    differences: z.array(differenceCountSchema),
    balance: balanceSchema,
  }),
  examples: [
    ['alm-migrate plan -w acme', 'says what apply would send, what is left out and why, and what it costs'],
    ['alm-migrate plan -w acme --route auto', "history by ALM's migration files, where the API takes days"],
  ],
  run: async (context, options) => {
    const mapping = readMapping(context.workspace);
    return withStore(context.workspace, async (store) => {
      const unlock = lockWorkspace(store, 'plan', context.effects.now);
      try {
        const snapshot = completeSnapshot(store);
        const catalogue = new Map(readCatalogue(store).map((course) => [course.courseId, course]));
        const problems = checkCrosswalk(
          mapping.crosswalk,
          catalogue,
          join(context.workspace, FILES.crosswalk),
        );
        const errors = problems.filter((problem) => problem.severity === 'error');
        if (errors.length > 0) throw crosswalkFailure(errors);
        const doubts = checkedIdentities(context.workspace, store, mapping.identities);
        for (const warning of [...problems, ...doubts])
          context.say(`${warning.file}:${warning.line}  ${warning.code}  ${warning.message}`);
        const show = context.progress.begin('comparing', 'people', null);
        const plan = makePlan(store, mapping, context.effects.now, show, options.route);
        assertBalanced(plan.balance);
        const age = snapshotAge(snapshot, context.effects.now(), mapping.config.alm.snapshotMaxAgeHours);
        if (age.isOld) context.say(oldText(age, mapping.config.alm.snapshotMaxAgeHours));
        const needsPerson =
          (plan.balance.fates?.quarantined ?? 0) + (plan.balance.expected?.contested ?? 0) > 0 ||
          plan.seats.some((row) => row.short > 0);
        return {
          exitCode: needsPerson ? EXIT.needsPerson : EXIT.clean,
          output: {
            schema: { name: 'plan' as const, version: 1 as const },
            ...plan,
            snapshotAgeHours: age.hours,
            snapshotIsOld: age.isOld,
          },
          text: planText(plan, age),
        };
      } finally {
        unlock();
      }
    });
  },
});

const KINDS: Readonly<Record<string, string>> = Object.freeze({
  createProfile: 'create external profiles',
  createUser: 'create internal users',
  addExternalUser: 'add external users to their profile',
  updateUser: 'update users',
  enrol: 'enrol learners',
  grade: 'complete modules',
});

/** After a newer export, a plan holds what has changed: how much of it had to be looked at says so. */
function sinceText({ work, since }: PlanSummary): string {
  if (since === null) return 'The first plan of this workspace.';
  const earlier = `Since plan ${since.planId} (${since.createdAt})`;
  if (work.all === 'mapping') return `${earlier} the mapping has changed, so everything was computed again.`;
  if (work.all !== null) return `${earlier} everything was computed again.`;
  return work.people === 0
    ? `${earlier} no record has changed.`
    : `${earlier} the records of ${count(work.people, 'person', 'people')} have changed; what was sent since then is not in this plan.`;
}

function oldText(age: SnapshotAge, limit: number): string {
  return (
    `The snapshot was begun ${ageText(age)}, and alm.snapshotMaxAgeHours is ${limit}: what ALM has come to hold since then ` +
    'would be sent again. Take a new one first: alm-migrate snapshot'
  );
}

function planText(plan: PlanSummary, age: SnapshotAge): string {
  const total = plan.operations.reduce((sum, row) => sum + row.count, 0);
  const { account } = plan;
  const parts = [
    `Plan ${plan.planId} for ${account.accountName} (${account.accountId}) at ${account.host}, by the snapshot of ${plan.snapshotAt}, begun ${ageText(age)}`,
    sinceText(plan),
    '',
  ];
  if (total === 0) parts.push('Nothing to send: ALM holds everything that can be sent.');
  else {
    parts.push(
      `${count(total, 'operation')} for ${count(plan.peopleReached, 'person', 'people')}`,
      table(plan.operations.map((row) => [row.count, KINDS[row.kind] ?? row.kind])),
      '',
      'Cost by API, at the documented limits',
      table(
        plan.cost.map((row) => [
          row.requests,
          `${row.verb} requests`,
          `at ${row.perMinute} a minute`,
          duration(row.hours * 3_600_000),
        ]),
      ),
    );
  }
  parts.push(...routesText(plan));
  const short = plan.seats.filter((row) => row.short > 0);
  if (short.length > 0) {
    parts.push(
      '',
      'External profiles without enough seats: raise the limit in ALM (or seatLimit in migration.yaml), take a new snapshot, plan again',
      table(
        short.map((row) => [
          row.profile,
          `${integer(row.limit ?? 0)} seats, ${integer(row.taken)} taken, ${integer(row.toAdd)} to add: ${integer(row.short)} short`,
        ]),
      ),
    );
  }
  const contested = plan.differences.filter((row) => row.verdict === 'contested' || row.verdict === 'extra');
  if (contested.length > 0) {
    parts.push(
      '',
      'Left alone in ALM',
      table(contested.map((row) => [row.count, row.subject, row.code, reasonOf(row.code).cause])),
      'Each of them, with what to do: alm-migrate reconcile --dry-run',
    );
  }
  const fates = fatesText(plan.fates);
  if (fates !== '') parts.push('', fates);
  parts.push('', balanceText(plan.balance), '', nextText(total, plan));
  return parts.join('\n');
}

/** What goes which way; silent where everything goes by API because nobody asked for more. */
function routesText({ routes }: PlanSummary): readonly string[] {
  const { api, bundle, keptByApi } = routes;
  if (routes.wanted === 'api' && bundle.operations === 0) {
    if (routes.advised === 'api') return [];
    return [
      '',
      `That is longer than bundle.autoHours in migration.yaml. By ALM’s migration files: up to ${count(routes.records, 'row')}, in ${count(routes.recordSprints, 'sprint')}; alm-migrate plan --route auto takes them.`,
    ];
  }
  const hours = bundle.hours === null ? 'ALM publishes no pace' : duration(bundle.hours * 3_600_000);
  return [
    '',
    'Routes',
    table([
      [api.operations, 'operations', 'by API', duration(api.hours * 3_600_000)],
      [bundle.operations, 'rows', `by bundle, in ${count(bundle.sprints, 'sprint')}`, hours],
    ]),
    ...(keptByApi.length === 0
      ? []
      : [
          table(
            keptByApi.map((row) => [row.count, 'by API all the same', row.code, reasonOf(row.code).cause]),
          ),
        ]),
  ];
}

function nextText(total: number, { routes }: PlanSummary): string {
  if (total === 0) return 'Next: alm-migrate reconcile';
  if (routes.bundle.operations === 0) return `Next: alm-migrate apply (${count(total, 'operation')})`;
  return routes.api.operations === 0
    ? 'Next: alm-migrate bundle write'
    : `Next: alm-migrate apply (${count(routes.api.operations, 'operation')}), then alm-migrate bundle write`;
}
