import type { Channel } from './channel.js';

/** One application the dialplan runs. */
export interface DialplanStep {
  readonly app: string;
  readonly arg: string;
}

/** What a call that comes in, or is transferred to an extension, goes through. */
export type Dialplan = (channel: Channel) => readonly DialplanStep[];

/** The dialplan of a server-driven switch: every call is parked and waits for orders. */
export const parkEverything: Dialplan = () => [{ app: 'park', arg: '' }];

/**
 * The `inline` dialplan: `app:arg,app:arg`, or with another separator `m:^:app:arg^app:arg`. Quotes around the whole
 * are taken off.
 */
export function parseInline(text: string): DialplanStep[] {
  let rest = text.replace(/^'(.*)'$/s, '$1');
  let separator = ',';
  const chosen = /^m:(.):/.exec(rest);
  if (chosen !== null) {
    separator = chosen[1] ?? ',';
    rest = rest.slice(4);
  }
  return rest
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const colon = part.indexOf(':');
      return colon < 0 ? { app: part, arg: '' } : { app: part.slice(0, colon), arg: part.slice(colon + 1) };
    });
}
