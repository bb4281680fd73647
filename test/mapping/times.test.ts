import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { ALM_RANGE, endOfDay, inFuture, isoInstant, outOfRange, toInstant } from '../../src/mapping/index.js';

describe('a legacy time becomes one instant', () => {
  it('takes the offset of the text, whatever the zone beside it', () => {
    expect(toInstant('2014-07-24T05:26:13.970-05:00', 'Asia/Tokyo')).toEqual({
      ok: true,
      instant: '2014-07-24T10:26:13.970Z',
    });
    expect(toInstant('2014-07-24T05:26:13Z', 'Asia/Tokyo')).toEqual({
      ok: true,
      instant: '2014-07-24T05:26:13.000Z',
    });
  });

  it('reads a time without offset in the zone of the record, in winter and in summer', () => {
    expect(toInstant('2020-01-15T08:00:00', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2020-01-15T07:00:00.000Z',
    });
    expect(toInstant('2020-07-15T08:00:00', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2020-07-15T06:00:00.000Z',
    });
  });

  it('moves a time that does not exist on by the gap, and says so', () => {
    expect(toInstant('2026-03-29T02:30:00', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2026-03-29T01:30:00.000Z',
      note: 'gap',
    });
  });

  it('takes the earlier of a time that exists twice, and says so', () => {
    expect(toInstant('2025-10-26T02:30:00', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2025-10-26T00:30:00.000Z',
      note: 'overlap',
    });
  });

  it('reads the hours around a change on the day of the change without a note', () => {
    expect(toInstant('2026-03-29T01:59:59', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2026-03-29T00:59:59.000Z',
    });
    expect(toInstant('2026-03-29T03:00:00', 'Europe/Berlin')).toEqual({
      ok: true,
      instant: '2026-03-29T01:00:00.000Z',
    });
  });

  it('knows the gap of a whole day, where a country crossed the date line', () => {
    expect(toInstant('2011-12-30T12:00:00', 'Pacific/Apia')).toMatchObject({ ok: true, note: 'gap' });
  });

  it.each([
    ['31-dec-13', 'text that the reader left as it was'],
    ['2013-02-29T00:00:00', 'a leap day of no leap year'],
    ['1900-02-29T00:00:00Z', 'a leap day of a century'],
    ['2013-13-01T00:00:00Z', 'a thirteenth month'],
    ['2013-04-31T00:00:00Z', 'a day the month lacks'],
    ['2013-04-30T24:00:00Z', 'hour 24'],
    ['2013-04-30T10:60:00Z', 'minute 60'],
    ['2013-04-30T10:00:60Z', 'second 60'],
    ['2013-04-30T10:00:00+14:30', 'an offset that no place has'],
    ['2013-04-30', 'a date without time'],
    ['', 'nothing'],
  ])('does not read %s (%s)', (text) => {
    expect(toInstant(text, 'UTC')).toEqual({ ok: false, code: 'MAP-DATE-UNREADABLE' });
  });

  it('needs a zone that it knows only where the text has no offset', () => {
    expect(toInstant('2013-04-30T10:00:00', 'HKT')).toEqual({ ok: false, code: 'MAP-ZONE-UNKNOWN' });
    expect(toInstant('2013-04-30T10:00:00', '')).toEqual({ ok: false, code: 'MAP-ZONE-UNKNOWN' });
    expect(toInstant('2013-04-30T10:00:00Z', 'HKT').ok).toBe(true);
  });

  it('cuts fractions beyond the millisecond', () => {
    expect(toInstant('2013-04-30T23:59:59.9999999Z', 'UTC')).toEqual({
      ok: true,
      instant: '2013-04-30T23:59:59.999Z',
    });
    expect(toInstant('2013-04-30T23:59:59.5Z', 'UTC')).toEqual({
      ok: true,
      instant: '2013-04-30T23:59:59.500Z',
    });
  });

  it('keeps the years before 100 what they are', () => {
    expect(toInstant('0021-05-01T00:00:00Z', 'UTC')).toEqual({
      ok: true,
      instant: '0021-05-01T00:00:00.000Z',
    });
  });
});

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
  'America/St_Johns',
  'Asia/Kolkata',
  'UTC',
] as const;

