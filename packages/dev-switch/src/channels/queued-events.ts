import type { Session } from './session.js';
import type { HeaderValue } from './switch-event.js';

/** An event that a client sent to one channel (`sendevent` with a `Unique-ID`). */
export interface QueuedEvent {
  readonly name: string;
  readonly subclass: string | null;
  /** By name as sent. */
  readonly headers: ReadonlyMap<string, HeaderValue>;
  readonly body: string | null;
}

const MOST_WAITING = 256;

/** Events sent to a channel, until its application takes them. */
export class QueuedEvents {
  readonly #waiting: QueuedEvent[] = [];

  constructor(private readonly session: Session) {}

  /** False when too many wait: it is an event for everybody then, as in FreeSWITCH. */
  add(event: QueuedEvent): boolean {
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#waiting.push(event);
    this.session.raise();
    return true;
  }

  take(): QueuedEvent | null {
    return this.#waiting.shift() ?? null;
  }

  /** A parked channel passes on what it was sent, with its own headers. */
  passOn(): boolean {
    const event = this.take();
    if (event === null) return false;
    const headers = new Map(event.headers);
    this.session.channel.writeAll(headers);
    this.session.core.bus.publish(event.name, headers, {
      ...(event.subclass === null ? {} : { subclass: event.subclass }),
      ...(event.body === null ? {} : { body: event.body }),
    });
    return true;
  }
}

/** The value of a header, whatever case its name has. */
export function headerOf(event: QueuedEvent, name: string): string | undefined {
  for (const [key, value] of event.headers) {
    if (key.toLowerCase() === name && typeof value === 'string') return value;
  }
  return undefined;
}
