import {
  type CatalogueCourse,
  type CrosswalkRow,
  expectOutcomes,
  expectPerson,
  findClashes,
  type MigrationConfig,
  NO_ACCOUNT,
  type PersonExcluded,
  resolver,
} from '../mapping/index.js';
import {
  type ExpectedPerson,
  type ExpectedWriter,
  eachPersonsTraining,
  eachStagedUser,
  readCatalogue,
  replaceExpected,
  type Store,
} from '../staging/index.js';

/** What the expected state is made from, beside the store. */
export interface MappingInputs {
  readonly config: MigrationConfig;
  readonly crosswalk: readonly CrosswalkRow[];
}

/**
 * Computes what ALM should hold from what was staged, and replaces the expected state in the store.
 *
 * People come first, because a record shares the fate of its person; then the records of one person
 * after the other, so that memory holds one person's history at a time.
 */
export function buildExpected(
  store: Store,
  inputs: MappingInputs,
  onProgress: (people: number) => void = () => {},
): void {
  const catalogue = new Map<string, CatalogueCourse>(
    readCatalogue(store).map((course) => [course.courseId, course]),
  );
  const resolve = resolver(inputs.crosswalk, catalogue, inputs.config.external.by);
  replaceExpected(store, (writer) => {
    const excluded = expectPeople(store, inputs.config, writer);
    let people = 0;
    for (const { userKey, records } of eachPersonsTraining(store)) {
      const standing = excluded.get(userKey);
      const { outcomes, fates } = expectOutcomes({
        userKey,
        records,
        resolve,
        config: inputs.config,
        excluded: standing === undefined ? NO_ACCOUNT : standing === 'moves' ? null : standing,
      });
      for (const outcome of outcomes) writer.enrolment(outcome);
      for (const fate of fates) writer.fate({ kind: 'training', ...fate });
      people += 1;
      if (people % 1000 === 0) onProgress(people);
    }
  });
}

/** Whether each account moves, and if not, why. */
type Standing = ReadonlyMap<string, 'moves' | PersonExcluded>;

function expectPeople(store: Store, config: MigrationConfig, writer: ExpectedWriter): Standing {
  const standing = new Map<string, 'moves' | PersonExcluded>();
  const expected = new Map<string, ExpectedPerson>();
  for (const user of eachStagedUser(store)) {
    const decision = expectPerson(user, config);
    if (decision.fate === 'expected') {
      expected.set(user.key, { ...decision.person, recordId: user.recordId });
      standing.set(user.key, 'moves');
    } else {
      const { fate, code, note } = decision;
      standing.set(user.key, { fate, code, note });
      writer.fate({ kind: 'user', recordId: user.recordId, fate, code, intoRecord: null, note });
    }
  }
  for (const clash of findClashes(expected.values())) {
    for (const userKey of clash.userKeys) {
      const person = expected.get(userKey);
      if (person === undefined) continue;
      expected.delete(userKey);
      const note = `${clash.value}: ${clash.userKeys.join(', ')}`;
      const excluded = { fate: 'quarantined', code: clash.code, note } as const;
      standing.set(userKey, excluded);
      writer.fate({ kind: 'user', recordId: person.recordId, intoRecord: null, ...excluded });
    }
  }
  for (const person of expected.values()) {
    writer.person(person);
    writer.fate({
      kind: 'user',
      recordId: person.recordId,
      fate: 'expected',
      code: null,
      intoRecord: null,
      note: null,
    });
  }
  return standing;
}
