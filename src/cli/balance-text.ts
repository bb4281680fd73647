import type { Balance, FateCount } from '../staging/index.js';
import { Defect, reasonOf } from '../terms/index.js';
import { integer, table } from './wording.js';

/** The balance in three lines, each a sum that a person can check. */
export function balanceText(balance: Balance): string {
  const { recordsInFiles, staged, rejected, fates, expected } = balance;
  const lines = [
    'Balance',
    `  ${integer(recordsInFiles)} records in the files = ${integer(staged)} staged + ${integer(rejected)} rejected`,
  ];
  if (fates !== null) {
    lines.push(
      `  ${integer(staged)} staged = ${integer(fates.expected)} expected + ${integer(fates.merged)} merged + ${integer(fates.leftOut)} left out + ${integer(fates.quarantined)} quarantined`,
    );
  }
  if (fates !== null && expected !== null) {
    lines.push(
      `  ${integer(fates.expected)} expected = ${integer(expected.alreadyThere)} already there + ${integer(expected.done)} done + ${integer(expected.failed)} failed + ${integer(expected.waiting)} waiting + ${integer(expected.unknown)} unknown + ${integer(expected.contested)} contested`,
    );
  }
  return lines.join('\n');
}

/** A balance that does not add up is a defect of this program: it says so, and fails. */
export function assertBalanced(balance: Balance): void {
  if (balance.defects.length === 0) return;
  throw new Defect('BALANCE-BROKEN', `the balance does not add up: ${balance.defects.join('; ')}`);
}

/** Why records were left out or quarantined, with the cause of each. */
export function fatesText(fates: readonly FateCount[]): string {
  const rows = fates
    .filter((row) => row.code !== null)
    .map((row) => [
      row.records,
      row.kind === 'user' ? 'accounts' : 'training',
      WORDS[row.fate],
      row.code ?? '',
      reasonOf(row.code ?? '').cause,
    ]);
  return rows.length === 0 ? '' : `Records that do not move\n${table(rows)}`;
}

const WORDS = Object.freeze({
  expected: 'expected',
  merged: 'merged',
  leftOut: 'left out',
  quarantined: 'quarantined',
});
