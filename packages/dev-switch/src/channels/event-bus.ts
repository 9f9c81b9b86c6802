import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Clock } from './clock.js';
import { type Headers, type HeaderValue, SwitchEvent } from './switch-event.js';

/** Numbers events core-wide and hands each to every listener. */
export class EventBus {
  readonly coreUuid = randomUUID();
  readonly hostname = hostname();
  readonly #listeners = new Set<(event: SwitchEvent) => void>();
  #sequence = 0;

  constructor(readonly clock: Clock) {}

  /** Calls `listener` for each event from now on; returns its removal. */
  listen(listener: (event: SwitchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  publish(name: string, own: Headers, options: { subclass?: string; body?: string } = {}): SwitchEvent {
    const headers = new Map<string, HeaderValue>();
    if (options.subclass !== undefined) headers.set('Event-Subclass', options.subclass);
    this.stamp(name, headers);
    for (const [key, value] of own) headers.set(key, value);
    const event = new SwitchEvent(name, options.subclass ?? null, headers, options.body ?? null);
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        // A listener cannot break a call, nor keep the event from the others.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
    return event;
  }

  /** The headers every event begins with; takes the next sequence number. */
  stamp(name: string, headers: Map<string, HeaderValue>): void {
    const nowUs = this.clock.nowUs();
    headers.set('Event-Name', name);
    headers.set('Core-UUID', this.coreUuid);
    headers.set('FreeSWITCH-Hostname', this.hostname);
    headers.set('FreeSWITCH-Switchname', this.hostname);
    headers.set('FreeSWITCH-IPv4', '127.0.0.1');
    headers.set('FreeSWITCH-IPv6', '::1');
    headers.set('Event-Date-Local', localStamp(nowUs));
    headers.set('Event-Date-GMT', new Date(nowUs / 1000).toUTCString());
    headers.set('Event-Date-Timestamp', String(nowUs));
    headers.set('Event-Sequence', String(++this.#sequence));
  }
}

/** `2026-11-23 14:22:49` in the machine's time zone. */
export function localStamp(us: number): string {
  const date = new Date(us / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return (
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}
