import { TRAINING_TABLE, USER_TABLE } from './record-tables.js';
import type { Store } from './store.js';

/** A file that breaks off. What stood behind the break is not known, unless a whole export has it. */
export interface BrokenFile {
  readonly fileId: number;
  readonly name: string;
  /**
   * Whole exports of its format were staged after it, and together have every record that it has: it has
   * been staged again as it should have been, and neither its end nor what it broke in is missing.
   */
  readonly isMadeUpFor: boolean;
}

const BROKEN = `
  SELECT f.file_id AS fileId, f.name, f.format, EXISTS (SELECT 1 FROM source_file g
    WHERE g.format = f.format AND g.state = 'staged' AND g.file_id > f.file_id) AS hasSuccessor
  FROM source_file f WHERE f.state = 'broken' ORDER BY f.file_id`;

/** The current records of a table that a file said or says, and how many of them no whole later file says. */
const SAID = [USER_TABLE, TRAINING_TABLE].map(
  ({ name }) => `
  SELECT count(*) AS said, coalesce(sum(NOT EXISTS (
    SELECT 1 FROM source_file g WHERE g.format = @format AND g.state = 'staged' AND g.file_id > @fileId AND (
      g.file_id = r.file_id OR g.file_id IN
        (SELECT e.file_id FROM earlier_record e WHERE e.kind = r.kind AND e.record_id = r.record_id)))), 0) AS alone
  FROM ${name} r WHERE r.file_id = @fileId OR r.record_id IN
    (SELECT e.record_id FROM earlier_record e WHERE e.file_id = @fileId AND e.kind = r.kind)`,
);

/** In the order in which they were staged. Looks at records only where a whole file of the same format came later. */
export function brokenFiles(store: Store): readonly BrokenFile[] {
  const files = store.prepare(BROKEN).all() as {
    readonly fileId: number;
    readonly name: string;
    readonly format: string;
    readonly hasSuccessor: number;
  }[];
  return files.map(({ fileId, name, format, hasSuccessor }) => {
    const isMadeUpFor = hasSuccessor === 1 && isSaidAgain(store, fileId, format);
    return { fileId, name, isMadeUpFor };
  });
}

function isSaidAgain(store: Store, fileId: number, format: string): boolean {
  let all = 0;
  for (const statement of SAID) {
    const { said, alone } = store.prepare(statement).get({ fileId, format }) as {
      readonly said: number;
      readonly alone: number;
    };
    if (alone > 0) return false;
    all += said;
  }
  return all > 0;
}
