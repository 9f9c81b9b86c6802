import type { CallId, EpochMs } from '@callweave/cti-core';
import type {
  Effect,
  KernelEvent,
  News,
  StepOutput,
  Undrawn,
  UndrawnMark,
  UndrawnOutput,
} from './kernel.types.js';
import type { TimerGuard } from './timer-guards.js';
import type { Signal, Step, World } from './world.js';

/** Hears of a changed agent within the change itself. */
export type AgentListener = (step: Step, signal: Extract<Signal, { signal: 'agent.changed' }>) => void;

/** A step whose output is being gathered. */
export class OpenStep implements Step {
  readonly at: EpochMs;
  readonly world: World;
  readonly #ids: () => string;
  readonly #now: AgentListener;
  readonly #news: News[] = [];
  readonly #effects: (Effect | UndrawnMark)[] = [];
  readonly #signals: Signal[] = [];

  constructor(world: World, at: EpochMs, ids: () => string, now: AgentListener) {
    this.at = at;
    this.world = world;
    this.#ids = ids;
    this.#now = now;
  }

  get calendarAt(): EpochMs {
    return this.world.conditions.clockZeroMs + this.at;
  }

  newId(): string {
    return this.#ids();
  }

  emit(event: KernelEvent): void {
    this.#news.push(event);
  }

  emitUndrawn(news: Undrawn): void {
    this.#news.push(news);
  }

  order(effect: Effect): void {
    this.#effects.push(effect);
  }

  orderUndrawn(mark: UndrawnMark): void {
    this.#effects.push(mark);
  }

  signal(signal: Signal): void {
    // Indexes must never lag behind the agents they order; all other news can wait for its turn.
    if (signal.signal === 'agent.changed') this.#now(this, signal);
    else this.#signals.push(signal);
  }

  /** The next piece of news no domain has heard of yet. */
  nextSignal(): Signal | undefined {
    return this.#signals.shift();
  }

  setTimer(guard: TimerGuard, delayMs: number): void {
    const timer = this.world.timers.set(guard);
    this.#effects.push({ do: 'timer.set', timer, delayMs: Math.max(0, delayMs) });
  }

  clearTimer(guard: TimerGuard): void {
    const timer = this.world.timers.forget(guard);
    if (timer) this.#effects.push({ do: 'timer.clear', timer });
  }

  clearTimersOfCall(callId: CallId): void {
    for (const { guard } of [...this.world.timers.ofCall(callId)]) this.clearTimer(guard);
  }

  output(): StepOutput {
    return {
      events: this.#news.map((news) => ('draw' in news ? news.draw() : news)),
      effects: this.#effects.map(drawn),
    };
  }

  undrawn(): UndrawnOutput {
    return { news: this.#news, effects: this.#effects };
  }
}

/** The effect with its mark written. */
export function drawn<Other extends Effect>(effect: Other | UndrawnMark): Other | MarkOrder {
  return 'drawMark' in effect ? { do: effect.do, legId: effect.legId, mark: effect.drawMark() } : effect;
}

type MarkOrder = Extract<Effect, { do: 'switch.mark' }>;
