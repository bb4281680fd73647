import { basename, join } from 'node:path';
import { rejectedRecords } from '../legacy/index.js';
import { rejectingFiles, rejectsOf, type Store } from '../staging/index.js';
import { openArtefact } from './artefact.js';

export interface ExportedRejects {
  /** The file that was written, and the export that its records come from. */
  readonly file: string;
  readonly from: string;
  readonly encoding: string;
  readonly rejects: number;
  readonly leftOut: number;
}

/** Writes the open rejects into a folder, a file for each export; none for one with nothing that can be mended. */
export function exportRejects(
  store: Store,
  folder: string,
  isWanted: (reject: { readonly code: string }) => boolean,
): readonly ExportedRejects[] {
  const exported: ExportedRejects[] = [];
  const taken = new Set<string>();
  for (const source of rejectingFiles(store)) {
    function* rejects(): ReturnType<typeof rejectsOf> {
      for (const reject of rejectsOf(store, source)) if (isWanted(reject)) yield reject;
    }
    const records = rejectedRecords(source, rejects);
    const { extension, encoder, written, leftOut } = records;
    if (written + leftOut === 0) continue;
    const file = join(folder, freeName(source.name, extension, taken));
    const result = { file, from: source.name, encoding: encoder.encoding, rejects: written, leftOut };
    exported.push(result);
    if (written === 0) continue;
    let marked = false;
    const artefact = openArtefact(file, (text) => {
      const bytes = encoder.encode(text);
      const whole = marked ? bytes : Buffer.concat([encoder.mark, bytes]);
      marked = true;
      return whole;
    });
    try {
      for (const text of records.texts()) artefact.write(text);
      artefact.finish();
    } finally {
      artefact.discard();
    }
  }
  return exported;
}

/** `history.csv` leads to `history.rejects.csv`; of two exports of one name the second gets a number. */
function freeName(source: string, extension: string, taken: Set<string>): string {
  const base = basename(source)
    .replace(/\.(csv|xml|txt|gz)$/gi, '')
    .replaceAll(/[^\p{L}\p{N}._-]/gu, '_');
  for (let count = 1; ; count++) {
    const name = `${base}${count === 1 ? '' : `-${count}`}.rejects.${extension}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
