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
import { callOfGuard, guardsTheSame, type TimerGuard, timerKey } from './timer-guards.js';
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
    const { timers, timersOfCall } = this.world;
    const key = timerKey(guard);
    const callId = callOfGuard(guard);
    if (callId !== null) {
      const his = timersOfCall.get(callId);
      if (his === undefined) timersOfCall.set(callId, [{ guard, key }]);
      else if (!his.some((timer) => guardsTheSame(timer.guard, guard))) his.push({ guard, key });
    }
    timers.set(key, guard);
    this.#effects.push({ do: 'timer.set', key, delayMs: Math.max(0, delayMs) });
  }

  clearTimer(guard: TimerGuard): void {
    const callId = callOfGuard(guard);
    if (callId === null) this.#clear(timerKey(guard));
    else {
      // Most are not set: that is seen without making their names.
      const his = this.world.timersOfCall.get(callId);
      const timer = his?.find((one) => guardsTheSame(one.guard, guard));
      if (timer) this.#clear(timer.key);
    }
  }

  clearTimersOfCall(callId: CallId): void {
    for (const { key } of [...(this.world.timersOfCall.get(callId) ?? [])]) this.#clear(key);
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

  #clear(key: string): void {
    if (forgetTimer(this.world, key)) this.#effects.push({ do: 'timer.clear', key });
  }
}

/** The effect with its mark written. */
export function drawn<Other extends Effect>(effect: Other | UndrawnMark): Other | MarkOrder {
  return 'drawMark' in effect ? { do: effect.do, legId: effect.legId, mark: effect.drawMark() } : effect;
}

type MarkOrder = Extract<Effect, { do: 'switch.mark' }>;

/** The timer has fired or is cleared: what it guarded; undefined when it was not set. */
export function forgetTimer({ timers, timersOfCall }: World, key: string): TimerGuard | undefined {
  const guard = timers.get(key);
  if (!guard) return undefined;
  timers.delete(key);
  const callId = callOfGuard(guard);
  const his = callId === null ? undefined : timersOfCall.get(callId);
  if (callId === null || his === undefined) return guard;
  if (his.length > 1)
    his.splice(
      his.findIndex((timer) => timer.key === key),
      1,
    );
  else timersOfCall.delete(callId);
  return guard;
}
