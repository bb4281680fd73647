/** Excel's way to keep a cell from being changed: `="00123"`; a quotation mark in it is doubled. */
const KEPT_TEXT = /^="(.*)"$/s;

/** A cell without what spreadsheets put around it. */
export function clean(cell: string): string {
  const trimmed = cell.trim();
  const kept = trimmed.charCodeAt(0) === 61 ? KEPT_TEXT.exec(trimmed)?.[1] : undefined;
  return kept === undefined ? trimmed : kept.replaceAll('""', '"').trim();
}

/** Begins with a letter, and is neither the name of a month nor of a truth: Excel leaves such a text alone. */
const PLAIN = /^(?!(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|true|false))\p{L}/iu;

/** Longer texts are not allowed inside a formula. */
const MOST_IN_A_FORMULA = 255;

/**
 * A cell that a spreadsheet shows as it is and writes back as it was: no formula of somebody's making
 * runs, no zero is dropped, no date is turned into another form. `clean` gives the text again.
 */
export function kept(text: string): string {
  if (text === '' || PLAIN.test(text)) return text;
  if (text.length <= MOST_IN_A_FORMULA && !/[\r\n]/.test(text)) return `="${text.replaceAll('"', '""')}"`;
  // A space before it makes it a text, too, and is trimmed when it is read.
  return /^[=+\-@]/.test(text) ? ` ${text}` : text;
}
