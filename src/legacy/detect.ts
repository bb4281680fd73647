import { Failure } from '../terms/index.js';
import { decoderFor } from './bytes/decoder.js';
import { sniffEncoding } from './bytes/sniff.js';
import type { Detected, LegacySource, ReadSettings } from './contract.js';
import { findHeader } from './csv/header.js';
import { LIMITS } from './limits.js';
import { detectXml } from './xml/detect.js';

/** The beginning of a source, and whether that is all of it, or all that can be read of it. */
async function beginning(source: LegacySource, bytes: number): Promise<{ head: Buffer; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of source.open()) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) return { head: Buffer.concat(chunks), whole: false };
    }
  } catch (error) {
    // What comes before the break is read; the reader says where and why it breaks.
    if (error instanceof Failure || length === 0) throw unreadable(source.name, error);
  }
  return { head: Buffer.concat(chunks), whole: true };
}

/** Bytes that nearly always suffice; a file that needs more is opened once more for all it may need. */
const FIRST_LOOK = 64 << 10;

/**
 * Finds out what a source is, by its content and never by its name. Throws a `Failure` (exit code 1)
 * for a file that is empty, of no known format, a loader's error report, a CSV without its key column
 * or with two columns of one name, and an XML document with a DOCTYPE.
 */
export async function detectLegacy(source: LegacySource, settings: ReadSettings): Promise<Detected> {
  const first = await beginning(source, FIRST_LOOK);
  const found = look(first.head, first.whole, source.name, settings);
  if (found !== null) return found;
  const all = await beginning(source, LIMITS.detectChars);
  const sure = look(all.head, true, source.name, settings);
  if (sure === null)
    throw new Failure('PF-FORMAT-UNKNOWN', `${source.name}: nothing to go by`, { remedy: 'export it again' });
  return sure;
}

/** The answer by this much of the file; null where more of it is needed. */
function look(head: Buffer, whole: boolean, file: string, settings: ReadSettings): Detected | null {
  if (head.length === 0) refuseEmpty(file);
  const encoding = sniffEncoding(head, settings.encoding);
  const decoder = decoderFor(encoding);
  const text = decoder.write(head) + (whole ? decoder.end() : '');
  const begin = text.trimStart();
  if (begin === '') {
    if (!whole) return null;
    refuseEmpty(file);
  }
  if (begin.startsWith('<')) {
    if (settings.format?.endsWith('Csv')) refuseTold(file, settings.format, 'begins like XML');
    if (settings.format !== undefined) return { format: settings.format, encoding };
    try {
      return { format: detectXml(text, file), encoding };
    } catch (error) {
      if (!whole && error instanceof Failure && error.code === 'PF-FORMAT-UNKNOWN') return null;
      throw error;
    }
  }
  if (settings.format?.endsWith('Xml')) refuseTold(file, settings.format, 'does not begin like XML');
  const header = findHeader(text, whole, file, settings.format);
  if (header === null) return null;
  const { format, delimiter, width, nameAt } = header.header;
  const columns = Array.from({ length: width }, (_, index) => nameAt(index));
  return { format, encoding, layout: { delimiter, columns } };
}

function unreadable(file: string, error: unknown): unknown {
  if (error instanceof Failure || (error instanceof Error && error.name === 'AbortError')) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new Failure('PF-SOURCE-UNREADABLE', `${file} cannot be read: ${why}`, {
    remedy: 'copy or download it again, then stage it again',
    place: { file },
    cause: error,
  });
}

function refuseEmpty(file: string): never {
  throw new Failure('PF-FILE-EMPTY', `${file} is empty`, {
    remedy: 'export it again; an interrupted download leaves such a file',
    place: { file },
  });
}

function refuseTold(file: string, format: string, why: string): never {
  throw new Failure('PF-FORMAT-UNKNOWN', `${file} cannot be ${format}: it ${why}`, {
    remedy: 'leave --format out, or name the right one',
    place: { file },
  });
}
