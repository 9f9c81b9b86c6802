import { MAX_PRIVATE_EVENTS, type PrivateEvent } from './private-event.js';
import type { Session } from './session.js';

/** A loop shorter than this is not repeated, or a missing file would spin. */
const SHORTEST_LOOP_US = 500_000;
/** Orders that may run on top of each other; FreeSWITCH takes no more until one of them has ended. */
const MOST_STACKED = 32;

/** What was ordered from outside and waits for the channel, and how it is broken off. */
export class Orders {
  readonly #waiting: PrivateEvent[] = [];
  #locks = 0;
  #broadcasts = 0;
  #stopped = false;
  #break = false;

  constructor(private readonly session: Session) {}

  /** False when too many wait. */
  add(order: PrivateEvent): boolean {
    if (this.#waiting.length >= MAX_PRIVATE_EVENTS) return false;
    this.#waiting.push(order);
    this.session.raise();
    return true;
  }

  /** True while an order plays to the party: it does not talk with its partner then. */
  get busy(): boolean {
    return this.#broadcasts > 0;
  }

  /** The next order, unless a locked one is being carried out. */
  next(): PrivateEvent | null {
    return this.#locks > 0 || this.#broadcasts > MOST_STACKED ? null : (this.#waiting.shift() ?? null);
  }

  async carryOut(order: PrivateEvent): Promise<void> {
    const { session } = this;
    const tell = session.mediaUp;
    if (order.eventLock) this.#locks += 1;
    try {
      if (order.command === 'hangup') session.hangUp(order.hangupCause ?? 'NORMAL_CLEARING');
      else await this.#execute(order);
    } finally {
      if (order.eventLock) this.#locks -= 1;
    }
    // FreeSWITCH tells orders that a channel with media took from its queue.
    if (tell) session.publish('PRIVATE_COMMAND', { basic: true, before: Object.fromEntries(order.headers) });
  }

  async #execute(order: PrivateEvent): Promise<void> {
    const { session } = this;
    const { variables } = session.channel;
    this.#broadcasts += 1;
    this.#stopped = false;
    for (let loop = 1; order.loops < 0 || loop <= order.loops; loop++) {
      const startedUs = session.core.clock.nowUs();
      variables.set('current_loop', String(loop));
      variables.set('total_loops', String(order.loops));
      if (!(await session.execute(order.app, order.arg, order.appUuid))) break;
      const tookUs = session.core.clock.nowUs() - startedUs;
      if (!session.ready || this.#stopped || tookUs < SHORTEST_LOOP_US) break;
    }
    variables.set('current_loop', null);
    variables.set('total_loops', null);
    this.#broadcasts -= 1;
  }

  /** `uuid_break`: ends what plays now, or with `all` what waits behind it as well. */
  breakOff(all: boolean): void {
    if (all) this.#waiting.length = 0;
    if (this.#broadcasts > 0) this.stop();
    else this.#break = true;
    this.session.raise();
  }

  /** Ends the order that is being carried out and its repetitions. */
  stop(): void {
    if (this.#broadcasts === 0) return;
    this.#stopped = true;
    this.#break = true;
    this.session.raise();
  }

  takeBreak(): boolean {
    const asked = this.#break;
    this.#break = false;
    return asked;
  }

  /** A break asked for before an application began is not meant for it. */
  forgetBreak(): void {
    this.#break = false;
  }
}
