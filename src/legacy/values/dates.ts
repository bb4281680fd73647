/**
 * The date forms of the exports, each to the `LegacyTime` form or to null where it cannot be read.
 * Nothing is guessed: a form that could be read in two ways is not read.
 */

/** English month names, short and in full: the loader takes no other language (peoplefluent-facts 4.3). */
const MONTHS: ReadonlyMap<string, number> = new Map(
  'january february march april may june july august september october november december'
    .split(' ')
    .flatMap((name, index) => [[name, index + 1] as const, [name.slice(0, 3), index + 1] as const]),
);

const DAYS = Object.freeze([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function isDay(year: number, month: number, day: number): boolean {
  // Written so that a NaN is no day.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  return day <= (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** `YYYY-MM-DDTHH:MM:SS`, or null where there is no such day or time of day. */
function local(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): string | null {
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 59) return null;
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return `${text}T${two(hour)}:${two(minute)}:${two(second)}`;
}

/** The two digits at `at` as a number; NaN where there are none. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/**
 * Whether a text is `YYYY-MM-DDTHH:MM:SS.mmm±HH:MM` and a date: what every captured answer has, and
 * already as a LegacyTime is written. A third of the time that the pattern below takes.
 */
function isUsual(text: string): boolean {
  if (text.length !== 29 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false;
  if (text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return false;
  if (text.charCodeAt(19) !== 46 || text.charCodeAt(26) !== 58) return false;
  const sign = text.charCodeAt(23);
  if (sign !== 43 && sign !== 45) return false;
  const year = digits(text, 0) * 100 + digits(text, 2);
  return (
    isDay(year, digits(text, 5), digits(text, 8)) &&
    digits(text, 11) <= 23 &&
    digits(text, 14) <= 59 &&
    digits(text, 17) <= 59 &&
    digits(text, 20) + digits(text, 21) >= 0 &&
    digits(text, 24) <= 13 &&
    digits(text, 27) <= 59
  );
}

const XML_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * xs:dateTime and xs:date, offset optional (peoplefluent-facts 1.4). A fraction is cut to
 * milliseconds; `24:00:00` is the next day's midnight, as XML Schema has it; years have four digits.
 */
export function xmlTime(text: string): string | null {
  if (isUsual(text)) return text;
  const match = XML_TIME.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  const fraction = match[7];
  const zone = match[8] ?? '';
  if (zone.length === 6) {
    const hours = Number(zone.slice(1, 3));
    const minutes = Number(zone.slice(4));
    if (minutes > 59 || hours * 60 + minutes > 14 * 60) return null;
  }
  let time: string | null;
  if (hour === 24) {
    if (minute !== 0 || second !== 0 || Number(fraction ?? 0) !== 0 || !isDay(year, month, day)) return null;
    time = new Date(Date.UTC(year, month - 1, day + 1)).toISOString().slice(0, 19);
  } else {
    time = local(year, month, day, hour, minute, second);
  }
  if (time === null) return null;
  const milliseconds = fraction === undefined ? '' : `.${fraction.slice(0, 3).padEnd(3, '0')}`;
  return time + milliseconds + zone;
}

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/;

/** `yyyy-MM-dd HH:mm:ss` or `yyyy-MM-dd` (seed 004: DEADLINEDATE, external training). No zone. */
export function isoTime(text: string): string | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return local(
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
}

/** Reads a day-first date; null where it cannot. */
export type DayFirst = (text: string) => string | null;

const DAY_FIRST = /^(\d{1,2})-(\d{1,2}|[A-Za-z]{3,9})-(\d{4}|\d\d)(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?)?$/;

/** Spellings of days that are remembered: exports repeat their days, and forty years have fewer. */
const REMEMBERED = 16_384;

/**
 * A reader of `dd-mm-yy`, `dd-mm-yyyy`, `dd-mmm-yy` and `dd-mmm-yyyy`, each with or without `HH:MM`
 * (seed 004, ENROLLDATE), for files of one reference date. A year of two digits falls into the
 * hundred years that begin 80 before that date (peoplefluent-facts 4.3: on 20 June 2021, 20-Jun-40
 * is 2040 and 20-Jun-42 is 1942). A date that begins with its four-digit year is read as ISO, since
 * it cannot mean anything else; slashes are not read, since nobody says which part is the day.
 */
export function dayFirst(referenceDate: string): DayFirst {
  const from = Number(referenceDate.slice(0, 4)) - 80;
  const century = from - (from % 100);
  const earliest = `${from}${referenceDate.slice(4, 10)}`;
  /** `YYYY-MM-DD` by how a day is written, null for what is none. */
  const remembered = new Map<string, string | null>();

  function read(text: string): string | null {
    const match = DAY_FIRST.exec(text);
    if (match === null) return isoTime(text);
    const [, day, monthText = '', yearText = '', hour, minute, second] = match;
    const month = MONTHS.get(monthText.toLowerCase()) ?? Number(monthText);
    if (Number.isNaN(month)) return null;
    const at = (year: number): string | null =>
      local(year, month, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
    if (yearText.length === 4) return at(Number(yearText));
    for (let base = century; base <= century + 200; base += 100) {
      const time = at(base + Number(yearText));
      // The first that is not before the window is in it: 29 February may not exist in a century.
      if (time !== null && time.slice(0, 10) >= earliest)
        return time.slice(0, 10) < later(earliest) ? time : null;
    }
    return null;
  }

  function dayOf(text: string): string | null {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const day = read(text)?.slice(0, 10) ?? null;
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(text, day);
    return day;
  }

  return (text) => {
    const clock = text.length - 6;
    if (clock > 0 && text.charCodeAt(clock) === 32 && text.charCodeAt(clock + 3) === 58) {
      // A day, a blank and HH:MM, as nearly all are written.
      if (digits(text, clock + 1) <= 23 && digits(text, clock + 4) <= 59) {
        const day = dayOf(text.slice(0, clock));
        if (day !== null) return `${day}T${text.slice(clock + 1)}:00`;
      }
    } else if (text.length <= LONGEST_DAY && !text.includes(':')) {
      const day = dayOf(text);
      return day === null ? null : `${day}T00:00:00`;
    }
    return read(text);
  };
}

/** Characters of a day alone, as in `20-September-2021`. */
const LONGEST_DAY = 17;

function later(earliest: string): string {
  return `${Number(earliest.slice(0, 4)) + 100}${earliest.slice(4)}`;
}

/** `NONE` and `*NONE*`, in any case: "no date", said so (seed 004; peoplefluent-facts 4.3). */
export function isNone(text: string): boolean {
  if (text.length !== 4 && text.length !== 6) return false;
  const upper = text.toUpperCase();
  return upper === 'NONE' || upper === '*NONE*';
}
