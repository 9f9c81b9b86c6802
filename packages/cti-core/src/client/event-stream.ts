import { type CtiEvent, type EventName, eventSchemas } from '../messages/events.js';

/** What becomes of one event that came in. */
export type Admission =
  | { readonly admit: true; readonly event: CtiEvent }
  | { readonly admit: false; readonly why: 'seen' | 'unknown' }
  | { readonly admit: false; readonly why: 'malformed'; readonly issues: readonly unknown[] };

/**
 * The client's place in the server's events. Each event passes once: a `seq` at or below the last one was seen
 * before. Gaps are normal, as others' events lie there.
 */
export class EventStream {
  #stream: string | null = null;
  #seq = 0;

  /** What to send with `session.open`, so that nothing is missed; undefined before the first session. */
  get resume(): { stream: string; seq: number } | undefined {
    return this.#stream === null ? undefined : { stream: this.#stream, seq: this.#seq };
  }

  /** A session opened with a whole picture, true as of `seq`. */
  begin(stream: string, seq: number): void {
    this.#stream = stream;
    this.#seq = seq;
  }

  /** The next session starts from a whole picture. */
  forget(): void {
    this.#stream = null;
    this.#seq = 0;
  }

  admit(envelope: { seq: number; at: number; event: string; data?: unknown }): Admission {
    if (envelope.seq <= this.#seq) return { admit: false, why: 'seen' };
    // Moved before anybody hears of it: an event that a listener chokes on is not told again.
    this.#seq = envelope.seq;
    if (!Object.hasOwn(eventSchemas, envelope.event)) return { admit: false, why: 'unknown' };
    const checked = eventSchemas[envelope.event as EventName].safeParse(envelope.data);
    if (!checked.success) return { admit: false, why: 'malformed', issues: checked.error.issues };
    // The original, not the parsed copy: fields a newer server adds are kept.
    return { admit: true, event: envelope as CtiEvent };
  }
}
