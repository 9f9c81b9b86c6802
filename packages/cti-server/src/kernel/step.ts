import type { CallId, EpochMs } from '@callweave/cti-core';
import { Fifo } from './collections/fifo.js';
import type {
  Effect,
  KernelEvent,
  News,
  StepOutput,
  Undrawn,
  UndrawnListener,
  UndrawnMark,
} from './kernel.types.js';
import type { TimerGuard } from './timer-guards.js';
import type { Signal, Step, World } from './world.js';

/** Hears of a changed agent within the change itself. */
export type AgentListener = (step: Step, signal: Extract<Signal, { signal: 'agent.changed' }>) => void;

/** The step that is being taken, and what it has brought so far: one after the other in the same place. */
export class OpenStep implements Step {
  readonly world: World;
  readonly #ids: () => string;
  readonly #now: AgentListener;
  readonly #news = new Fifo<News>();
  readonly #effects = new Fifo<Effect | UndrawnMark>();
  readonly #signals = new Fifo<Signal>();
  #at: EpochMs = 0;

  constructor(world: World, ids: () => string, now: AgentListener) {
    this.world = world;
    this.#ids = ids;
    this.#now = now;
  }

  /** Of a step that failed, what it had brought is forgotten. */
  begin(at: EpochMs): void {
    this.#at = at;
    this.#news.clear();
    this.#effects.clear();
    this.#signals.clear();
  }

  get at(): EpochMs {
    return this.#at;
  }

  get calendarAt(): EpochMs {
    return this.world.conditions.clockZeroMs + this.#at;
  }

  newId(): string {
    return this.#ids();
  }

  emit(event: KernelEvent): void {
    this.#news.add(event);
  }

  emitUndrawn(news: Undrawn): void {
    this.#news.add(news);
  }

  order(effect: Effect): void {
    this.#effects.add(effect);
  }

  orderUndrawn(mark: UndrawnMark): void {
    this.#effects.add(mark);
  }

  signal(signal: Signal): void {
    // Indexes must never lag behind the agents they order; all other news can wait for its turn.
    if (signal.signal === 'agent.changed') this.#now(this, signal);
    else this.#signals.add(signal);
  }

  /** The next piece of news no domain has heard of yet. */
  nextSignal(): Signal | undefined {
    return this.#signals.take();
  }

  setTimer(guard: TimerGuard, delayMs: number): void {
    const timer = this.world.timers.set(guard);
    this.#effects.add({ do: 'timer.set', timer, delayMs: Math.max(0, delayMs) });
  }

  clearTimer(guard: TimerGuard): void {
    const timer = this.world.timers.forget(guard);
    if (timer) this.#effects.add({ do: 'timer.clear', timer });
  }

  clearTimersOfCall(callId: CallId): void {
    for (const { guard } of [...this.world.timers.ofCall(callId)]) this.clearTimer(guard);
  }

  output(): StepOutput {
    return {
      events: this.#news.takeAll().map((news) => ('draw' in news ? news.draw() : news)),
      effects: this.#effects.takeAll().map(drawn),
    };
  }

  handTo({ hears, carriesOut }: UndrawnListener): void {
    for (let news = this.#news.take(); news; news = this.#news.take()) hears(news);
    for (let effect = this.#effects.take(); effect; effect = this.#effects.take()) carriesOut(effect);
  }
}

/** The effect with its mark written. */
export function drawn<Other extends Effect>(effect: Other | UndrawnMark): Other | MarkOrder {
  return 'drawMark' in effect ? { do: effect.do, legId: effect.legId, mark: effect.drawMark() } : effect;
}

type MarkOrder = Extract<Effect, { do: 'switch.mark' }>;
