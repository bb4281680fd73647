import type { ReportSummary } from '../summary.js';

/** The first thing that a reader sees, in words that need no manual. */
export interface Headline {
  readonly tone: 'good' | 'attention' | 'forecast';
  readonly title: string;
  readonly sentence: string;
  /** Records of the exports that did not become anything ALM should hold; null where there are none. */
  readonly aside: string | null;
  /** The share of what is expected that ALM holds as it should, 0 to 100 with one decimal; null where nothing is. */
  readonly percent: number | null;
}

export function headlineOf(summary: ReportSummary): Headline {
  const { persons, enrolments, completions } = summary.totals;
  const expected = persons.expected + enrolments.expected + completions.expected;
  const matched = persons.matched + enrolments.matched + completions.matched;
  return {
    ...titleOf(summary, expected, expected - matched),
    aside: asideOf(summary),
    percent: shareOf(matched, expected),
  };
}

/** Rounded down: 100 is said of everything only. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part / whole) * 1000) / 10;
}

function titleOf(
  summary: ReportSummary,
  expected: number,
  differing: number,
): Pick<Headline, 'tone' | 'title' | 'sentence'> {
  const { persons, enrolments, completions, extra } = summary.totals;
  const { heldBack } = summary;
  const isAll = heldBack.records + heldBack.brokenFiles.length === 0;
  const arrived: Pick<Headline, 'tone' | 'title'> = isAll
    ? { tone: 'good', title: 'Everything arrived' }
    : { tone: 'attention', title: `Everything expected is in ALM, but ${heldBackTitle(heldBack)}` };
  if (expected === 0) {
    return {
      tone: 'attention',
      title: 'Nothing is expected in ALM',
      sentence: 'No record of the exports leads to anything that ALM should hold.',
    };
  }
  if (summary.forecast) {
    const missing = persons.missing + enrolments.missing + completions.missing;
    return {
      tone: 'forecast',
      title:
        differing > 0
          ? 'A forecast of what is still to send'
          : `Nothing is left to send${isAll ? '' : `, but ${heldBackTitle(heldBack)}`}`,
      sentence: `Sending would add ${people(persons.missing)}, ${count(enrolments.missing, 'enrolment')} and ${count(completions.missing, 'completion')}. ${number(expected - differing)} of ${number(expected)} are in ALM already${differing === missing ? '' : `, and ${number(differing - missing)} differ or need a decision`}.`,
    };
  }
  if (summary.verdict !== 'differences') {
    return {
      ...arrived,
      sentence: `${people(persons.expected)}, ${count(enrolments.expected, 'enrolment')} and ${count(completions.expected, 'completion')} that should be in ALM are there, and they are right.`,
    };
  }
  if (differing === 0 && extra === 0) {
    return {
      tone: 'attention',
      title: 'Something needs a look',
      sentence: 'All people, enrolments and completions are in ALM, but an external profile is missing.',
    };
  }
  if (differing === 0) {
    return {
      ...arrived,
      sentence: `Whatever should be in ALM is there. ALM also holds ${count(extra, 'enrolment')} that nobody expected.`,
    };
  }
  const parts = [
    [persons.missing + enrolments.missing + completions.missing, 'is missing', 'are missing'],
    [persons.different + enrolments.different + completions.different, 'differs', 'differ'],
    [persons.contested + enrolments.contested + completions.contested, 'needs a decision', 'need a decision'],
  ] as const;
  const words = parts
    .filter(([many]) => many > 0)
    .map(([many, one, more]) => `${number(many)} ${many === 1 ? one : more}`);
  return {
    tone: 'attention',
    title: differing === 1 ? 'One thing needs a look' : `${number(differing)} things need a look`,
    sentence: `${number(expected - differing)} of ${number(expected)} people, enrolments and completions are in ALM as they should be; ${words.join(', ')}.`,
  };
}

function heldBackTitle({ records, brokenFiles }: ReportSummary['heldBack']): string {
  return records === 0
    ? `${count(brokenFiles.length, 'export')} broke off`
    : `${count(records, 'record')} ${records === 1 ? 'is' : 'are'} held back`;
}

function asideOf({ balance, heldBack }: ReportSummary): string | null {
  const parts = [
    [heldBack.rejected, 'could not be read', 'could not be read'],
    [
      balance.fates?.quarantined ?? 0,
      'is set aside until somebody decides',
      'are set aside until somebody decides',
    ],
    [balance.fates?.leftOut ?? 0, 'is left out by rule', 'are left out by rule'],
  ] as const;
  const words = parts
    .filter(([many]) => many > 0)
    .map(([many, one, more]) => `${number(many)} ${many === 1 ? one : more}`);
  const { brokenFiles } = heldBack;
  const sentences = [
    ...(words.length === 0
      ? []
      : [
          `Of the ${number(balance.recordsInFiles)} records in the exports, ${words.join(', ')}: each is listed below with its reason.`,
        ]),
    ...(brokenFiles.length === 0
      ? []
      : [
          `${brokenFiles.join(', ')} ${brokenFiles.length === 1 ? 'breaks' : 'break'} off: stage the whole file, for what stood behind the break is not known.`,
        ]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

const NUMBER = new Intl.NumberFormat('en');

export function number(value: number): string {
  return NUMBER.format(value);
}

function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function people(value: number): string {
  return value === 1 ? '1 person' : `${number(value)} people`;
}
