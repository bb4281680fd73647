import { listEnrolments } from '../../alm/index.js';
import { expectPopulation, isPath } from '../../mapping/index.js';
import {
  almUserReader,
  eachStagedUser,
  peopleToRead,
  replaceEnrolments,
  settleScope,
} from '../../staging/index.js';
import { enrolmentRow } from './rows.js';
import type { SnapshotWork } from './work.js';

/** How many people's enrolments are read at a time; the throttle sets the pace. */
const READERS = 8;

/** Whose history is read: whom the staged accounts, the mapping or identities.csv lead to. */
export function settlePeople({ store, snapshotId, scope }: SnapshotWork): void {
  const { config, identities } = scope;
  const { residents } = expectPopulation(eachStagedUser(store), config, identities, almUserReader(store));
  settleScope(store, snapshotId, {
    emails: residents.map(({ person }) => person.email),
    uniqueIds: residents.map(({ person }) => person.uniqueId),
    almUserIds: identities.flatMap(({ almUser }) => (almUser === null ? [] : [almUser])),
  });
}

/** Whether enrolments in learning paths matter: where no row leads to one, they are nobody's business. */
export function leadsToPaths(crosswalk: SnapshotWork['scope']['crosswalk']): boolean {
  return crosswalk.some(({ course }) => course !== null && isPath(course));
}

/** The enrolments with grades of everybody in scope whom this snapshot has not read yet. */
export async function readPeople(work: SnapshotWork): Promise<void> {
  const { alm, store, snapshotId, signal } = work;
  const people = peopleToRead(store, snapshotId);
  const withPaths = leadsToPaths(work.scope.crosswalk);
  let next = 0;
  let done = 0;
  const reader = async (): Promise<void> => {
    for (;;) {
      const almUserId = people[next];
      next += 1;
      if (almUserId === undefined) return;
      const enrolments = await listEnrolments(alm.reads, almUserId, alm.settings, signal, withPaths);
      replaceEnrolments(
        store,
        snapshotId,
        almUserId,
        await Promise.all(enrolments.map((one) => enrolmentRow(alm, one, signal))),
      );
      done += 1;
      work.onProgress('people', done, people.length);
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
}
