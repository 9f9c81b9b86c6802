import type { OpeningHours } from '../acd/acd.schema.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

/** Minutes of the wall clock since its midnight; `to` is exclusive, and beyond the day for an opening over midnight. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Calendar {
  /** By weekday, 0 Monday … 6 Sunday. */
  readonly weekly: readonly (readonly Span[])[];
  /** By days since 1970-01-01. */
  readonly days: ReadonlyMap<number, readonly Span[]>;
}

/**
 * True when the instant lies in an opening (IVR-4): a single day's own openings, if it has any say, else the week's. The
 * wall clock counts, so that an hour which summer time repeats is open twice. An opening that ends before it begins runs
 * over midnight and belongs to the day it began on.
 */
export function isOpen(hours: OpeningHours, at: number): boolean {
  const calendar = calendarOf(hours);
  const wall = at + offsetMsAt(hours.timeZone, at);
  const day = Math.floor(wall / DAY_MS);
  const minute = Math.floor((wall - day * DAY_MS) / MINUTE_MS);
  return (
    spansOf(calendar, day).some(({ from, to }) => minute >= from && minute < to) ||
    spansOf(calendar, day - 1).some(({ to }) => minute < to - DAY_MINUTES)
  );
}

function spansOf({ weekly, days }: Calendar, day: number): readonly Span[] {
  // 1970-01-01 was a Thursday.
  return days.get(day) ?? weekly[(((day + 3) % 7) + 7) % 7] ?? [];
}

const calendars = new WeakMap<OpeningHours, Calendar>();

function calendarOf(hours: OpeningHours): Calendar {
  const known = calendars.get(hours);
  if (known) return known;
  const calendar: Calendar = {
    weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
      hours.weekly.filter(({ days }) => days.includes(weekday)).map(spanOf),
    ),
    days: new Map(
      Object.entries(hours.days).map(([date, openings]) => [Date.parse(date) / DAY_MS, openings.map(spanOf)]),
    ),
  };
  calendars.set(hours, calendar);
  return calendar;
}

function spanOf(opening: { readonly from: string; readonly to: string }): Span {
  const [from, to] = [minutesOf(opening.from), minutesOf(opening.to)];
  return { from, to: to < from ? to + DAY_MINUTES : to };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** A zone's clock, and what it showed last: the kernel asks many times for the same minute, and a formatter is slow. */
interface Zone {
  readonly formatter: Intl.DateTimeFormat;
  minute: number;
  offsetMs: number;
}
const zones = new Map<string, Zone>();

/** What the zone's wall clock is ahead of UTC. Zones change at whole minutes only. */
function offsetMsAt(timeZone: string, at: number): number {
  const zone = zones.get(timeZone) ?? newZone(timeZone);
  const minute = Math.floor(at / MINUTE_MS);
  if (zone.minute !== minute) {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of zone.formatter.formatToParts(minute * MINUTE_MS)) part[type] = value;
    const { year, month, day, hour, minute: minutes, second } = part;
    const wall = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minutes),
      Number(second),
    );
    zone.offsetMs = wall - minute * MINUTE_MS;
    zone.minute = minute;
  }
  return zone.offsetMs;
}

function newZone(timeZone: string): Zone {
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { formatter, minute: Number.NaN, offsetMs: 0 };
  zones.set(timeZone, zone);
  return zone;
}
