import { ClockOffset } from './clock-offset.js';
import { EventStream } from './event-stream.js';

/** What a client remembers from one connection to the next. */
export class SessionMemory {
  readonly events = new EventStream();
  readonly clockOffset = new ClockOffset();
  /** The token the server refused last; a second refusal in a row is final. */
  rejectedToken: string | null = null;

  /** The next session is a new one, not a resumed one. */
  forget(): void {
    this.events.forget();
    this.rejectedToken = null;
  }
}
