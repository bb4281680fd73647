import type { CourseProposal } from './course-match.js';
import { COLUMNS_FOR_THE_READER, CROSSWALK_HEADER, type CrosswalkColumn } from './crosswalk-row.js';
import { cellText, columnName, readYesNo, type SheetLine, splitSheet, writeSheet } from './sheet.js';
import { titleKey, typeAndSubjectKey } from './training-key.js';

export interface CrosswalkSheet {
  readonly text: string;
  /** Rows that somebody wrote or reviewed: kept cell by cell. */
  readonly kept: number;
  readonly proposed: readonly CourseProposal[];
}

/**
 * crosswalk.csv with a proposal for each course that it does not decide on yet. Rows that say no under
 * reviewed were proposals and are made anew; every other row stays as it is, and where it is.
 */
export function proposeCrosswalk(earlier: string, proposals: readonly CourseProposal[]): CrosswalkSheet {
  const [header, ...lines] = splitSheet(earlier).lines;
  const names = header?.cells.map(columnName) ?? [];
  const own = names.filter((name) => name !== '' && !isColumn(name));
  const columns = [...CROSSWALK_HEADER, ...COLUMNS_FOR_THE_READER, ...own];
  const place = (name: string): number | undefined => {
    const at = names.indexOf(name);
    return at < 0 ? undefined : at;
  };
  const kept = lines.filter((line) => readYesNo(cellText(line, place('reviewed'))) !== false);
  const decided = decidedTrainings(kept, place);
  const open: CourseProposal[] = [];
  for (const proposal of proposals) {
    const { learningId, title, learningType, subject } = proposal.course;
    const key = keyOf(learningId, title);
    const kind = `type\u0000${typeAndSubjectKey(learningType ?? '', subject ?? '')}`;
    if (decided.has(key) || (learningId === null && decided.has(kind))) continue;
    // External training of one title can have several subjects: one row is for all of them.
    decided.add(key);
    open.push(proposal);
  }
  const rows = [
    ...kept.map((line) => columns.map((name) => cellText(line, place(name)) ?? '')),
    ...open.map((proposal) => columns.map((name) => (isColumn(name) ? cellOf(proposal, name) : ''))),
  ];
  return { text: writeSheet(columns, rows), kept: kept.length, proposed: open };
}

type Column = CrosswalkColumn | (typeof COLUMNS_FOR_THE_READER)[number];

function isColumn(name: string): name is Column {
  return (CROSSWALK_HEADER as readonly string[]).includes(name) || COLUMNS_FOR_THE_READER.includes(name);
}

/** Learning ids are decided on in any case: the resolver takes one that differs in case only. */
function keyOf(learningId: string | null, title: string): string {
  return learningId === null ? `title\u0000${titleKey(title)}` : `id\u0000${learningId.toLowerCase()}`;
}

function decidedTrainings(
  lines: readonly SheetLine[],
  place: (name: string) => number | undefined,
): Set<string> {
  const decided = new Set<string>();
  for (const line of lines) {
    const learningId = cellText(line, place('learning_id'));
    const title = cellText(line, place('external_title'));
    if (learningId !== null) decided.add(keyOf(learningId, ''));
    if (title !== null) decided.add(keyOf(null, title));
    const type = cellText(line, place('external_type'));
    const subject = cellText(line, place('external_subject'));
    if (type !== null && subject !== null) decided.add(`type\u0000${typeAndSubjectKey(type, subject)}`);
  }
  return decided;
}

function cellOf(proposal: CourseProposal, column: Column): string {
  const { course, target } = proposal;
  switch (column) {
    case 'learning_id':
      return course.learningId ?? '';
    case 'title':
      return course.learningId === null ? '' : course.title;
    case 'external_title':
      return course.learningId === null ? course.title : '';
    case 'action':
      return proposal.action ?? '';
    case 'course':
      return target?.courseId ?? '';
    case 'modules':
      return target === null ? '' : 'all';
    case 'reason':
      return proposal.reason ?? '';
    case 'reviewed':
      return 'no';
    case 'people':
      return String(course.people);
    case 'records':
      return String(course.records);
    case 'score':
      return proposal.score === 0 ? '' : proposal.score.toFixed(2);
    case 'why':
      return proposal.why;
    default:
      return '';
  }
}
