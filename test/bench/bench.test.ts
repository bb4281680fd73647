import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSuccess, measureNode, measureProgram } from '../../bench/measure.js';
import { reportOf, reportText } from '../../bench/report.js';

describe('the report of a benchmark', () => {
  const result = (seconds: number) => ({ seconds, peakRssMb: 120, limit: 'cp A B', limitSeconds: 2 });

  it('shows the round with the median ratio, the limit named', () => {
    const report = reportOf('copy', 1000, [result(10), result(4), result(8)]);
    expect(report).toMatchObject({ name: 'copy', records: 1000, seconds: 8, ratio: 0.25, rounds: 3 });
    expect(reportText(report)).toBe(
      'copy: 1,000 records in 8.00 s (125/s, 120 MB at its peak)\n' +
        'limit  cp A B: 2.00 s\n' +
        'ratio  0.250 (median of 3 rounds)',
    );
  });

  it('names rivals with the size that they were given', () => {
    const rivals = [{ name: 'by hand', records: 10, seconds: 5, peakRssMb: null }];
    const text = reportText(reportOf('copy', 1000, [{ ...result(4), rivals }]));
    expect(text).toContain('rival  by hand: 10 records in 5.00 s (2/s)');
  });
});

describe('measuring a child process', { timeout: 120_000 }, () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'measure-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const script = (text: string): string => {
    const file = join(folder, 'script.mjs');
    writeFileSync(file, text);
    return file;
  };

  it('tells how it ended, what it said, and the memory that it had at its peak', async () => {
    const small = await measureNode(script("console.log('out'); console.error('err'); process.exit(3);"), []);
    expect(small).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    // Memory that is given back before the end counts all the same.
    const large = await measureNode(
      script('let block = Buffer.alloc(256 * 2 ** 20, 1); block = null; console.log(process.argv[2]);'),
      ['argument'],
    );
    expect(large.stdout).toBe('argument\n');
    expect(large.peakRssMb ?? 0).toBeGreaterThan((small.peakRssMb ?? Number.NaN) + 200);
  });

  it('hands on what a failed child said', async () => {
    const failed = await measureNode(script("throw new Error('no such workspace');"), []);
    expect(() => expectSuccess('stage', failed)).toThrow(/stage ended with 1:.*no such workspace/s);
  });

  it('names the package to install for a program that is not there', async () => {
    await expect(measureProgram('no-such-program-here', [], 'some-package')).rejects.toThrow(
      /no-such-program-here.*apt-get install some-package/,
    );
  });
});
