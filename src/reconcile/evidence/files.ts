import { REPORT_FILES } from '../report/index.js';

/** The files of the folder and what each holds, but for the configuration. */
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

/** Where the files of the workspace go. */
export const CONFIGURATION = 'configuration';

/** Two files out of which the manifest can be made again. */
export const SUMMARY = `report/${REPORT_FILES.summary}`;
export const PLANS = 'plan/plans.json';

/** What a file of the folder holds, in words. */
export function holdingOf(path: string): string {
  return EVIDENCE_FILES[path] ?? 'the file of the workspace, as it was used';
}

/** Whether a path is one that evidence has: what else lies there was added by somebody. */
export function belongsToEvidence(path: string): boolean {
  return EVIDENCE_FILES[path] !== undefined || path.startsWith(`${CONFIGURATION}/`);
}
