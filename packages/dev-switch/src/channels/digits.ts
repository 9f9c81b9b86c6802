import type { Session } from './session.js';

/** One key pressed; `source` is what FreeSWITCH calls RFC 4733, SIP INFO and an api command. */
export interface Digit {
  readonly digit: string;
  readonly durationMs: number;
  readonly source: 'RTP' | 'ENDPOINT' | 'APP';
}

const MAX_WAITING = 128;

/** Keys a party pressed, until an application or the bridge takes them; beyond what may wait they are lost. */
export class Digits {
  readonly #waiting: Digit[] = [];
  #dialled = '';

  constructor(private readonly session: Session) {}

  /** Every key that was taken. */
  get dialled(): string {
    return this.#dialled;
  }

  queue(digit: Digit): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(digit);
    this.session.raise();
  }

  /** The next key, told by its DTMF event, as FreeSWITCH tells it when it is taken; null when there is none. */
  take(): Digit | null {
    const digit = this.#waiting.shift();
    if (digit === undefined) return null;
    this.#dialled += digit.digit;
    this.session.publish('DTMF', {
      basic: true,
      before: {
        'DTMF-Digit': digit.digit,
        'DTMF-Duration': String(digit.durationMs * 8),
        'DTMF-Source': digit.source,
      },
    });
    return digit;
  }
}
