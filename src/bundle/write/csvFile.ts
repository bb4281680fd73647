import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

const BUFFER_LENGTH = 256 * 1024;

/**
 * A file that is whole or not there: written beside its name, flushed to the disk, then renamed.
 * Begins with its first row, so that a file without rows never comes to be.
 */
export class CsvFile {
  readonly #path: string;
  readonly #header: string;
  #descriptor: number | null = null;
  #buffer = '';
  #rows = 0;

  constructor(path: string, columns: readonly string[]) {
    this.#path = path;
    this.#header = `${columns.join(',')}\r\n`;
  }

  get rows(): number {
    return this.#rows;
  }

  /** A row as it stands in the file, with its line end. */
  write(row: string): void {
    if (this.#descriptor === null) {
      this.#descriptor = openSync(`${this.#path}.tmp`, 'w');
      this.#buffer = this.#header;
    }
    this.#buffer += row;
    this.#rows += 1;
    if (this.#buffer.length >= BUFFER_LENGTH) this.#flush();
  }

  finish(): void {
    if (this.#descriptor === null) return;
    this.#flush();
    fsyncSync(this.#descriptor);
    closeSync(this.#descriptor);
    this.#descriptor = null;
    renameSync(`${this.#path}.tmp`, this.#path);
  }

  #flush(): void {
    if (this.#descriptor !== null && this.#buffer !== '') {
      const bytes = Buffer.from(this.#buffer);
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    }
    this.#buffer = '';
  }
}
