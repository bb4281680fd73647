import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
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
import { temporaryOf, writeArtefact } from '../report/artefact.js';
import { BYTE_ORDER_MARK, csvHeader, csvLine } from '../report/csv.js';
import { type ReportSummary, writeReport } from '../report/index.js';
import { composeManifest, type RecordedFile } from './compose.js';
import type { ConfigurationFile } from './configuration.js';
import { digestOfFile, digestOfText } from './digest.js';
import { CONFIGURATION } from './files.js';
import { byPath, entriesOf, refuseTakenFolder } from './folder.js';
import { MANIFEST, SEAL } from './manifest.js';
import { OPERATION_COLUMNS } from './operations-csv.js';
import { readmeText } from './readme.js';
import { sealText } from './seal.js';

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
  const temporary = temporaryOf(folder);
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    await writeReport(store, join(temporary, 'report'), () => summary);
    for (const { name, bytes } of configuration)
      await writeArtefact(join(temporary, CONFIGURATION, name), [bytes]);
    await writeArtefact(join(temporary, 'audit.csv'), auditTrail(store));
    await writeArtefact(join(temporary, 'plan', 'operations.csv'), operations(store));
    const plans = plansOf(store);
    await writeArtefact(join(temporary, 'plan', 'plans.json'), [`${JSON.stringify(plans, null, 2)}\n`]);
    await writeArtefact(join(temporary, 'README.txt'), [readmeText(summary, configuration)]);

    const files: RecordedFile[] = [];
    for (const { path } of await entriesOf(temporary))
      files.push({ path, ...(await digestOfFile(join(temporary, ...path.split('/')))) });
    files.sort((a, b) => byPath(a.path, b.path));
    const text = composeManifest(summary, plans.length, files);
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
