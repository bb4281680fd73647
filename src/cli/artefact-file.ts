import { openArtefact } from './artefact.js';

/** Writes a whole file: beside its place first, and under its name only when it is whole. */
export function writeArtefact(file: string, text: string): void {
  const artefact = openArtefact(file);
  try {
    artefact.write(text);
    artefact.finish();
  } finally {
    artefact.discard();
  }
}
