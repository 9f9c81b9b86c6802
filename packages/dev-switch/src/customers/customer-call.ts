import type { Clock } from '../channels/clock.js';
import type { AudioSource } from '../endpoint.js';
import type { CustomerLine } from './customer-line.js';
import type { CustomerPlan } from './customer-plan.js';
import { Ear } from './ear.js';

/** How a customer's call ended. `cause` is a Q.850 name. */
export interface CustomerOutcome {
  readonly how: 'served' | 'gave-up' | 'cut-off' | 'refused';
  readonly cause: string;
  readonly waitedMs: number;
  readonly talkedMs: number;
}

/** Nobody lets it ring longer. */
const UNANSWERED_MS = 60_000;

/** One customer at his telephone: calls, presses his keys, waits as long as he likes, talks, hangs up. */
export class CustomerCall {
  /** Resolves when the call is over. */
  readonly ended: Promise<CustomerOutcome>;
  readonly #line: CustomerLine;
  readonly #plan: CustomerPlan;
  readonly #clock: Clock;
  readonly #ear = new Ear();
  readonly #timers = new Set<() => void>();
  readonly #stopListening: () => void;
  #phase: 'calling' | 'waiting' | 'talking' | 'ended' = 'calling';
  #answeredUs = 0;
  #talkingUs: number | null = null;
  #hungUpAs: 'served' | 'gave-up' | null = null;
  #end: (outcome: CustomerOutcome) => void = () => {};

  constructor(line: CustomerLine, plan: CustomerPlan, clock: Clock, voice: AudioSource | null) {
    this.#line = line;
    this.#plan = plan;
    this.#clock = clock;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#stopListening = voice === null ? () => {} : line.media.tap((heard) => this.#ear.hear(heard));
    line.follow({
      onAnswered: () => this.#onAnswered(voice),
      onEnded: (cause) => this.#onEnded(cause),
    });
    this.#after(UNANSWERED_MS, () => this.#phase === 'calling' && this.#hangUp('gave-up'));
  }

  get callId(): string {
    return this.#line.callId;
  }

  get phase(): 'calling' | 'waiting' | 'talking' | 'ended' {
    return this.#phase;
  }

  /** How much of the last second's sound is this tone, 0 to 1; of a silent customer always 0. */
  heard(hertz: number): number {
    return this.#ear.share(hertz);
  }

  press(keys: string): void {
    if (this.#phase !== 'ended') this.#line.press(keys);
  }

  hangUp(): void {
    this.#hangUp(this.#phase === 'talking' ? 'served' : 'gave-up');
  }

  /** He hears that somebody talks to him. */
  connected(): void {
    if (this.#phase !== 'waiting') return;
    this.#phase = 'talking';
    this.#talkingUs = this.#clock.nowUs();
    this.#after(this.#plan.talkMs, () => this.#hangUp('served'));
  }

  #onAnswered(voice: AudioSource | null): void {
    if (this.#phase !== 'calling') return;
    this.#phase = 'waiting';
    this.#answeredUs = this.#clock.nowUs();
    this.#line.media.setSource(voice);
    const { keys, keysAfterMs, patienceMs } = this.#plan;
    if (keys !== '') this.#after(keysAfterMs, () => this.press(keys));
    this.#after(patienceMs, () => this.#phase === 'waiting' && this.#hangUp('gave-up'));
  }

  #hangUp(as: 'served' | 'gave-up'): void {
    if (this.#phase === 'ended') return;
    this.#hungUpAs = as;
    this.#line.hangUp();
    this.#onEnded('NORMAL_CLEARING');
  }

  #onEnded(cause: string): void {
    if (this.#phase === 'ended') return;
    const refused = this.#phase === 'calling';
    this.#phase = 'ended';
    for (const cancel of this.#timers) cancel();
    this.#stopListening();
    const nowUs = this.#clock.nowUs();
    const answeredUs = refused ? nowUs : this.#answeredUs;
    const byOthers = refused ? 'refused' : this.#talkingUs === null ? 'cut-off' : 'served';
    this.#end({
      how: this.#hungUpAs ?? byOthers,
      cause,
      waitedMs: Math.round(((this.#talkingUs ?? nowUs) - answeredUs) / 1000),
      talkedMs: this.#talkingUs === null ? 0 : Math.round((nowUs - this.#talkingUs) / 1000),
    });
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}
