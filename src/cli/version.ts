import { readFileSync } from 'node:fs';

/** The version of this program, as package.json has it: found upwards from the built file. */
export const VERSION: string = readVersion();

function readVersion(): string {
  for (const up of ['../../../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as {
        name: string;
        version: string;
      };
      if (name === 'alm-migrate') return version;
    } catch {
      // Built files lie one folder deeper than the sources.
    }
  }
  return 'unknown';
}
