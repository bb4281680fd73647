import { WHOLE_PATH } from './001-whole-path.js';
import { BUNDLE } from './002-bundle.js';
import { PLAN_PREDICTION } from './003-plan-prediction.js';
import { INCREMENTAL } from './004-incremental.js';
import { MENDED_REJECTS } from './005-mended-rejects.js';
import { SNAPSHOT_RESUME } from './006-snapshot-resume.js';
import { GONE_RECORDS } from './007-gone-records.js';
import { SECOND_LOOK } from './008-second-look.js';
import { PERSON_NOTES } from './009-person-notes.js';
import { DURATIONS } from './010-durations.js';
import { NESTED_REJECTS } from './011-nested-rejects.js';
import { SNAPSHOT_PATHS } from './012-snapshot-paths.js';
import { REPORT_INDEXES } from './013-report-indexes.js';

/** Applied in order, each in one transaction; `PRAGMA user_version` says how many were. Never edited once released. */
export const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: 'whole path', sql: WHOLE_PATH },
  { name: 'bundle', sql: BUNDLE },
  { name: 'plan prediction', sql: PLAN_PREDICTION },
  { name: 'incremental', sql: INCREMENTAL },
  { name: 'mended rejects', sql: MENDED_REJECTS },
  { name: 'snapshot resume', sql: SNAPSHOT_RESUME },
  { name: 'gone records', sql: GONE_RECORDS },
  { name: 'second look', sql: SECOND_LOOK },
  { name: 'person notes', sql: PERSON_NOTES },
  { name: 'durations', sql: DURATIONS },
  { name: 'nested rejects', sql: NESTED_REJECTS },
  { name: 'snapshot paths', sql: SNAPSHOT_PATHS },
  { name: 'report indexes', sql: REPORT_INDEXES },
];
