const ESCAPES: Readonly<Record<string, string>> = Object.freeze({
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Real answers have numeric references too, and some parsers leave them as they are.
  '’': '&#8217;',
});

/** Text for XML, with named and numeric escapes. */
export function xmlText(text: string): string {
  return /[&<>"’]/.test(text) ? text.replaceAll(/[&<>"’]/g, (found) => ESCAPES[found] ?? found) : text;
}

/** One row by RFC 4180 with CRLF, quoted only where it must be. */
export function csvRow(cells: readonly string[], delimiter = ','): string {
  let row = '';
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] ?? '';
    if (at > 0) row += delimiter;
    row += cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return `${row}\r\n`;
}

const windows1252 = new TextDecoder('windows-1252');

/** What becomes of UTF-8 that somebody reads as Windows-1252 and writes as UTF-8. */
export function doubleEncoded(text: string): string {
  return windows1252.decode(Buffer.from(`é ${text}`, 'utf8'));
}
