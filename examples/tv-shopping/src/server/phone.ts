/** A caller's number as customers are filed under: no country code, no trunk prefix before a mobile number. */
export function filedNumber(raw: string): string {
  const digits = raw.replace(/[^\d+]/g, '').replace(/^(\+|00)86/, '');
  return /^01[3-9]\d{9}$/.test(digits) ? digits.slice(1) : digits;
}
