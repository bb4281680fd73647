import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { EXIT, Failure } from '../../terms/index.js';

/** A file of the workspace that decides what is expected, byte for byte. */
export interface ConfigurationFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A value that must stand in no file, and the name of the variable that holds it. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** Shorter than this, a value would be found in any text. */
const SHORTEST_SECRET = 6;

/**
 * Reads the files as they are on the disk, and makes sure that they say what the comparison was given.
 * A file whose text was empty is taken as absent.
 *
 * Throws a `Failure` for a file that holds a secret: a copy without it would not be the file that was
 * used, and a copy with it would give it away.
 */
export function collectConfiguration(
  files: readonly { readonly file: string; readonly text: string }[],
  secrets: readonly Secret[],
): readonly ConfigurationFile[] {
  return files
    .filter(({ text }) => text !== '')
    .map(({ file, text }) => {
      const bytes = readFileSync(file);
      if (bytes.toString('utf8') !== text) {
        throw new Failure('EVIDENCE-CHANGED', `${basename(file)} was changed while it was in use`, {
          place: { file },
          remedy: 'run the same command again',
        });
      }
      const given = secrets.find(({ value }) => holds(text, value.trim()));
      if (given !== undefined) throw secretFound(file, given.name);
      return { name: basename(file), bytes };
    });
}

function holds(text: string, secret: string): boolean {
  if (secret.length < SHORTEST_SECRET) return false;
  return text.includes(secret) || text.includes(encodeURIComponent(secret));
}

function secretFound(file: string, name: string): Failure {
  return new Failure('EVIDENCE-SECRET', `${basename(file)} holds the value of ${name}`, {
    place: { file },
    remedy: `take it out of the file (it belongs into the environment or .env), and have ALM give you a new one`,
    exitCode: EXIT.usage,
  });
}