describe('laws of time', () => {
  const instants = fc.integer({ min: ALM_RANGE.first, max: ALM_RANGE.last });

  it('an instant written with any offset reads back as itself', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -840, max: 840 }), (epoch, offset) => {
        const wall = new Date(epoch + offset * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(offset);
        const text = `${wall}${offset < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        expect(toInstant(text, 'UTC')).toEqual({ ok: true, instant: new Date(epoch).toISOString() });
      }),
    );
  });

  it('an instant is written as the platform writes it', () => {
    const year9999 = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
    const epochs = fc.oneof(instants, fc.integer({ min: -year9999, max: year9999 }));
    fc.assert(
      fc.property(epochs, (epoch) => {
        expect(isoInstant(epoch)).toBe(new Date(epoch).toISOString());
      }),
    );
  });

  it('what is read is what a date with an offset may look like, and nothing else', () => {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
    const damaged = fc
      .tuple(
        fc.constantFrom(
          '2020-02-29T23:59:58Z',
          '2020-12-31T00:00:00.123+05:30',
          '1999-01-01T00:00:00.5-14:00',
        ),
        fc.nat(30),
        fc.nat(3),
        fc.string({
          unit: fc.constantFrom('0', '1', '9', '-', ':', 'T', 'Z', '.', '+', ' ', '٣'),
          maxLength: 3,
        }),
      )
      .map(([text, at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone));
    fc.assert(
      fc.property(damaged, (text) => {
        // The platform knows the calendar but not our form: it takes hour 24 and rolls 30 February over.
        const platform = form.test(text) ? Date.parse(text) : Number.NaN;
        const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
        const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
        const offset = /[+-](\d\d):(\d\d)$/.exec(text.slice(19));
        const near =
          offset === null || (Number(offset[2]) <= 59 && Number(offset[1]) * 60 + Number(offset[2]) <= 840);
        const sound = !Number.isNaN(platform) && real && near && text.slice(11, 13) !== '24';
        const reading = toInstant(text, 'Nowhere/AtAll');
        if (sound) expect(reading).toEqual({ ok: true, instant: new Date(platform).toISOString() });
        else expect(reading.ok).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the short way by days agrees with asking the zone rules for each time', () => {
    // Half of the times lie near a change of clocks, where the two could differ.
    const changes = ZONES.flatMap((zone) => {
      const found: number[] = [];
      let at = Temporal.Instant.from('2005-01-01T00:00Z')
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next');
      while (at !== null && at.epochMilliseconds < ALM_RANGE.last && found.length < 60) {
        found.push(at.epochMilliseconds);
        at = at.getTimeZoneTransition('next');
      }
      return found.map((epoch) => ({ zone, epoch }));
    });
    expect(changes.length).toBeGreaterThan(100);
    const nearChange = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -2_000, max: 2_000 }))
      .map(([{ zone, epoch }, minutes]) => ({ zone, epoch: epoch + minutes * 60_000 }));
    const anywhere = fc.record({ zone: fc.constantFrom(...ZONES), epoch: instants });
    fc.assert(
      fc.property(fc.oneof(nearChange, anywhere), ({ zone, epoch }) => {
        const clock = Temporal.Instant.fromEpochMilliseconds(epoch)
          .toZonedDateTimeISO('UTC')
          .toPlainDateTime();
        const oracle = clock.toZonedDateTime(zone, { disambiguation: 'compatible' });
        const reading = toInstant(new Date(epoch).toISOString().slice(0, -1), zone);
        const earlier = clock.toZonedDateTime(zone, { disambiguation: 'earlier' });
        const later = clock.toZonedDateTime(zone, { disambiguation: 'later' });
        const note = earlier.equals(later)
          ? undefined
          : earlier.toPlainDateTime().equals(clock)
            ? 'overlap'
            : 'gap';
        expect(reading).toEqual({
          ok: true,
          instant: new Date(oracle.epochMilliseconds).toISOString(),
          ...(note === undefined ? {} : { note }),
        });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the range of dates', () => {
  it('is 1981 to where 32 bits of seconds end, in 2038', () => {
    expect(outOfRange(Date.parse('1981-01-01T00:00:00.000Z'))).toBeNull();
    expect(outOfRange(Date.parse('1980-12-31T23:59:59.999Z'))).toBe('MAP-DATE-OUT-OF-RANGE');
    expect(outOfRange(Date.parse('2038-01-19T03:14:07.999Z'))).toBeNull();
    expect(outOfRange(Date.parse('2038-07-17T00:00:00.000Z'))).toBe('MAP-DATE-OUT-OF-RANGE');
  });

  it('ends for the future with the reference day in the zone of the source', () => {
    const day = endOfDay('2026-01-31', 'Asia/Tokyo');
    expect(isoInstant(day)).toBe('2026-01-31T15:00:00.000Z');
    expect(inFuture(day - 1, day)).toBeNull();
    expect(inFuture(day, day)).toBe('MAP-DATE-IN-FUTURE');
  });
});
