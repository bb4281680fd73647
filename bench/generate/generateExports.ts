import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crosswalkCsv, migrationYaml, sandboxSeed } from './almSide.js';
import { createCatalogue } from './courses.js';
import { createDice } from './dice.js';
import { entriesOf, externalEntriesOf } from './entries.js';
import { externalCsv } from './externalCsv.js';
import { writePieces } from './files.js';
import type { FileFormat, GenerateOptions } from './options.js';
import { type QuirkName, quirkPicker } from './quirks.js';
import { trainingCsv } from './trainingCsv.js';
import { trainingsOf } from './trainings.js';
import { trainingXml } from './trainingXml.js';
import { usersXml } from './usersXml.js';

/** What was written: `generated.json` beside the files, so that a test knows what it must find. */
export interface Manifest {
  readonly seed: number;
  readonly people: number;
  readonly courses: number;
  readonly files: Readonly<Record<string, FileCount>>;
}

export interface FileCount {
  readonly records: number;
  readonly quirks: Readonly<Partial<Record<QuirkName, number>>>;
}

export const FILE_NAMES: Readonly<Record<FileFormat, string>> = Object.freeze({
  'users-xml': 'users.xml',
  'training-xml': 'training-history.xml',
  'training-csv': 'training-history.csv',
  'external-csv': 'external-training.csv',
});

/** Older history came in by loader files, so those hold the earlier records; shares of all, by weight. */
const TRAINING_WEIGHTS = [
  ['external-csv', 5],
  ['training-csv', 25],
  ['training-xml', 70],
] as const;

/** Writes the files into `options.out`; memory grows with the courses alone. */
export async function generateExports(options: GenerateOptions): Promise<Manifest> {
  const { out, people, referenceDate } = options;
  const dice = createDice(options.seed);
  const catalogue = createCatalogue(dice, options.courses);
  const trainings = trainingsOf(dice, catalogue, { records: options.records, people, referenceDate });
  const eol = options.lines ? '\n' : '';
  const files: Record<string, FileCount> = {};
  await mkdir(out, { recursive: true });

  const write = async (
    format: FileFormat,
    pieces: (quirkAt: (index: number) => QuirkName | null, count: Count) => Iterable<string>,
  ): Promise<void> => {
    const name = FILE_NAMES[format];
    const quirks: Partial<Record<QuirkName, number>> = {};
    let records = 0;
    const count: Count = (quirk) => {
      records += 1;
      if (quirk !== null) quirks[quirk] = (quirks[quirk] ?? 0) + 1;
    };
    await writePieces(join(out, name), pieces(quirkPicker(dice, options.quirks, format), count));
    files[name] = { records, quirks };
  };

  if (options.formats.includes('users-xml'))
    await write('users-xml', (quirkAt, count) =>
      usersXml({ people, person: trainings.person, quirkAt, count, eol }),
    );
  for (const { format, from, to } of ranges(options)) {
    await write(format, (quirkAt, count) => {
      if (format === 'external-csv')
        return externalCsv({ entries: externalEntriesOf(trainings, quirkAt, from, to), count });
      const entries = entriesOf(trainings, catalogue, quirkAt, from, to);
      return format === 'training-csv'
        ? trainingCsv({ entries, count })
        : trainingXml({ entries, exportedAt: Date.parse(referenceDate), count, eol });
    });
  }

  await writePieces(join(out, 'crosswalk.csv'), crosswalkCsv(catalogue));
  await writePieces(
    join(out, 'sandbox-seed.json'),
    sandboxSeed({ dice, catalogue, people, person: trainings.person, existing: options.existing }),
  );
  await writePieces(join(out, 'migration.yaml'), migrationYaml(referenceDate, people));
  const manifest: Manifest = { seed: options.seed, people, courses: options.courses, files };
  await writePieces(join(out, 'generated.json'), [`${JSON.stringify(manifest, null, 2)}\n`]);
  return manifest;
}

type Count = (quirk: QuirkName | null) => void;

/** Which records go into which file: together they are all of them, once each. */
function ranges(options: GenerateOptions): { format: FileFormat; from: number; to: number }[] {
  const asked = TRAINING_WEIGHTS.filter(([format]) => options.formats.includes(format));
  const total = asked.reduce((sum, [, weight]) => sum + weight, 0);
  let weightSoFar = 0;
  return asked.map(([format, weight]) => {
    const from = Math.round((options.records * weightSoFar) / total);
    weightSoFar += weight;
    return { format, from, to: Math.round((options.records * weightSoFar) / total) };
  });
}
