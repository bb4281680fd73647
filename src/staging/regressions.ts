import type { Store } from './store.js';

/** What a person has behind them once it is so. */
const DONE = "('completed', 'selfAsserted', 'waived', 'passed')";

/**
 * Notes where a record was completed once and its current version is not, as a finding of the current
 * one. The note goes along when a version is replaced in turn, so that it stands in the same place
 * whatever the order in which the exports were staged.
 */
export function noteRegressions(store: Store): (loser: number, winner: number) => void {
  store.exec(`CREATE INDEX IF NOT EXISTS record_finding_regressed ON record_finding (file_id, ordinal)
    WHERE code = 'PF-STATUS-REGRESSED'`);
  const before = store.prepare(
    `SELECT r.status_term IN ${DONE} AS done, coalesce(r.status, r.status_term) AS status, r.file_id AS fileId,
       r.ordinal, f.code IS NOT NULL AS noted
     FROM training_record r LEFT JOIN record_finding f
       ON f.file_id = r.file_id AND f.ordinal = r.ordinal AND f.code = 'PF-STATUS-REGRESSED'
     WHERE record_id = ?`,
  );
  const take = store.prepare(
    `DELETE FROM record_finding WHERE file_id = ? AND ordinal = ? AND code = 'PF-STATUS-REGRESSED'`,
  );
  const put = store.prepare(`INSERT INTO record_finding VALUES (?, ?, 'PF-STATUS-REGRESSED', 'status', ?)`);
  return (loser, winner) => {
    const lost = before.get(loser) as Side | undefined;
    const won = before.get(winner) as Side | undefined;
    if (lost === undefined || won === undefined) return;
    if (lost.noted === 1) take.run(lost.fileId, lost.ordinal);
    if (won.done === 1 || won.noted === 1 || (lost.done === 0 && lost.noted === 0)) return;
    put.run(won.fileId, won.ordinal, won.status);
  };
}

interface Side {
  readonly done: 0 | 1;
  readonly status: string;
  readonly fileId: number;
  readonly ordinal: number;
  readonly noted: 0 | 1;
}
