import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Benchmark, BenchResult } from './benchmark.js';
import { type Report, reportOf, reportText } from './report.js';

const FOLDER = fileURLToPath(new URL('./benchmarks/', import.meta.url));

const USAGE = `npm run bench -- NAME [--records N] [--repeat N] [--json]
  --records N   size of the input; each benchmark has its own default
  --repeat N    runs it so often on one input and shows the run with the median ratio (1)
  --json        one JSON document on stdout`;

async function names(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
}

async function load(name: string): Promise<Benchmark> {
  const module = (await import(new URL(`./benchmarks/${name}.js`, import.meta.url).href)) as {
    readonly benchmark: Benchmark;
  };
  return module.benchmark;
}

/** A whole number from 1, or what stands there where the text is absent. */
function count(flag: string, text: string | undefined, absent: number): number {
  if (text === undefined) return absent;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RangeError(`--${flag} wants a whole number from 1 on; it was ${text}`);
  return number;
}

async function measured(benchmark: Benchmark, records: number, repeat: number): Promise<Report> {
  const workDir = await mkdtemp(join(tmpdir(), `bench-${benchmark.name}-`));
  try {
    const results: BenchResult[] = [];
    for (let round = 0; round < repeat; round += 1) {
      console.error(`${benchmark.name}: ${records} records, round ${round + 1} of ${repeat}`);
      results.push(await benchmark.run(records, workDir));
    }
    return reportOf(benchmark.name, records, results);
  } finally {
    await rm(workDir, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      records: { type: 'string' },
      repeat: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const known = await names();
  const [name, ...more] = positionals;
  if (values.help === true || name === undefined || more.length > 0 || !known.includes(name)) {
    const list = await Promise.all(known.map(load));
    const text = `${USAGE}\n${list.map((one) => `  ${one.name.padEnd(14)}${one.describe} (${one.defaultRecords})`).join('\n')}`;
    if (values.help === true) return console.log(text);
    throw new RangeError(
      `${name === undefined ? 'which benchmark?' : `no benchmark ${positionals.join(' ')}`}\n\n${text}`,
    );
  }
  const benchmark = await load(name);
  const records = count('records', values.records, benchmark.defaultRecords);
  const report = await measured(benchmark, records, count('repeat', values.repeat, 1));
  console.log(values.json === true ? JSON.stringify(report) : reportText(report));
}

try {
  await main();
} catch (error) {
  const usage = error instanceof RangeError || (error instanceof TypeError && 'code' in error);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = usage ? 2 : 1;
}
