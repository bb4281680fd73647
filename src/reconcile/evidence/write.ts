import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  allPlans,
  eachAttempt,
  eachPlanned,
  operationCounts,
  predictionOf,
  type Store,
  storeFailure,
} from '../../staging/index.js';
import { AUDIT_FORMATS } from '../audit.js';
import { writeArtefact } from '../report/artefact.js';
import { BYTE_ORDER_MARK, csvHeader, csvLine } from '../report/csv.js';
import { REPORT_FILES, type ReportSummary, writeReport } from '../report/index.js';
import type { ConfigurationFile } from './configuration.js';
import { digestOfFile, digestOfText } from './digest.js';
import { byPath, entriesOf, refuseTakenFolder } from './folder.js';
import { type EvidenceManifest, MANIFEST, SEAL, sealText } from './manifest.js';
import { OPERATION_COLUMNS } from './operations-csv.js';
import { readmeText } from './readme.js';

/** The files of the folder and what each holds, but for the configuration and the report. */
export const EVIDENCE_FILES: Readonly<Record<string, string>> = Object.freeze({
  'README.txt': 'what this folder is, and how to check it',
  'audit.csv': 'every request that was sent and every look, with what ALM answered',
  'plan/operations.csv': 'what each plan was to send, and what became of it',
  'plan/plans.json': 'each plan: when, for which account, from what, and how many operations of which kind',
  [`report/${REPORT_FILES.page}`]: 'the report for people',
  [`report/${REPORT_FILES.summary}`]: 'every count of the report',
  [`report/${REPORT_FILES.differences}`]: 'where ALM differs from what it should hold',
  [`report/${REPORT_FILES.late}`]: 'what a second look did not find any more',
  [`report/${REPORT_FILES.records}`]: 'every record that was staged, and where it ended',
  [`report/${REPORT_FILES.rejected}`]: 'every record that could not be read',
});
const CONFIGURATION = 'configuration';

export interface WrittenEvidence {
  readonly folder: string;
  /** How many there are, the manifest and its digest among them. */
  readonly files: number;
  /** The digest of the manifest, which covers all the rest: to be kept elsewhere. */
  readonly manifestSha256: string;
}

/**
 * Writes what an auditor needs into a new folder, which gets its name when it is whole. The same store,
 * files and summary give the same bytes. Nothing may write to the store meanwhile.
 */
export async function writeEvidence(
  store: Store,
  folder: string,
  summary: ReportSummary,
  configuration: readonly ConfigurationFile[],
): Promise<WrittenEvidence> {
  refuseTakenFolder(folder);
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}.tmp`);
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    await writeReport(store, join(temporary, 'report'), summary);
    for (const { name, bytes } of configuration)
      await writeArtefact(join(temporary, CONFIGURATION, name), [bytes]);
    await writeArtefact(join(temporary, 'audit.csv'), auditTrail(store));
    await writeArtefact(join(temporary, 'plan', 'operations.csv'), operations(store));
    const plans = plansOf(store);
    await writeArtefact(join(temporary, 'plan', 'plans.json'), [`${JSON.stringify(plans, null, 2)}\n`]);
    await writeArtefact(join(temporary, 'README.txt'), [readmeText(summary, configuration)]);

    const files: EvidenceManifest['files'] = [];
    for (const { path } of await entriesOf(temporary)) {
      const digest = await digestOfFile(join(temporary, ...path.split('/')));
      const holds = EVIDENCE_FILES[path] ?? 'the file of the workspace, as it was used';
      files.push({ path, ...digest, holds });
    }
    files.sort((a, b) => byPath(a.path, b.path));
    const { account, snapshotAt, createdAt, forecast, verdict, tolerances, balance, differences } = summary;
    const manifest: EvidenceManifest = {
      schema: { name: 'evidence', version: 1 },
      tool: { name: 'alm-migrate', version: summary.toolVersion },
      createdAt,
      account,
      snapshotAt,
      forecast,
      verdict,
      tolerances,
      recordsInFiles: balance.recordsInFiles,
      differences: differences.reduce((sum, row) => sum + row.count, 0),
      plans: plans.length,
      sources: [...summary.files],
      files,
    };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    const manifestSha256 = digestOfText(text);
    await writeArtefact(join(temporary, MANIFEST), [text]);
    await writeArtefact(join(temporary, SEAL), [sealText(manifestSha256, files)]);
    await rmdir(folder).catch(() => {});
    await rename(temporary, folder);
    return { folder, files: files.length + 2, manifestSha256 };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw storeFailure(error, folder);
  }
}

function* auditTrail(store: Store): Generator<string> {
  yield BYTE_ORDER_MARK + AUDIT_FORMATS.csv.head;
  for (const attempt of eachAttempt(store)) yield AUDIT_FORMATS.csv.row(attempt);
}

function* operations(store: Store): Generator<string> {
  yield BYTE_ORDER_MARK + csvHeader(OPERATION_COLUMNS);
  for (const operation of eachPlanned(store)) yield csvLine(OPERATION_COLUMNS, operation);
}

/** Every plan with what it was made from, what it was to send, and how far that is. */
function plansOf(store: Store) {
  return allPlans(store).map(({ fingerprint, ...plan }) => ({
    ...plan,
    fingerprint: JSON.parse(fingerprint) as unknown,
    predicted: predictionOf(store, plan.planId),
    operations: operationCounts(store, plan.planId),
  }));
}
