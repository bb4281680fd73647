import { join } from 'node:path';
import { type CourseProposal, matchCourses, parseCrosswalk, proposeCrosswalk } from '../mapping/index.js';
import { legacyCourses, readCatalogue, type Store } from '../staging/index.js';
import { EXIT } from '../terms/index.js';
import { writeArtefact } from './artefact-file.js';
import type { CommandContext } from './command.js';
import { crosswalkFailure, readSheetText } from './mapping-files.js';
import { count, table } from './wording.js';
import { FILES } from './workspace.js';

/** `match courses`: proposes a row for each course without one, and keeps every row that somebody decided on. */
export function matchCoursesIn(context: CommandContext, store: Store) {
  const file = join(context.workspace, FILES.crosswalk);
  const earlier = readSheetText(context.workspace, FILES.crosswalk);
  const problems = earlier === '' ? [] : parseCrosswalk(earlier, file).problems;
  const errors = problems.filter(({ severity }) => severity === 'error');
  // A sheet that cannot be read whole would lose the rest when it is written.
  if (errors.length > 0) throw crosswalkFailure(errors);
  const sheet = proposeCrosswalk(earlier, matchCourses(legacyCourses(store), readCatalogue(store)));
  writeArtefact(file, sheet.text);
  const rows = tally(sheet.proposed);
  const waiting = sheet.proposed.length;
  const text = [
    `${file}: ${count(waiting, 'proposal')}, ${count(sheet.kept, 'row')} kept.`,
    table(
      rows.map((row) => [
        row.count,
        WORDS[row.action] ?? row.action,
        row.how === null ? '' : `by ${row.how}`,
      ]),
    ),
    '',
    waiting === 0
      ? 'Every course has a row.\n\nNext: alm-migrate plan'
      : 'Each proposal waits for a person, those that concern most people first: correct it, set reviewed to yes. Until then its records are set aside.\n\nNext: review the file, then alm-migrate plan',
  ].join('\n');
  return {
    exitCode: waiting === 0 ? EXIT.clean : EXIT.needsPerson,
    output: {
      schema: { name: 'match' as const, version: 1 as const },
      what: 'courses' as const,
      file,
      kept: sheet.kept,
      proposed: waiting,
      waiting,
      rows,
    },
    text,
  };
}

const WORDS: Readonly<Record<string, string>> = Object.freeze({
  map: 'lead to a course of ALM',
  leave_out: 'would be left out',
  none: 'resemble nothing in ALM',
});

function tally(
  proposals: readonly CourseProposal[],
): { action: string; how: string | null; count: number }[] {
  const counts = new Map<string, { action: string; how: string | null; count: number }>();
  for (const { action, level } of proposals) {
    const key = `${action ?? 'none'} ${level ?? ''}`;
    const row = counts.get(key) ?? { action: action ?? 'none', how: level, count: 0 };
    row.count += 1;
    counts.set(key, row);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.action < b.action ? -1 : 1));
}
