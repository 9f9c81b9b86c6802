import type { SwitchCore } from '../switch-core.js';

/** An `api` command: the text after its name in, the reply's text out. It may take as long as the call it waits for. */
export type Command = (args: string, core: SwitchCore) => string | Promise<string>;

export const NO_CHANNEL = '-ERR No such channel!\n';
export const OK = '+OK\n';

export function usage(syntax: string): string {
  return `-USAGE: ${syntax}\n`;
}

/** Splits at runs of spaces; the last of `max` words keeps the rest. */
export function words(text: string, max: number): string[] {
  const found: string[] = [];
  let rest = text.trim();
  while (rest !== '' && found.length < max - 1) {
    const at = rest.indexOf(' ');
    if (at < 0) break;
    found.push(rest.slice(0, at));
    rest = rest.slice(at + 1).trimStart();
  }
  if (rest !== '') found.push(rest);
  return found;
}
