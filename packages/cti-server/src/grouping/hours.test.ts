import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hoursSchema, type OpeningHours } from '../acd/acd.schema.js';
import { isOpen } from './hours.js';

const shop = hoursSchema.parse({
  timeZone: 'Asia/Shanghai',
  weekly: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '12:00' },
    { days: [1, 2, 3, 4, 5], from: '13:00', to: '18:00' },
  ],
  days: {
    // National Day, and the Saturday that is worked for it (调休).
    '2026-10-01': [],
    '2026-10-10': [{ from: '09:00', to: '18:00' }],
  },
});

const shanghai = (text: string): number => Date.parse(`${text}+08:00`);
const open = (text: string): boolean => isOpen(shop, shanghai(text));

describe('opening hours (ACD-1, IVR-4)', () => {
  test('a weekday opens at its minute, closes at its minute, and rests at noon', () => {
    expect(open('2026-09-28T08:59:59.999')).toBe(false);
    expect(open('2026-09-28T09:00')).toBe(true);
    expect(open('2026-09-28T12:00')).toBe(false);
    expect(open('2026-09-28T17:59:59.999')).toBe(true);
    expect(open('2026-09-28T18:00')).toBe(false);
  });

  test('a weekend is closed', () => expect(open('2026-09-27T10:00')).toBe(false));

  test('a public holiday on a Thursday is closed', () => expect(open('2026-10-01T10:00')).toBe(false));

  test('a make-up working day on a Saturday (调休) is open, without the rest at noon', () => {
    expect(open('2026-10-10T12:30')).toBe(true);
    expect(open('2026-10-17T12:30')).toBe(false);
  });

  test('until midnight means until midnight', () => {
    const late = hoursSchema.parse({
      timeZone: 'Asia/Shanghai',
      weekly: [{ days: [5], from: '20:00', to: '24:00' }],
    });
    expect(isOpen(late, shanghai('2026-10-02T23:59:59.999'))).toBe(true);
    expect(isOpen(late, shanghai('2026-10-03T00:00'))).toBe(false);
  });

  test('a night shift runs over midnight and belongs to the evening it began', () => {
    const night = hoursSchema.parse({
      timeZone: 'Asia/Shanghai',
      weekly: [{ days: [7], from: '22:00', to: '06:00' }],
      days: { '2026-10-05': [] },
    });
    expect(isOpen(night, shanghai('2026-10-04T23:00'))).toBe(true);
    expect(isOpen(night, shanghai('2026-10-05T05:59'))).toBe(true);
    expect(isOpen(night, shanghai('2026-10-05T06:00'))).toBe(false);
    expect(isOpen(night, shanghai('2026-10-04T05:00'))).toBe(false);
  });

  test('given New York, when summer time begins, then nine o’clock is nine o’clock there', () => {
    const desk = hoursSchema.parse({
      timeZone: 'America/New_York',
      weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '17:00' }],
    });
    // Standard time until Saturday 7 March 2026, summer time from Sunday the 8th.
    expect(isOpen(desk, Date.parse('2026-03-07T13:30Z'))).toBe(false);
    expect(isOpen(desk, Date.parse('2026-03-07T14:00Z'))).toBe(true);
    expect(isOpen(desk, Date.parse('2026-03-08T13:00Z'))).toBe(true);
    expect(isOpen(desk, Date.parse('2026-03-08T21:00Z'))).toBe(false);
  });

  test('given New York, when summer time ends, then the hour that comes twice is open twice', () => {
    const desk = hoursSchema.parse({
      timeZone: 'America/New_York',
      weekly: [{ days: [7], from: '01:00', to: '02:00' }],
    });
    const at = (utc: string): boolean => isOpen(desk, Date.parse(`2026-11-01T${utc}Z`));
    expect([at('04:59'), at('05:30'), at('06:30'), at('07:00')]).toEqual([false, true, true, false]);
  });

  const time = fc.integer({ min: 0, max: 1_439 }).map(clock);
  const opening = fc
    .tuple(time, time)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => ({ from, to: to === '00:00' ? '24:00' : to }));
  const anyHours = fc
    .record({
      timeZone: fc.constantFrom(
        'Asia/Shanghai',
        'America/New_York',
        'Europe/Berlin',
        'Australia/Lord_Howe',
        'Asia/Kathmandu',
        'America/St_Johns',
        'Pacific/Apia',
        'Africa/Casablanca',
        'UTC',
      ),
      weekly: fc.array(
        fc
          .record({ days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), at: opening })
          .map(({ days, at }) => ({ days, ...at })),
        { maxLength: 4 },
      ),
      days: fc.dictionary(
        fc.integer({ min: 1, max: 28 }).map((day) => `2026-03-${String(day).padStart(2, '0')}`),
        fc.array(opening, { maxLength: 2 }),
      ),
    })
    .map((hours) => hoursSchema.parse(hours));
  // March 2026 has the exceptions and a change of the clock; the other years have all that zones have done.
  const instant = fc.oneof(
    fc.integer({ min: Date.UTC(2026, 1, 27), max: Date.UTC(2026, 3, 2) }),
    fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) }),
  );

  test('agrees with a calendar read off the wall clock that Intl writes', async () => {
    await fc.assert(
      fc.property(anyHours, instant, (hours, at) => {
        expect(isOpen(hours, at)).toBe(openOnTheWall(hours, at));
      }),
      { seed: 20_261_123, numRuns: 2_000 },
    );
  });
});

function clock(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The slow way: texts as a person reads them. */
function openOnTheWall(hours: OpeningHours, at: number): boolean {
  const [date = '', time = ''] = new Date(at)
    .toLocaleString('sv-SE', { timeZone: hours.timeZone, hourCycle: 'h23' })
    .split(' ');
  const hhmm = time.slice(0, 5);
  const on = (day: string) => {
    const weekday = new Date(`${day}T12:00Z`).getUTCDay() || 7;
    return hours.days[day] ?? hours.weekly.filter(({ days }) => days.includes(weekday));
  };
  const dayBefore = new Date(Date.parse(`${date}T12:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return (
    on(date).some(({ from, to }) => from <= hhmm && (hhmm < to || to < from)) ||
    on(dayBefore).some(({ from, to }) => to < from && hhmm < to)
  );
}
