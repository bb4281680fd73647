import { join } from 'node:path';
import { type IdentityProposal, matchIdentities, writeIdentities } from '../mapping/index.js';
import { eachAlmUser, eachStagedUser, recordsByPerson, type Store } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import { writeArtefact } from './artefact-file.js';
import type { CommandContext } from './command.js';
import { checkedIdentities, readIdentities, readMigration } from './mapping-files.js';
import { count, table } from './wording.js';
import { FILES } from './workspace.js';

/** `match people`: proposes, keeps what was reviewed, and says what waits for a person. */
export function matchPeopleIn(context: CommandContext, store: Store) {
  const { workspace } = context;
  const { config } = readMigration(workspace);
  const earlier = readIdentities(workspace).rows;
  const reviewed = earlier.filter((row) => row.reviewed === true);
  for (const { file, line, message } of checkedIdentities(workspace, store, reviewed)) {
    context.say(`${file}:${line}  ${message}`);
  }
  const proposals = matchIdentities(eachStagedUser(store), eachAlmUser(store), config);
  const records = recordsByPerson(store);
  const sheet = writeIdentities(earlier, proposals, (userKey) => records.get(userKey) ?? 0);
  const file = join(workspace, FILES.identities);
  writeArtefact(file, sheet.text);

  const decided = new Set(reviewed.map((row) => row.userKey));
  const open = proposals.filter(({ user }) => !decided.has(user.key));
  const waiting = open.filter(({ certain }) => !certain).length;
  const rows = tally(open);
  const text = [
    `${file}: ${count(sheet.proposed, 'proposal')}, ${count(sheet.kept, 'reviewed row')} kept.`,
    table(
      rows.map((row) => [
        row.count,
        WORDS[row.action] ?? row.action,
        row.how === null ? '' : `by ${row.how}`,
      ]),
    ),
    '',
    waiting === 0
      ? 'Nothing waits for a person.\n\nNext: alm-migrate plan'
      : `${count(waiting, 'row waits', 'rows wait')} for a person: they come first in the file. Correct each, set reviewed to yes; until then these accounts do not move.\n\nNext: review the file, then alm-migrate plan`,
  ].join('\n');
  return {
    exitCode: waiting === 0 ? EXIT.clean : EXIT.needsPerson,
    output: {
      schema: { name: 'match' as const, version: 1 as const },
      what: 'people' as const,
      file,
      kept: sheet.kept,
      proposed: sheet.proposed,
      waiting,
      rows,
    },
    text,
  };
}

const WORDS: Readonly<Record<string, string>> = Object.freeze({
  same: 'are in ALM',
  new: 'are new to ALM',
  merge: 'belong to the person of another account',
  undecided: 'have more than one possible answer',
});

function tally(
  proposals: readonly IdentityProposal[],
): { action: string; how: string | null; count: number }[] {
  const counts = new Map<string, { action: string; how: string | null; count: number }>();
  for (const { action, level } of proposals) {
    const key = `${action} ${level ?? ''}`;
    const row = counts.get(key) ?? { action, how: level, count: 0 };
    row.count += 1;
    counts.set(key, row);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1));
}
