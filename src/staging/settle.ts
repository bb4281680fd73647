/** A version of one record, as the store holds it while a file settles. */
export interface Version {
  readonly recordId: number;
  readonly fileId: number;
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
 * Content comes first: a version that says the same as an earlier one is that one, seen again. What is
 * left of the incoming file is paired with what is left of the older files, and of each pair the newer
 * export wins. Where the key is an identity (an `@id`, a user id, an external RecordID) a key has one
 * current version, and within a file the later row wins. Where it is a natural key
 * (trainingHistoryCsv has no record id), different rows of one file are different records.
 *
 * `versions` come in the order in which they were read; `incomingIsNewer` says of an older file whether
 * the settling file is the newer export.
 */
export function settleKey(
  versions: readonly Version[],
  keyIsIdentity: boolean,
  incomingIsNewer: (olderFileId: number) => boolean,
): readonly Settlement[] {
  const settlements: Settlement[] = [];
  const settled = versions.filter((version) => !version.incoming);
  const fresh: Version[] = [];
  const matched = new Set<number>();
  for (const version of versions) {
    if (!version.incoming) continue;
    const twin = [...settled, ...fresh].find((other) => other.contentHash === version.contentHash);
    if (twin === undefined) {
      fresh.push(version);
    } else {
      matched.add(twin.recordId);
      settlements.push({
        loser: version.recordId,
        winner: twin.recordId,
        relation: 'same',
        counts: 'unchanged',
      });
    }
  }
  if (keyIsIdentity) return [...settlements, ...keepLast(settled, fresh, incomingIsNewer)];

  const open = settled.filter((version) => !matched.has(version.recordId));
  for (const [index, version] of fresh.entries()) {
    const older = open[index];
    if (older === undefined) continue;
    settlements.push(replacement(older, version, incomingIsNewer));
  }
  return settlements;
}

function keepLast(
  settled: readonly Version[],
  fresh: readonly Version[],
  incomingIsNewer: (olderFileId: number) => boolean,
): readonly Settlement[] {
  const settlements: Settlement[] = [];
  const last = fresh.at(-1);
  if (last === undefined) return settlements;
  const older = settled[0];
  const final = older === undefined || incomingIsNewer(older.fileId) ? last : older;
  for (const version of [...(older === undefined ? [] : [older]), ...fresh]) {
    if (version === final) continue;
    settlements.push({
      loser: version.recordId,
      winner: final.recordId,
      relation: 'replaced',
      counts: version.incoming ? 'outdated' : 'changed',
    });
  }
  return settlements;
}

function replacement(
  older: Version,
  incoming: Version,
  incomingIsNewer: (olderFileId: number) => boolean,
): Settlement {
  const [loser, winner] = incomingIsNewer(older.fileId) ? [older, incoming] : [incoming, older];
  return {
    loser: loser.recordId,
    winner: winner.recordId,
    relation: 'replaced',
    counts: loser.incoming ? 'outdated' : 'changed',
  };
}
