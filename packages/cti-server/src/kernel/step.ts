import type { CallId, EpochMs } from '@callweave/cti-core';
import type { Effect, KernelEvent, StepOutput } from './kernel.types.js';
import { callOfGuard, type TimerGuard, timerKey } from './timer-guards.js';
import type { Signal, Step, World } from './world.js';

/** A step whose output is being gathered. */
export interface OpenStep extends Step {
  /** The next piece of news no domain has heard of yet. */
  nextSignal(): Signal | undefined;
  output(): StepOutput;
}

export function openStep(
  world: World,
  at: EpochMs,
  ids: () => string,
  now: (step: Step, signal: Extract<Signal, { signal: 'agent.changed' }>) => void,
): OpenStep {
  const events: KernelEvent[] = [];
  const effects: Effect[] = [];
  const signals: Signal[] = [];

  function clearKey(key: string): void {
    const guard = world.timers.get(key);
    if (!guard) return;
    forgetTimer(world, key);
    effects.push({ do: 'timer.clear', key });
  }

  const step: OpenStep = {
    at,
    world,
    newId: ids,
    emit: (event) => events.push(event),
    order: (effect) => effects.push(effect),
    signal(signal) {
      // Indexes must never lag behind the agents they order; all other news can wait for its turn.
      if (signal.signal === 'agent.changed') now(step, signal);
      else signals.push(signal);
    },
    setTimer(guard: TimerGuard, delayMs: number) {
      const key = timerKey(guard);
      world.timers.set(key, guard);
      const callId = callOfGuard(guard);
      if (callId !== null) {
        const keys = world.timersOfCall.get(callId) ?? new Set<string>();
        world.timersOfCall.set(callId, keys.add(key));
      }
      effects.push({ do: 'timer.set', key, delayMs: Math.max(0, delayMs) });
    },
    clearTimer(guard) {
      const callId = callOfGuard(guard);
      if (callId === null || world.timersOfCall.has(callId)) clearKey(timerKey(guard));
    },
    clearTimersOfCall(callId: CallId) {
      for (const key of [...(world.timersOfCall.get(callId) ?? [])]) clearKey(key);
    },
    nextSignal: () => signals.shift(),
    output: () => ({ events, effects }),
  };
  return step;
}

/** The timer has fired or is cleared. */
export function forgetTimer(world: World, key: string): void {
  const guard = world.timers.get(key);
  world.timers.delete(key);
  const callId = guard ? callOfGuard(guard) : null;
  if (callId === null) return;
  const keys = world.timersOfCall.get(callId);
  keys?.delete(key);
  if (keys?.size === 0) world.timersOfCall.delete(callId);
}
