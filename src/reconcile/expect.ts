import { createHash } from 'node:crypto';
import {
  type AlmPerson,
  type CatalogueCourse,
  type CrosswalkRow,
  expectOutcomes,
  expectPopulation,
  type IdentityRow,
  type MigrationConfig,
  NO_ACCOUNT,
  type PersonExcluded,
  type Resolve,
  resolver,
} from '../mapping/index.js';
import {
  almUserReader,
  type ExpectedWriter,
  eachPersonsTraining,
  eachStagedUser,
  expectedStaleness,
  markStalePeople,
  mergedInto,
  readCatalogue,
  replaceExpected,
  replacePeople,
  type StagedTraining,
  type Store,
  setExpectedBasis,
  stalePeople,
  standingReader,
  trainingReader,
  updateExpected,
} from '../staging/index.js';

/** What the expected state is made from, beside the store. */
export interface MappingInputs {
  readonly config: MigrationConfig;
  readonly crosswalk: readonly CrosswalkRow[];
  /** Rows of identities.csv; none where there is no such file. */
  readonly identities?: readonly IdentityRow[];
}

/** How much of the expected state was computed. */
export interface ExpectedWork {
  /** Why everything was: there was nothing yet, or the mapping has changed; null where only changes were. */
  readonly all: 'first' | 'mapping' | null;
  /** Legacy user ids whose records were asked again. */
  readonly people: number;
}

/** Raised when the rules below give another expected state for the same inputs: what is stored is then computed anew. */
const RULES_VERSION = 2;

/**
 * Brings the expected state in the store up to what was staged and the mapping.
 *
 * People come first, because a record shares the fate of its person; then the records of one person
 * after the other, so that memory holds one person's history at a time. Nobody's expected rows depend on
 * anybody else's records, so only those are computed again whose records or standing have changed; what
 * comes out is the same as if everything had been.
 */
export function buildExpected(
  store: Store,
  inputs: MappingInputs,
  onProgress: (people: number) => void = () => {},
): ExpectedWork {
  const catalogue = readCatalogue(store);
  const mapping = digestOf(inputs, catalogue);
  const resolve = resolver(
    inputs.crosswalk,
    new Map<string, CatalogueCourse>(catalogue.map((course) => [course.courseId, course])),
    inputs.config.external.by,
  );
  return store.transaction(() => {
    const stale = expectedStaleness(store, mapping, leadsToAlm(inputs));
    markStalePeople(store);
    if (stale.accounts) settlePopulation(store, inputs);
    const desk = { store, resolve, config: inputs.config, merged: mergedInto(store), onProgress };
    const people = stale.all ? computeAll(desk) : computeChanged(desk);
    setExpectedBasis(store, mapping, stale.all);
    return { all: stale.why, people };
  })();
}

function digestOf(inputs: MappingInputs, catalogue: readonly unknown[]): string {
  const { config, crosswalk, identities = [] } = inputs;
  return createHash('sha256')
    .update(JSON.stringify([RULES_VERSION, config, crosswalk, identities, catalogue]))
    .digest('hex')
    .slice(0, 32);
}

function leadsToAlm({ identities = [] }: MappingInputs): boolean {
  return identities.some(({ action, almUser }) => action === 'same' && almUser !== null);
}

/** Who becomes whom: all accounts, because a clash is between two of them. */
function settlePopulation(store: Store, inputs: MappingInputs): void {
  const almUser: (id: string) => AlmPerson | undefined = almUserReader(store);
  const { residents, fates, standings } = expectPopulation(
    eachStagedUser(store),
    inputs.config,
    inputs.identities ?? [],
    almUser,
  );
  const written = new Map<string, string>();
  for (const [userKey, standing] of standings) {
    const isOwn = 'carrier' in standing && standing.carrier === userKey;
    written.set(userKey, isOwn ? MOVES : JSON.stringify(standing));
  }
  replacePeople(
    store,
    residents.map(({ person, recordId, almUserId, notes }) => ({
      ...person,
      recordId,
      ledTo: almUserId,
      notes,
    })),
    fates.map((fate) => ({ kind: 'user' as const, ...fate })),
    written,
  );
}

/** The standing of somebody who carries the own records: most people. */
const MOVES = '"moves"';

interface Desk {
  readonly store: Store;
  readonly resolve: Resolve;
  readonly config: MigrationConfig;
  /** Who carries whose records. */
  readonly merged: ReadonlyMap<string, readonly string[]>;
  readonly onProgress: (people: number) => void;
}

function computeAll(desk: Desk): number {
  const { store, merged } = desk;
  const standing = standingReader(store);
  const records = trainingReader(store);
  let people = 0;
  replaceExpected(store, (writer) => {
    const waiting = new Map(merged);
    for (const { userKey, records: own } of eachPersonsTraining(store)) {
      const text = standing(userKey);
      if (carrierOf(userKey, text) !== userKey) continue;
      const others = waiting.get(userKey) ?? [];
      waiting.delete(userKey);
      writePerson(desk, writer, userKey, text, [...own, ...others.flatMap(records)]);
      people += 1 + others.length;
      if (people % 1000 === 0) desk.onProgress(people);
    }
    // Who has no records of the own did not come up above.
    for (const [carrier, others] of waiting) {
      writePerson(desk, writer, carrier, standing(carrier), others.flatMap(records));
      people += others.length;
    }
  });
  return people;
}

const PAGE = 1000;

function computeChanged(desk: Desk): number {
  const { store, merged } = desk;
  const standing = standingReader(store);
  const records = trainingReader(store);
  let people = 0;
  updateExpected(store, (writer) => {
    const done = new Set<string>();
    let after: string | null = null;
    for (;;) {
      const page: readonly string[] = stalePeople(store, after, PAGE);
      for (const userKey of page) {
        const carrier = carrierOf(userKey, standing(userKey));
        if (done.has(carrier)) continue;
        // Only a carrier comes up twice, by its own key and by those it carries.
        if (merged.has(carrier)) done.add(carrier);
        const group = [carrier, ...(merged.get(carrier) ?? [])];
        for (const member of group) writer.clear(member);
        writePerson(desk, writer, carrier, standing(carrier), group.flatMap(records));
        people += group.length;
      }
      const last = page.at(-1);
      if (last === undefined) return;
      after = last;
      desk.onProgress(people);
    }
  });
  return people;
}

function carrierOf(userKey: string, standing: string | null): string {
  if (standing === null || !standing.startsWith('{"carrier":')) return userKey;
  return (JSON.parse(standing) as { carrier: string }).carrier;
}

function writePerson(
  desk: Desk,
  writer: ExpectedWriter,
  userKey: string,
  standing: string | null,
  records: readonly StagedTraining[],
): void {
  const { outcomes, fates } = expectOutcomes({
    userKey,
    records,
    resolve: desk.resolve,
    config: desk.config,
    excluded: exclusionOf(standing),
  });
  writer.begin(userKey);
  for (const outcome of outcomes) writer.enrolment(outcome);
  for (const { recordId, fate, code, intoRecord, note } of fates) {
    writer.fate({ kind: 'training', recordId, fate, code, intoRecord, note });
  }
}

function exclusionOf(standing: string | null): PersonExcluded | null {
  if (standing === null) return NO_ACCOUNT;
  return standing === MOVES ? null : (JSON.parse(standing) as PersonExcluded);
}
