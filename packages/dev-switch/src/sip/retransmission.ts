import { statusOf, transactionKey } from './sip-text.js';

const T1_MS = 500;
const T2_MS = 4_000;
/** 64 × T1 is over by then; sip.js ends the transaction itself (timers B, F, H). */
const MAX_SENDINGS = 11;
/** Messages waiting for their reply; beyond it new ones are sent once. */
const MAX_PENDING = 10_000;

interface Pending {
  intervalMs: number;
  sendings: number;
  readonly doubles: boolean;
  readonly resend: () => void;
  timer: NodeJS.Timeout;
}

/**
 * The retransmissions that sip.js leaves out, since it was made for WebSocket: timers A and E for requests, G for final
 * replies that refuse an INVITE (RFC 3261 section 17). A 2xx and its ACK are repeated by sip.js's dialog.
 */
export class Retransmission {
  readonly #pending = new Map<string, Pending>();
  count = 0;

  /** Call for every message that is sent. */
  sent(text: string, resend: () => void): void {
    const status = statusOf(text);
    const key = transactionKey(text);
    if (key === null) return;
    const isInvite = key.endsWith(':INVITE');
    const repeats = status === null ? !text.startsWith('ACK ') : isInvite && status >= 300;
    if (!repeats || this.#pending.size >= MAX_PENDING) return;
    const name = status === null ? key : `reply ${key}`;
    this.#stop(name);
    const pending: Pending = {
      intervalMs: T1_MS,
      sendings: 1,
      // Timer A doubles without a limit; E and G stop growing at T2.
      doubles: isInvite && status === null,
      resend,
      timer: setTimeout(() => this.#fire(name), T1_MS),
    };
    this.#pending.set(name, pending);
  }

  /** Call for every message that came. */
  received(text: string): void {
    const key = transactionKey(text);
    if (key === null) return;
    const status = statusOf(text);
    if (status === null) {
      if (text.startsWith('ACK ')) this.#stop(`reply ${key.replace(/:ACK$/, ':INVITE')}`);
      return;
    }
    if (status >= 200 || key.endsWith(':INVITE')) this.#stop(key);
    else this.#slowDown(key);
  }

  stop(): void {
    for (const name of [...this.#pending.keys()]) this.#stop(name);
  }

  #fire(name: string): void {
    const pending = this.#pending.get(name);
    if (pending === undefined) return;
    if (pending.sendings >= MAX_SENDINGS) {
      this.#stop(name);
      return;
    }
    pending.sendings += 1;
    this.count += 1;
    pending.intervalMs = pending.doubles ? pending.intervalMs * 2 : Math.min(pending.intervalMs * 2, T2_MS);
    pending.timer = setTimeout(() => this.#fire(name), pending.intervalMs);
    pending.resend();
  }

  #slowDown(name: string): void {
    const pending = this.#pending.get(name);
    if (pending !== undefined) pending.intervalMs = T2_MS;
  }

  #stop(name: string): void {
    clearTimeout(this.#pending.get(name)?.timer);
    this.#pending.delete(name);
  }
}
