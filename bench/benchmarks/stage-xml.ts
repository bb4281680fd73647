import { fileURLToPath } from 'node:url';
import type { Benchmark, Lap } from '../benchmark.js';
import { expectSuccess, measureNode, measureProgram } from '../measure.js';
import { exportOf, stageTwice } from '../stage.js';

const NAIVE = fileURLToPath(new URL('../rivals/readWholeXml.js', import.meta.url));

/** A whole document has to fit into one string, and then into memory ten times over: more it cannot. */
const MOST_FOR_NAIVE = 100_000;

/** Reading, hashing and keying into the store, against a C parser that does nothing but look. */
export const benchmark: Benchmark = {
  name: 'stage-xml',
  describe: 'stages a trainingHistory XML; limit: xmllint --stream --noout',
  defaultRecords: 1_000_000,
  run: async (records, workDir) => {
    const source = await exportOf('training-xml', records, workDir);
    const limit = await measureProgram('xmllint', ['--stream', '--noout', source.file], 'libxml2-utils');
    expectSuccess('xmllint', limit);
    const { first, again } = await stageTwice(source, records, workDir);
    return {
      seconds: first.seconds,
      peakRssMb: first.peakRssMb,
      limit: 'xmllint --stream --noout FILE',
      limitSeconds: limit.seconds,
      rivals: [await naive(Math.min(records, MOST_FOR_NAIVE), workDir)],
      also: [again],
    };
  },
};

async function naive(records: number, workDir: string): Promise<Lap> {
  const { file } = await exportOf('training-xml', records, workDir);
  const measured = expectSuccess('the naive reader', await measureNode(NAIVE, [file]));
  if (Number(measured.stdout) !== records)
    throw new Error(`the naive reader found ${measured.stdout.trim()} records instead of ${records}`);
  return {
    name: 'whole document by fast-xml-parser, to JSON, nothing stored',
    records,
    seconds: measured.seconds,
    peakRssMb: measured.peakRssMb,
  };
}
