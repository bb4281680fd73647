import type { Alm, AlmAccount } from '../../alm/index.js';
import {
  addSnapshotRequests,
  beginSnapshot,
  finishSnapshot,
  pagesToRead,
  peopleToRead,
} from '../../staging/index.js';
import { planReports, readReportedUsers, readTranscripts } from './byJobs.js';
import { readCourses, readProfiles, readUsers } from './lists.js';
import { leadsToPaths, readPeople, settlePeople } from './people.js';
import { counted } from './words.js';
import type { SnapshotOptions, SnapshotWork } from './work.js';

/** What a snapshot that was broken off may be old to be gone on with: a week, which the largest takes by jobs. */
const KEEP_MS = 7 * 86_400_000;

export interface TakenSnapshot {
  readonly snapshotId: number;
  /** How many requests it was thought to take, once it was known who is to be read; of this run alone. */
  readonly predictedRequests: number;
}

/**
 * Reads what ALM holds into the store: users, external profiles and their users, the catalogue, and the
 * enrolments with grades of those people whom the exports and the mapping lead to.
 *
 * By jobs, users and enrolments come out of ALM's reports, and only the rest by requests: the catalogue,
 * whose modules no report has, and who belongs to which external profile. One that is broken off goes on
 * where it was: no page, person or report is read twice.
 */
export async function takeSnapshot(options: SnapshotOptions): Promise<TakenSnapshot> {
  const { store, alm, account, effects, via, scope, anew = false } = options;
  const requestsBefore = requestsOf(alm);
  const at = new Date(effects.now()).toISOString();
  const notBefore = anew ? '9999' : new Date(effects.now() - KEEP_MS).toISOString();
  const snapshotId = beginSnapshot(store, pinOf(account), via, at, notBefore, leadsToPaths(scope.crosswalk));
  const work: SnapshotWork = { ...options, snapshotId };
  const requests = (): number => requestsOf(alm) - requestsBefore;
  try {
    if (via === 'jobs') {
      planReports(work);
      await readReportedUsers(work);
    } else await readUsers(work);
    await readProfiles(work);
    await readCourses(work);
    settlePeople(work);
    if (via === 'jobs') await readTranscripts(work);
    const predictedRequests = requests() + predictPeople(work);
    await readPeople(work);
    finishSnapshot(store, snapshotId, requests(), new Date(effects.now()).toISOString());
    return { snapshotId, predictedRequests };
  } catch (error) {
    addSnapshotRequests(store, snapshotId, requests());
    throw error;
  }
}

/** The documented limit of an administrator's GET requests, a minute (alm-facts, section 4). */
const GETS_A_MINUTE = 100;

/** Says beforehand what reading the people costs: a page of ten enrolments is a request. */
function predictPeople({ store, alm, snapshotId, say }: SnapshotWork): number {
  const people = peopleToRead(store, snapshotId).length;
  const requests = pagesToRead(store, snapshotId, alm.settings.enrolmentsPageSize);
  if (people > 0) {
    const minutes = Math.ceil(requests / GETS_A_MINUTE);
    say(
      `To read the enrolments of ${counted(people, 'person', 'people')} takes ${counted(requests, 'request', 'requests')} or more, about ${minutes} min at ${GETS_A_MINUTE} a minute.`,
    );
  }
  return requests;
}

/** The account as the store knows it; one that hides its name goes by its id. */
export function pinOf(account: AlmAccount): { accountId: string; accountName: string; host: string } {
  return {
    accountId: account.accountId,
    accountName: account.name ?? `account ${account.accountId}`,
    host: account.host,
  };
}

function requestsOf(alm: Alm): number {
  return alm.throttle
    .state()
    .filter((bucket) => !bucket.name.endsWith('by the hour'))
    .reduce((sum, bucket) => sum + bucket.granted, 0);
}
