import { z } from 'zod';
import { BALANCE_SHARE, type Facts, readFacts, serveFacts, watchFacts } from '../live/index.js';
import type { Store } from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { assertBalanced } from './balance-text.js';
import { type CommandContext, defineCommand } from './command.js';
import { documentOf } from './document.js';
import { factsShape } from './status-document.js';
import { statusLine, statusPicture } from './status-picture.js';
import { statusText } from './status-text.js';
import { withStore, withStoreToRead } from './workspace.js';

export const command = defineCommand({
  positional: '',
  options: z.object({
    watch: z
      .boolean()
      .default(false)
      .describe(
        'shows it until the command that is at work ends; with --json one document a change, a line each',
      ),
    serve: z
      .boolean()
      .default(false)
      .describe('shows it on a page that only this machine can open, until Ctrl-C'),
    port: z.int().min(0).max(65535).default(0).describe('of --serve; 0 takes a free one'),
  }),
  output: documentOf('status', factsShape),
  examples: [
    ['alm-migrate status -w acme', 'from any terminal, also while apply runs'],
    ['alm-migrate status -w acme --watch', 'the same, drawn anew until apply ends'],
    ['alm-migrate status -w acme --serve --port 8600', 'the same as a page: http://127.0.0.1:8600/…'],
  ],
  onInterrupt: '',
  run: async (context, { watch, serve, port }) => {
    if (watch && serve) {
      throw new Failure('CLI-OPTION', '--watch and --serve are two ways to look at the same', {
        remedy: 'give one of them; both can run beside each other, in two terminals',
        exitCode: EXIT.usage,
      });
    }
    if (!watch && !serve) {
      return withStore(context.workspace, async (store) => resultOf(readFacts(store, context.effects.now())));
    }
    return withStoreToRead(context.workspace, async (store) =>
      resultOf(serve ? await served(context, store, port) : await watched(context, store)),
    );
  },
});

function resultOf(facts: Facts) {
  if (!facts.isRunning) assertBalanced(facts.balance);
  return { exitCode: EXIT.clean, output: documentOfFacts(facts), text: statusText(facts) };
}

function documentOfFacts(facts: Facts) {
  const { snapshotOf: _, ...shown } = facts;
  return { schema: { name: 'status' as const, version: 1 as const }, ...shown };
}

/** Shows the facts until nothing is at work any more; gives the last of them. */
async function watched(
  { effects, screen, emit, drain, asJson }: CommandContext,
  store: Store,
): Promise<Facts> {
  // The picture has no balance in it: counting one would only keep Ctrl-C waiting.
  const balanceShare = asJson ? BALANCE_SHARE : 0;
  try {
    for await (const facts of watchFacts(store, effects, drain, balanceShare)) {
      if (!facts.isRunning) return facts;
      screen.show(statusPicture(facts, effects.now()), statusLine(facts));
      emit(documentOfFacts(facts));
    }
  } finally {
    screen.clear();
  }
  throw new Failure('INTERRUPTED', 'stopped watching; the run itself goes on', {
    remedy: 'alm-migrate status --watch watches it again; alm-migrate pause lets it send nothing more',
    exitCode: EXIT.interrupted,
  });
}

/** Serves the page until Ctrl-C; gives the facts as they are then. */
async function served({ effects, say, drain }: CommandContext, store: Store, port: number): Promise<Facts> {
  const page = await serveFacts(store, effects, { port, signal: drain });
  say(`The run, live, for this machine alone: ${page.url}`);
  say('Ctrl-C ends the page; the run goes on.');
  await page.ended;
  return readFacts(store, effects.now());
}
