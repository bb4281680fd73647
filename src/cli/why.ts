import { z } from 'zod';
import { findUserKey, livesOf, type RecordLife } from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { defineCommand } from './command.js';
import { documentOf } from './document.js';
import { lifeText, verdictOf } from './why-text.js';
import { withStore } from './workspace.js';

const text = z.string();
const row = z.record(z.string(), z.unknown());

const attempt = z.object({
  attemptId: z.int(),
  planId: z.int(),
  key: text,
  kind: text,
  purpose: z.enum(['send', 'probe']),
  method: text,
  path: text,
  startedAt: text,
  durationMs: z.int().nullable(),
  status: z.int().nullable(),
  requestId: text.nullable(),
  outcome: text.nullable(),
  code: text.nullable(),
  message: text.nullable(),
});

const life = z.object({
  kind: z.enum(['user', 'training']),
  recordId: z.int(),
  file: text,
  line: z.int(),
  ordinal: z.int(),
  learningId: text.nullable(),
  title: text.nullable(),
  staged: z.record(z.string(), z.string()),
  earlier: z.array(
    z.object({
      file: text,
      line: z.int(),
      relation: z.enum(['same', 'replaced']),
      content: text.nullable(),
    }),
  ),
  findings: z.array(z.object({ code: text, field: text, value: text })),
  fate: z
    .object({
      fate: text,
      code: text.nullable(),
      note: text.nullable(),
      intoFile: text.nullable(),
      intoLine: z.int().nullable(),
    })
    .nullable(),
  expected: z.array(row),
  operations: z.array(
    z.object({
      operationId: z.int(),
      planId: z.int(),
      key: text,
      kind: text,
      state: text,
      code: text.nullable(),
      message: text.nullable(),
      result: text.nullable(),
      attempts: z.array(attempt),
    }),
  ),
  actual: z.array(row),
  differences: z.array(
    z.object({
      subject: text,
      verdict: text,
      code: text,
      moduleId: text.nullable(),
      expected: text.nullable(),
      actual: text.nullable(),
    }),
  ),
  verdict: z.object({ verdict: text, code: text.nullable(), todo: text }),
});

export const command = defineCommand({
  positional: '<user> [course]',
  options: z.object({
    user: z.string().describe('a legacy user id, an email, or the id of a user in ALM'),
    course: z.string().optional().describe('a legacy learning id or title, or a course or instance in ALM'),
  }),
  output: documentOf('why', {
    userKey: text,
    account: life.nullable(),
    training: z.array(life),
  }),
  examples: [
    [
      'alm-migrate why aberger',
      'the account and every record, from the line of the export to what ALM holds',
    ],
    ['alm-migrate why aberger FIRE-01', 'one course alone'],
  ],
  run: (context, { user, course }) =>
    withStore(context.workspace, async (store) => {
      const userKey = findUserKey(store, user);
      if (userKey === undefined) {
        throw new Failure('WHY-NOBODY', `no staged record belongs to ${JSON.stringify(user)}`, {
          remedy:
            'try the legacy user id or the email; alm-migrate rejects lists the records that could not be staged',
          exitCode: EXIT.usage,
        });
      }
      const { account, training } = livesOf(store, userKey, course ?? null);
      const shown = [...(account === null ? [] : [account]), ...training];
      const head =
        account === null ? `${userKey}: there is no account of this id, only training records` : userKey;
      const none =
        training.length === 0
          ? [
              course === undefined
                ? 'There is no training record.'
                : `There is no record of ${JSON.stringify(course)}.`,
            ]
          : [];
      const told = (one: RecordLife) => ({ ...one, verdict: verdictOf(one) });
      return {
        exitCode: EXIT.clean,
        output: {
          schema: { name: 'why' as const, version: 1 as const },
          userKey,
          account: account === null ? null : told(account),
          training: training.map(told),
        },
        text: [head, ...shown.map(lifeText), ...none].join('\n\n'),
      };
    }),
});
