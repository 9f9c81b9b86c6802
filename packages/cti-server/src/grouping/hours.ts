import type { OpeningHours } from '../acd/acd.schema.js';

interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** Minutes since midnight on the wall clock. */
  readonly minutes: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** Formatters are slow to make. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** True when the instant lies in an opening (IVR-4): a single day's own openings, if it has any say, else the week's. */
export function isOpen(hours: OpeningHours, at: number): boolean {
  const { date, weekday, minutes } = localTime(hours.timeZone, at);
  const own = hours.days[date];
  const openings = own ?? hours.weekly.filter(({ days }) => days.includes(weekday));
  return openings.some(({ from, to }) => minutes >= minutesOf(from) && minutes < minutesOf(to));
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function localTime(timeZone: string, at: number): LocalTime {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  const part: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value;
  return {
    date: `${part.year}-${part.month}-${part.day}`,
    weekday: WEEKDAYS.indexOf(part.weekday ?? '') + 1,
    minutes: Number(part.hour) * 60 + Number(part.minute),
  };
}
