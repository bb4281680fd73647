import type { Command } from './command.js';

/** A command's name and what it does, known without loading it: loading one costs as much as starting Node. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

function entry(name: string, summary: string, load: () => Promise<unknown>): CommandEntry {
  return { name, summary, load: async () => ((await load()) as { command: Command }).command };
}

/** In the order in which an engineer meets them. */
export const COMMANDS: readonly CommandEntry[] = [
  entry('demo', 'runs the whole path on bundled files against the sandbox', () => import('./demo.js')),
  entry('init', 'makes a workspace: migration.yaml, crosswalk.csv, .env', () => import('./init.js')),
  entry('stage', 'reads legacy exports into the store', () => import('./stage.js')),
  entry('rejects', 'lists the records that could not be staged, and why', () => import('./rejects.js')),
  entry('profile', 'says what the exports hold, and what is odd in it', () => import('./profile.js')),
  entry('snapshot', 'reads what ALM holds into the store', () => import('./snapshot.js')),
  entry(
    'match',
    'proposes who is who and which course is which, in identities.csv and crosswalk.csv',
    () => import('./match.js'),
  ),
  entry(
    'plan',
    'compares what ALM should hold with what it holds, and writes the difference as a plan',
    () => import('./plan.js'),
  ),
  entry('apply', 'carries the plan out; the same command goes on after a break', () => import('./apply.js')),
  entry(
    'bundle',
    "writes the plan as ALM's migration files, checks such files, and runs them",
    () => import('./bundle.js'),
  ),
  entry('status', 'says where the run is', () => import('./status.js')),
  entry('pause', 'lets a running apply send nothing more until resume', () => import('./pause.js')),
  entry('resume', 'lets a paused apply go on', () => import('./resume.js')),
  entry('speed', "sets the part of ALM's limits that apply may use", () => import('./speed.js')),
  entry('retry', 'puts failed operations back, by kind or reason', () => import('./retry.js')),
  entry('why', 'tells the life of a record, from its line to what ALM holds', () => import('./why.js')),
  entry('audit', 'exports every request that was sent, and what ALM answered', () => import('./audit.js')),
  entry(
    'reconcile',
    'compares ALM with what it should hold, and writes the report',
    () => import('./reconcile.js'),
  ),
  entry(
    'evidence',
    'checks the folder of proof that reconcile --evidence wrote',
    () => import('./evidence.js'),
  ),
  entry('sandbox', 'serves a local ALM to rehearse against', () => import('./sandbox.js')),
];
