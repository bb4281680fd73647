import { readFileSync } from 'node:fs';
import { EXIT, Failure } from '../terms/index.js';

/**
 * Reads a cohort: legacy user ids, one a line, compared without case. Empty lines and lines that begin
 * with # are passed over; a list saved by a spreadsheet may have quotes and a byte order mark.
 */
export function readCohort(file: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('COHORT-UNREADABLE', `the cohort cannot be read: ${(error as Error).message}`, {
      place: { file },
      remedy: 'name a text file with a legacy user id on each line',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
  const ids = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) =>
      line
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (ids.length === 0) {
    throw new Failure('COHORT-EMPTY', 'there is no user id in the cohort', {
      place: { file },
      remedy: 'write a legacy user id on each line; without --cohort everybody is meant',
      exitCode: EXIT.usage,
    });
  }
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
