import type { ReportSummary } from '../report/index.js';
import type { ConfigurationFile } from './configuration.js';
import { SEAL } from './manifest.js';

/** README.txt: for somebody who finds the folder in years, without this program. */
export function readmeText(summary: ReportSummary, configuration: readonly ConfigurationFile[]): string {
  const { account, createdAt, snapshotAt, toolVersion } = summary;
  const names = configuration.map(({ name }) => name).join(', ');
  return `Evidence of a migration from PeopleFluent LMS into Adobe Learning Manager

Account     ${account.accountName} (${account.accountId}) at ${account.host}
ALM read    ${snapshotAt}
Made        ${createdAt} by alm-migrate ${toolVersion}${summary.forecast ? '\nForecast    nothing had been sent when this was made' : ''}

report/report.html        open this first: the verdict, the counts, and what differs with its reason
report/*.csv, *.json      everything that the page sums up, row by row
configuration/            ${names}, as they were used
plan/                     what was to be sent, and what became of each operation
audit.csv                 every request, when it left, and what ALM answered
manifest.json             what this was made of: the legacy exports with their SHA-256, and each file here with its own
${SEAL}           the SHA-256 of the manifest and of each file

To check that nothing was changed:

    alm-migrate evidence verify FOLDER

or without that program, in this folder:

    sha256sum -c ${SEAL}

That proves as much as the digest of manifest.json does: compare it with the one that was written down elsewhere
when this folder was made (alm-migrate evidence verify FOLDER --seal DIGEST does so). The legacy exports are not in here;
who keeps them can add --sources FILE... to hold them against the digests that were taken when they were read.

These files name people and what they learned. Keep them as you keep the exports themselves.
No credentials are in them.
`;
}
