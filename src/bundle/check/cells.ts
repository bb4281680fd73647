import type { Column, Format } from '../specification/index.js';
import type { RuleId } from './rules.js';

/** What is wrong with a cell; null where nothing is. An empty cell is only ever missing. */
export function checkCell(column: Column, cell: string): readonly [rule: RuleId, message: string] | null {
  if (cell === '') return column.isMandatory ? ['CELL-MANDATORY', 'the cell is empty'] : null;
  if (cell !== cell.trim()) return ['CELL-SPACE', `"${shown(cell)}" has blanks around it`];
  return checkFormat(column.format, cell);
}

const EMAIL = /^[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+$/;
const INTEGER = /^\d{1,15}$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MOST_SHOWN = 60;

function checkFormat(format: Format, cell: string): readonly [RuleId, string] | null {
  switch (format.kind) {
    case 'id':
      return null;
    case 'text':
      if (format.most !== undefined && cell.length > format.most) {
        return ['CELL-LENGTH', `${cell.length} characters, and ${format.most} are the most`];
      }
      return format.without?.test(cell) === true
        ? ['CELL-CHARACTER', `"${shown(cell)}" has a character that is not allowed`]
        : null;
    case 'email':
      return EMAIL.test(cell) ? null : ['CELL-EMAIL', `"${shown(cell)}" is no email address`];
    case 'boolean':
      return cell === 'TRUE' || cell === 'FALSE'
        ? null
        : ['CELL-BOOLEAN', `"${shown(cell)}" is neither TRUE nor FALSE`];
    case 'oneOf':
      return format.values.includes(cell)
        ? null
        : ['CELL-ENUM', `"${shown(cell)}" is none of ${format.values.join(', ')}`];
    case 'oneOfOrCount':
      return format.values.includes(cell) || (INTEGER.test(cell) && Number(cell) > 0)
        ? null
        : ['CELL-ENUM', `"${shown(cell)}" is none of ${format.values.join(', ')}, and no number above 0`];
    case 'integer':
      return INTEGER.test(cell) && Number(cell) >= format.least && Number(cell) <= format.most
        ? null
        : ['CELL-INTEGER', `"${shown(cell)}" is no whole number ${range(format.least, format.most)}`];
    case 'decimal':
      return DECIMAL.test(cell) ? null : ['CELL-DECIMAL', `"${shown(cell)}" is no number`];
    case 'instant':
      return checkInstant(cell, format.from, format.to);
    case 'json':
      return isJsonObject(cell) ? null : ['CELL-JSON', `"${shown(cell)}" is no JSON object`];
    default:
      return format satisfies never;
  }
}

function checkInstant(cell: string, from: string, to: string): readonly [RuleId, string] | null {
  if (!INSTANT.test(cell) || !isDay(cell)) return ['CELL-INSTANT', `"${shown(cell)}" is no such instant`];
  // Written alike, instants sort as they follow each other.
  return cell < from || cell > to ? ['CELL-INSTANT-RANGE', `${cell} lies outside of ${from} to ${to}`] : null;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the day and the time of day exist; by arithmetic, since a million rows have three million of them. */
function isDay(cell: string): boolean {
  const year = Number(cell.slice(0, 4));
  const month = Number(cell.slice(5, 7));
  const day = Number(cell.slice(8, 10));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > (DAYS[month - 1] ?? 0) || (month === 2 && day === 29 && !isLeap)) return false;
  return (
    Number(cell.slice(11, 13)) < 24 && Number(cell.slice(14, 16)) < 60 && Number(cell.slice(17, 19)) < 60
  );
}

function isJsonObject(cell: string): boolean {
  try {
    const value: unknown = JSON.parse(cell);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function range(least: number, most: number): string {
  return most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
}

function shown(cell: string): string {
  return cell.length > MOST_SHOWN ? `${cell.slice(0, MOST_SHOWN)}…` : cell;
}
