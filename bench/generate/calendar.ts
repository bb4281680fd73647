/**
 * The generated site runs on Europe/Berlin time, by the rule in force since 1996: summer time from
 * the last Sunday of March to the last Sunday of October, 01:00 UTC each. Its own arithmetic, and
 * not the platform's, so that the same seed writes the same bytes under any tzdata.
 */
export const SITE_ZONE = 'Europe/Berlin';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

interface Summer {
  readonly from: number;
  readonly until: number;
}

const summers = new Map<number, Summer>();

function summerOf(year: number): Summer {
  const known = summers.get(year);
  if (known !== undefined) return known;
  const summer = { from: lastSunday(year, 2) + HOUR, until: lastSunday(year, 9) + HOUR };
  summers.set(year, summer);
  return summer;
}

/** Midnight UTC of the last Sunday of a month of 31 days. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month, 31);
  return last - new Date(last).getUTCDay() * DAY;
}

interface Local {
  readonly date: string;
  readonly time: string;
  readonly day: string;
  readonly month: number;
  readonly year: number;
  readonly summer: boolean;
}

function localOf(instant: number): Local {
  const summer = summerOf(new Date(instant).getUTCFullYear());
  const isSummer = instant >= summer.from && instant < summer.until;
  const iso = new Date(instant + (isSummer ? 2 : 1) * HOUR).toISOString();
  return {
    date: iso.slice(0, 10),
    time: iso.slice(11, 23),
    day: iso.slice(8, 10),
    month: Number(iso.slice(5, 7)),
    year: Number(iso.slice(0, 4)),
    summer: isSummer,
  };
}

/** xs:dateTime with milliseconds and a numeric offset, never `Z`, as captured (peoplefluent-facts 1.4). */
export function xmlDateTime(instant: number): string {
  const local = localOf(instant);
  return `${local.date}T${local.time}${local.summer ? '+02:00' : '+01:00'}`;
}

/** The four forms of the training-history loader, by number from 0 (peoplefluent-facts 4.1). */
export function loaderDate(instant: number, form: number): string {
  const local = localOf(instant);
  const month = form < 2 ? String(local.month).padStart(2, '0') : (MONTHS[local.month - 1] ?? MONTHS[0]);
  const year = form % 2 === 0 ? String(local.year).slice(2) : String(local.year);
  return `${local.day}-${month}-${year} ${local.time.slice(0, 5)}`;
}

/** `yyyy-MM-dd HH:mm:ss`, or the day alone (peoplefluent-facts 4.2). */
export function externalDate(instant: number, dayOnly: boolean): string {
  const local = localOf(instant);
  return dayOnly ? local.date : `${local.date} ${local.time.slice(0, 8)}`;
}
