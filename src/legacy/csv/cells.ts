/** What the row readers of all layouts do alike: fields by role, details, dates, findings. */
import type { Finding, LegacyTime } from '../../terms/index.js';
import { type DayFirst, isNone } from '../values/dates.js';
import { addDetail, type Details } from '../values/details.js';
import type { Header } from './layout.js';

export type Cells = readonly string[];

/** The cell at an index, null where it is empty or there is no such column. */
export function cellAt(cells: Cells, index: number): string | null {
  const cell = cells[index];
  return cell === undefined || cell === '' ? null : cell;
}

/**
 * A date cell: null where it is empty or says NONE; as written, with a finding, where it cannot be
 * read.
 */
export function dateAt(
  cells: Cells,
  index: number,
  read: DayFirst,
  header: Header,
  findings: Finding[],
): LegacyTime | null {
  const text = cellAt(cells, index);
  if (text === null || isNone(text)) return null;
  const time = read(text);
  if (time !== null) return time;
  findings.push({ code: 'PF-DATE-UNREADABLE', field: header.nameAt(index), value: text });
  return text;
}

/** All detail cells that are not empty, and findings for every checked cell of the row. */
export function detailsOf(cells: Cells, header: Header, dates: DayFirst, findings: Finding[]): Details {
  const details: Details = {};
  for (const { index, name, check } of header.details) {
    const value = cells[index];
    if (value === undefined || value === '') continue;
    addDetail(details, name, value);
    const code = check === null ? null : check(value, dates);
    if (code !== null) findings.push({ code, field: name, value });
  }
  for (const { index, name, check } of header.checked) {
    const value = cells[index];
    if (value === undefined || value === '') continue;
    const code = check(value, dates);
    if (code !== null) findings.push({ code, field: name, value });
  }
  return details;
}

/** A learning type by the given table; as written, with a finding, where no table has it. */
export function typeAt(
  cells: Cells,
  index: number,
  find: (text: string) => string | null,
  header: Header,
  findings: Finding[],
): string | null {
  const text = cellAt(cells, index);
  if (text === null) return null;
  const type = find(text);
  if (type !== null) return type;
  findings.push({ code: 'PF-TYPE-UNKNOWN', field: header.nameAt(index), value: text });
  return text;
}
