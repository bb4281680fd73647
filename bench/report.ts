import type { BenchResult } from './benchmark.js';

/** What a benchmark prints. A ratio of 1 is at the limit, 0.5 takes twice its time. */
export interface Report extends BenchResult {
  readonly name: string;
  readonly records: number;
  readonly ratio: number;
  readonly rounds: number;
}

/** The round with the median ratio; of an even number the lower of the two in the middle. */
export function reportOf(name: string, records: number, results: readonly BenchResult[]): Report {
  const ratio = (result: BenchResult): number => result.limitSeconds / result.seconds;
  const sorted = [...results].sort((left, right) => ratio(left) - ratio(right));
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  if (median === undefined) throw new RangeError('a report needs a result');
  return { name, records, ...median, ratio: ratio(median), rounds: results.length };
}

/** The report for people. */
export function reportText(report: Report): string {
  const perSecond = (records: number, seconds: number): string =>
    `${Math.round(records / seconds).toLocaleString('en')}/s`;
  const megabytes = (peak: number | null): string =>
    peak === null ? '' : `, ${peak.toFixed(0)} MB at its peak`;
  const lines = [
    `${report.name}: ${report.records.toLocaleString('en')} records in ${report.seconds.toFixed(2)} s ` +
      `(${perSecond(report.records, report.seconds)}${megabytes(report.peakRssMb)})`,
    `limit  ${report.limit}: ${report.limitSeconds.toFixed(2)} s`,
    `ratio  ${report.ratio.toFixed(3)}${report.rounds > 1 ? ` (median of ${report.rounds} rounds)` : ''}`,
  ];
  for (const [word, laps] of [
    ['rival', report.rivals ?? []],
    ['also', report.also ?? []],
  ] as const)
    for (const lap of laps)
      lines.push(
        `${word.padEnd(7)}${lap.name}: ${lap.records.toLocaleString('en')} records in ${lap.seconds.toFixed(2)} s ` +
          `(${perSecond(lap.records, lap.seconds)}${megabytes(lap.peakRssMb)})`,
      );
  return lines.join('\n');
}
