import { QUIRK_NAMES, QUIRKS, type QuirkName, type QuirkShares } from './quirks.js';

export const FORMATS = ['users-xml', 'training-xml', 'training-csv', 'external-csv'] as const;
export type FileFormat = (typeof FORMATS)[number];

export interface GenerateOptions {
  readonly out: string;
  /** Training records in all files together, nested ones included. */
  readonly records: number;
  readonly people: number;
  readonly courses: number;
  readonly seed: number;
  readonly formats: readonly FileFormat[];
  /** Share of the people who have an account in ALM before the migration. */
  readonly existing: number;
  /** `YYYY-MM-DD`: nothing but a quirk is dated after it. */
  readonly referenceDate: string;
  /** A line break after each record of the XML files; a real server writes one long line. */
  readonly lines: boolean;
  readonly quirks: QuirkShares;
}

/** The options as typed; what parseArgs hands over. */
export interface OptionTexts {
  readonly [name: string]: string | boolean | (string | boolean)[] | undefined;
}

/** Reads the command line's texts; throws a RangeError that echoes the value that was wrong. */
export function optionsFrom(texts: OptionTexts): GenerateOptions {
  const out = texts.out;
  if (typeof out !== 'string' || out === '') throw new RangeError('--out DIR is needed: where to write');
  const referenceDate = String(texts['reference-date'] ?? '2026-01-01');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(referenceDate) || Number.isNaN(Date.parse(referenceDate)))
    throw new RangeError(`--reference-date wants YYYY-MM-DD; it was ${referenceDate}`);
  return {
    out,
    records: wholeNumber(texts, 'records', 10_000, 0),
    people: wholeNumber(texts, 'people', 500, 1),
    courses: wholeNumber(texts, 'courses', 100, 2),
    seed: wholeNumber(texts, 'seed', 1, 0),
    formats: formatsFrom(texts.format),
    existing: share('--existing', String(texts.existing ?? '0')),
    referenceDate,
    lines: texts.lines === true,
    quirks: quirksFrom(texts),
  };
}

function wholeNumber(texts: OptionTexts, name: string, absent: number, least: number): number {
  const text = texts[name];
  if (text === undefined) return absent;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least || number > 0xffff_ffff)
    throw new RangeError(`--${name} wants a whole number from ${least} on; it was ${String(text)}`);
  return number;
}

function share(flag: string, text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0 && number <= 1))
    throw new RangeError(`${flag} wants a share from 0 to 1; it was ${text}`);
  return number;
}

function formatsFrom(value: OptionTexts[string]): readonly FileFormat[] {
  if (value === undefined) return FORMATS;
  const asked = [value].flat().flatMap((text) => String(text).split(','));
  for (const name of asked)
    if (!(FORMATS as readonly string[]).includes(name))
      throw new RangeError(`--format wants ${FORMATS.join(', ')}; it was ${name}`);
  return FORMATS.filter((format) => asked.includes(format));
}

/** `--quirks SHARE` is for every quirk, `--quirk NAME=SHARE` for one, and goes before it. */
function quirksFrom(texts: OptionTexts): QuirkShares {
  const shares: Partial<Record<QuirkName, number>> = {};
  if (texts.quirks !== undefined)
    for (const name of QUIRK_NAMES) shares[name] = share('--quirks', String(texts.quirks));
  for (const text of [texts.quirk ?? []].flat()) {
    const [name = '', value = ''] = String(text).split('=');
    if (!Object.hasOwn(QUIRKS, name))
      throw new RangeError(
        `--quirk wants NAME=SHARE, NAME one of ${QUIRK_NAMES.join(', ')}; it was ${String(text)}`,
      );
    shares[name as QuirkName] = share(`--quirk ${name}`, value);
  }
  return shares;
}
