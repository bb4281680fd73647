/** A cell as CSV wants it: in quotes only where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

const LONG_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An instant with milliseconds, in UTC: the only form that ALM's files take. */
export function instantCell(instant: string): string {
  return LONG_FORM.test(instant) ? instant : new Date(instant).toISOString();
}

/** Cuts a text to the length that the specification allows, and shows that it is cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
