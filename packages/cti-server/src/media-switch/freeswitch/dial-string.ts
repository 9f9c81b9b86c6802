import { CallweaveError } from '@callweave/cti-core';

/**
 * Quotes a value for `originate {name=value,…}`, given as an argument of `bgapi`. FreeSWITCH takes such a value
 * apart three times (at spaces, at commas, at the equals sign), and each time removes a level of quotes and
 * backslashes. A comma can be escaped; braces cannot, and an apostrophe would need seven backslashes: those are
 * replaced by their likes. `$` is taken out, so that nothing is ever expanded.
 * @throws {CallweaveError} `switch.invalid-argument` for line breaks and control characters
 */
export function dialValue(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new CallweaveError('switch.invalid-argument', 'A control character in a dial string was refused');
  }
  const plain = text
    .replaceAll('$', '')
    .replace(/[{[<]/g, '(')
    .replace(/[}\]>]/g, ')')
    .replaceAll('\\', '/')
    .replaceAll("'", '\u2019')
    .replaceAll(',', '\\,')
    .trim();
  return plain.includes(' ') ? `'${plain}'` : plain;
}

/** `{name=value,…}`. Values must be quoted or need no quoting. */
export function dialVariables(variables: Iterable<readonly [string, string]>): string {
  return `{${[...variables].map(([name, value]) => `${name}=${value}`).join(',')}}`;
}

/**
 * A word that goes into commands as it is: ids, extensions, numbers, names of gateways and files.
 * @throws {CallweaveError} `switch.invalid-argument`
 */
export function word(text: string, what: string, allowed = /^[\w.+*#@:-]+$/): string {
  if (allowed.test(text) && text.length <= 256) return text;
  throw new CallweaveError('switch.invalid-argument', `'${text.slice(0, 40)}' cannot be a ${what}`, {
    details: { what },
  });
}
