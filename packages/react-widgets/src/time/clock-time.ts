import type { Locale } from '../i18n/i18n.js';

const formats = new Map<Locale, Intl.DateTimeFormat>();

/** `14:05`: a moment of today, in the reader's time zone. */
export function formatClockTime(locale: Locale, at: number): string {
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(locale, format);
  }
  return format.format(at);
}
