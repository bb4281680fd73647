/** A version of one record, as the store holds it while a file settles. */
export interface Version {
  readonly recordId: number;
  /** The file it came with, and those that have said the same since: the newest of them speaks for it. */
  readonly fileIds: readonly number[];
  readonly contentHash: string;
  /** True for the records of the file that settles now. */
  readonly incoming: boolean;
}

/** `loser` leaves the table of current records: it is the same as `winner`, or was replaced by it. */
export interface Settlement {
  readonly loser: number;
  readonly winner: number;
  readonly relation: 'same' | 'replaced';
  /** What this says of the incoming file's record: it told something new of a known key, or it did not. */
  readonly counts: 'unchanged' | 'changed' | 'outdated';
}

/**
 * Decides which of several versions under one key stay current.
 *
 * Where the key is an identity (an `@id`, a user id, an external RecordID), it has one current version.
 * The last row of a file is what the file says, and of two files the newer export counts. Where it is a
 * natural key (trainingHistoryCsv has no record id), different rows of one file are different records:
 * what says the same as an earlier one is that one, seen again, and what is left of the incoming file is
 * paired with what is left of the older files. Of each pair the newer export counts.
 *
 * `versions` come in the order in which they were read; `incomingIsNewer` says of an older file whether
 * the settling file is the newer export.
 */
export function settleKey(
  versions: readonly Version[],
  keyIsIdentity: boolean,
  incomingIsNewer: (olderFileId: number) => boolean,
): readonly Settlement[] {
  const settled = versions.filter((version) => !version.incoming);
  const incoming = versions.filter((version) => version.incoming);
  return keyIsIdentity
    ? settleIdentity(settled[0], incoming, incomingIsNewer)
    : settleNatural(settled, incoming, incomingIsNewer);
}

function settleIdentity(
  older: Version | undefined,
  incoming: readonly Version[],
  incomingIsNewer: (olderFileId: number) => boolean,
): readonly Settlement[] {
  const last = incoming.at(-1);
  if (last === undefined) return [];
  const staysOlder =
    older !== undefined && (older.contentHash === last.contentHash || !older.fileIds.every(incomingIsNewer));
  const winner = staysOlder ? older : last;
  const settlements: Settlement[] = [];
  for (const version of older === undefined ? incoming : [older, ...incoming]) {
    if (version === winner) continue;
    if (!version.incoming) settlements.push(replaced(version, winner, 'changed'));
    else if (version.contentHash === winner.contentHash) settlements.push(same(version, winner));
    else settlements.push(replaced(version, winner, 'outdated'));
  }
  return settlements;
}

function settleNatural(
  settled: readonly Version[],
  incoming: readonly Version[],
  incomingIsNewer: (olderFileId: number) => boolean,
): readonly Settlement[] {
  const settlements: Settlement[] = [];
  const fresh: Version[] = [];
  const matched = new Set<Version>();
  const byContent = new Map(settled.map((version) => [version.contentHash, version]));
  for (const version of incoming) {
    const twin = byContent.get(version.contentHash);
    if (twin === undefined) {
      fresh.push(version);
      byContent.set(version.contentHash, version);
    } else {
      matched.add(twin);
      settlements.push(same(version, twin));
    }
  }
  const open = settled.filter((version) => !matched.has(version));
  for (const [index, version] of fresh.entries()) {
    const older = open[index];
    if (older === undefined) break;
    const newer = older.fileIds.every(incomingIsNewer);
    settlements.push(newer ? replaced(older, version, 'changed') : replaced(version, older, 'outdated'));
  }
  return settlements;
}

function same(loser: Version, winner: Version): Settlement {
  return { loser: loser.recordId, winner: winner.recordId, relation: 'same', counts: 'unchanged' };
}

function replaced(loser: Version, winner: Version, counts: 'changed' | 'outdated'): Settlement {
  return { loser: loser.recordId, winner: winner.recordId, relation: 'replaced', counts };
}
