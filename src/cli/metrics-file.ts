import { resolve } from 'node:path';
import type { Alm } from '../alm/index.js';
import { keepWriting, Meter, metricsText } from '../executor/index.js';
import type { Account, Outcome, Store } from '../staging/index.js';
import { EXIT, Failure } from '../terms/index.js';
import { writeArtefact } from './artefact-file.js';
import type { CommandContext } from './command.js';
import { VERSION } from './version.js';

/** A metrics file that follows a run. */
export interface MetricsFile {
  readonly note: (outcome: Outcome) => void;
  /** Writes the file for the last time, with why the run ended. */
  readonly end: (why: string) => Promise<void>;
}

/** Begins to write a run's metrics into `file`. Throws a `Failure` where it cannot be written. */
export function openMetricsFile(
  context: CommandContext,
  file: string,
  place: { readonly store: Store; readonly alm: Alm },
  run: { readonly account: Account; readonly planId: number },
): MetricsFile {
  const { effects, workspace } = context;
  const meter = new Meter({ ...place, effects }, { ...run, workspace: resolve(workspace), version: VERSION });
  let failed = false;
  const write = (end: string | null): void => {
    try {
      writeArtefact(file, metricsText(meter.facts(end)));
      failed = false;
    } catch (error) {
      if (!failed)
        context.say(`The metrics cannot be written: ${(error as Error).message}. The run goes on.`);
      failed = true;
    }
  };
  try {
    writeArtefact(file, metricsText(meter.facts(null)));
  } catch (error) {
    throw new Failure('METRICS-FILE', `the metrics cannot be written: ${(error as Error).message}`, {
      place: { file },
      remedy: 'name a file in a folder that this user may write to',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
  if (!file.endsWith('.prom')) context.say(`node_exporter reads files that end in .prom only, not ${file}`);
  const over = new AbortController();
  const kept = keepWriting(effects, () => write(null), over.signal);
  return {
    note: (outcome) => meter.note(outcome),
    end: async (why) => {
      over.abort();
      await kept;
      write(why);
    },
  };
}
