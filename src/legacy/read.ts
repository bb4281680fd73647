import { Defect, Failure, type ReadEnd, type ReadItem } from '../terms/index.js';
import { decoderFor } from './bytes/decoder.js';
import type { Detected, LegacySource, ReadSettings } from './contract.js';
import { CsvReader } from './csv/reader.js';
import { LIMITS } from './limits.js';
import type { RecordReader } from './recordReader.js';
import { XmlReader } from './xml/reader.js';
import { TRAINING } from './xml/training.js';
import { USERS } from './xml/users.js';

/**
 * Reads a source to its end, in batches of some 100 items, in memory that does not grow with it.
 *
 * Every record that was seen is yielded once, as a record or as a reject with its code, and counted
 * in the end that is returned. Whatever is wrong with the content of a file is an item or
 * `ReadEnd.broken`; a source that cannot be read on (a damaged archive, a disk) is `broken` too.
 * Throws a `Failure` only for a CSV header that `detectLegacy` would have refused.
 */
export async function* readLegacy(
  source: LegacySource,
  detected: Detected,
  settings: ReadSettings,
): AsyncGenerator<readonly ReadItem[], ReadEnd> {
  const decoder = decoderFor(detected.encoding);
  const reader = readerFor(source.name, detected, settings, decoder.bad);
  const bytes = source.open()[Symbol.asyncIterator]();
  let cut: NonNullable<ReadEnd['broken']> | null = null;
  let going = true;
  try {
    while (going) {
      let chunk: Uint8Array;
      try {
        const next = await bytes.next();
        if (next.done === true) break;
        chunk = next.value;
      } catch (error) {
        cut = cutBy(error, reader);
        break;
      }
      for (let from = 0; going && from < chunk.length; from += LIMITS.chunkBytes) {
        const text = decoder.write(chunk.subarray(from, from + LIMITS.chunkBytes));
        if (text !== '') going = reader.write(text);
        if (reader.waiting() >= LIMITS.batch) yield* batches(reader.take());
      }
    }
  } finally {
    await bytes.return?.();
  }
  if (going) {
    const rest = decoder.end();
    if (rest !== '') reader.write(rest);
  }
  const end = reader.end(cut);
  yield* batches(reader.take());
  return end;
}

function* batches(items: readonly ReadItem[]): Generator<readonly ReadItem[]> {
  if (items.length <= LIMITS.batch) {
    if (items.length > 0) yield items;
    return;
  }
  for (let from = 0; from < items.length; from += LIMITS.batch) yield items.slice(from, from + LIMITS.batch);
}

function readerFor(
  file: string,
  detected: Detected,
  settings: ReadSettings,
  bad: ReturnType<typeof decoderFor>['bad'],
): RecordReader {
  switch (detected.format) {
    case 'trainingHistoryXml':
      return new XmlReader(TRAINING, bad);
    case 'usersXml':
      return new XmlReader(USERS, bad);
    case 'trainingHistoryCsv':
    case 'externalTrainingCsv':
    case 'usersCsv':
      return new CsvReader(file, detected.format, settings.referenceDate, bad);
    default: {
      const none: never = detected.format;
      throw new Defect('LEGACY-FORMAT', `no reader for the format ${String(none)}`);
    }
  }
}

/** A source that stops in the middle is a broken file; one that was told to stop is not. */
function cutBy(error: unknown, reader: RecordReader): NonNullable<ReadEnd['broken']> {
  if (error instanceof Error && error.name === 'AbortError') throw error;
  const code = error instanceof Failure ? error.code : 'PF-SOURCE-UNREADABLE';
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: `the file cannot be read on: ${message}`, line: reader.line() };
}
