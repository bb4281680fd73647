import type { SprintCut } from '../../staging/index.js';
import type { IdForms } from './forms.js';
import type { FileNames } from './sprints.js';
import { sprintFolder } from './sprints.js';

/** What a bundle holds, for the page that lies beside its files. */
export interface BundleFacts {
  readonly accountName: string;
  readonly accountId: string;
  readonly host: string;
  readonly planId: number;
  readonly createdAt: string;
  readonly cuts: readonly SprintCut[];
  readonly standIns: number;
  readonly users: { readonly active: number; readonly deleted: number };
  readonly catalogueCourses: number;
  /** Operations of the bundle that wait for people or enrolments which go by API. */
  readonly notYet: number;
  readonly forms: IdForms;
  readonly names: FileNames;
}

/** README.md of a bundle: what is in it, and what the engineer does with it, step by step. */
export function readme(facts: BundleFacts): string {
  const { cuts } = facts;
  const rows = cuts.reduce((sum, cut) => sum + cut.enrolments + cut.completions, 0);
  return [
    `# Bundle for ${facts.accountName} (${facts.accountId}) at ${facts.host}`,
    '',
    `Written from plan ${facts.planId} at ${facts.createdAt}. ${rows} rows in ${cuts.length === 1 ? 'one sprint' : `${cuts.length} sprints`}, as ALM's migration wants them: UTF-8 without byte order mark, CRLF, instants in UTC with milliseconds, \`retrofit\` TRUE, ids of ALM.`,
    '',
    ...table(facts),
    ...notes(facts),
    '## What to do',
    '',
    ...numbered(steps(facts)),
    '',
    '## What the documents leave open',
    '',
    `- In which form a file names a course, an instance and a module. These files use \`courseIdForm: ${facts.forms.courseIdForm}\`, \`instanceIdForm: ${facts.forms.instanceIdForm}\`, \`moduleIdForm: ${facts.forms.moduleIdForm}\` of migration.yaml. Try a sprint of a few rows first (\`sprintRows: 10\`); where ALM says "Not a valid Learning Manager Id", change the setting, plan and write again.`,
    `- Whether the files of a retrofit are called \`enrollment.csv\` or \`retrofit_enrollment.csv\`: \`fileNames: ${facts.names}\`. Ask Adobe's support.`,
    '- How many rows a sprint may have, and how long it takes: not published.',
    '- A run cannot be undone. A sprint that is run again skips what has not changed.',
    '',
  ].join('\n');
}

function table({ cuts, catalogueCourses, users }: BundleFacts): readonly string[] {
  const lines = ['| folder | rows |', '| --- | --- |'];
  if (users.active + users.deleted > 0) {
    lines.push(
      `| \`users\` | ${counted(users.active, 'active person', 'active people')}, ${counted(users.deleted, 'leaver')} as deleted users: for an upload by hand or a connector, not for a sprint |`,
    );
  }
  if (catalogueCourses > 0) {
    lines.push(
      `| \`catalogue\` | ${counted(catalogueCourses, 'course')} without content, to carry history |`,
    );
  }
  for (const { sprint, enrolments, completions } of cuts) {
    lines.push(
      `| \`${sprintFolder(sprint)}\` | ${counted(enrolments, 'enrolment')}, ${counted(completions, 'completion')} |`,
    );
  }
  return [...lines, ''];
}

function notes({ standIns, notYet }: BundleFacts): readonly string[] {
  const lines: string[] = [];
  if (standIns > 0) {
    lines.push(
      `Enrolments that carry the day of their start, or of their completion, as \`dateEnrolled\`: ${standIns}. The column is mandatory, and the exports name no day of enrolment for them.`,
      '',
    );
  }
  if (notYet > 0) {
    lines.push(
      `Rows that are not here yet: ${notYet}. They stand on people or enrolments that ALM gets by API first. Run \`alm-migrate apply\`, then write the bundle again.`,
      '',
    );
  }
  return lines;
}

function steps(facts: BundleFacts): readonly string[] {
  const { users, catalogueCourses, cuts } = facts;
  const list = [
    'Check the files: `alm-migrate bundle check DIR`, with this folder for DIR. It must end without an error.',
    'Have the migration feature enabled by Adobe’s support, and ALM’s notifications of enrolments and completions switched off.',
  ];
  if (users.active + users.deleted > 0) {
    list.push(
      'Upload `users/users.csv` as an administrator (Users > Add > Upload a CSV), map its columns, and wait until everybody is there. Then take a new snapshot and plan again: `alm-migrate snapshot`, `alm-migrate plan --route bundle`, `alm-migrate bundle write`.',
    );
  }
  list.push(
    'As integration administrator, create a migration project and a sprint in ALM. Only one project of the account, and one sprint of the project, may be active. Tick "Users have been added or modified since the last run".',
  );
  if (catalogueCourses > 0) {
    list.push(
      'Put the files of `catalogue` into the sprint’s folder and start the run in ALM. When it has ended, take a new snapshot, add the new courses to crosswalk.csv (their LO unique id is the legacy id), plan again and write the bundle again: the history follows then.',
    );
  }
  if (cuts.length > 0) {
    list.push(
      'For each sprint folder, in the order of their numbers: `alm-migrate bundle run` says what it would do; `alm-migrate bundle run --execute --drop FOLDER` puts the files into the sprint’s FTP or Box folder (FOLDER, where it is mounted), starts the run, follows it, and reads the error files back. Without a mounted folder, upload the files by hand and say `--uploaded` instead of `--drop FOLDER`.',
      'Rows that ALM refused stand on their records: `alm-migrate status`. Mend what was wrong, then plan again: the rest goes by either route.',
      'Mark the sprint as complete in ALM only when `alm-migrate reconcile` is content: a complete sprint cannot be run again.',
    );
  }
  return list;
}

function numbered(items: readonly string[]): readonly string[] {
  return items.map((item, index) => `${index + 1}. ${item}`);
}

function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${value} ${value === 1 ? singular : plural}`;
}
