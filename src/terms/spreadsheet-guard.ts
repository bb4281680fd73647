/**
 * A cell that a spreadsheet would run as a formula is written with an apostrophe before it, which
 * a spreadsheet reads as "this is text", and read without it. A text that already looks guarded
 * gets one more, so that what was written is what is read.
 */
export function guarded(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

export function unguarded(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
