import type { CallId } from '@callweave/cti-core';
import { guardsTheSame, ownerOf, type TimerGuard, timerKey } from './timer-guards.js';

/** A timer that is set; whoever lets it run tells it from others by identity. */
export class Timer {
  readonly guard: TimerGuard;
  /** Room for what will make it fire, for whoever lets it run. */
  runs: object | null = null;

  constructor(guard: TimerGuard) {
    this.guard = guard;
  }

  /** Its name: says what it guards. */
  get key(): string {
    return timerKey(this.guard);
  }
}

/**
 * The timers that are set, each found by what it guards. They stand with whom they belong to, a handful each: finding one
 * makes no names.
 */
export class SetTimers {
  readonly #ofOwners = new Map<string, Timer[]>();

  /** The timer of this guard, which is set from now on: the one that was set before, if there was one. */
  set(guard: TimerGuard): Timer {
    const owner = ownerOf(guard);
    const his = this.#ofOwners.get(owner);
    const before = his === undefined ? undefined : among(his, guard);
    if (before !== undefined) return before;
    const timer = new Timer(guard);
    if (his === undefined) this.#ofOwners.set(owner, [timer]);
    else his.push(timer);
    return timer;
  }

  has(guard: TimerGuard): boolean {
    const his = this.#ofOwners.get(ownerOf(guard));
    return his !== undefined && among(his, guard) !== undefined;
  }

  /** It has fired or is cleared: the timer; undefined when none was set. */
  forget(guard: TimerGuard): Timer | undefined {
    const owner = ownerOf(guard);
    const his = this.#ofOwners.get(owner);
    const timer = his === undefined ? undefined : among(his, guard);
    if (his === undefined || timer === undefined) return undefined;
    if (his.length > 1) his.splice(his.indexOf(timer), 1);
    else this.#ofOwners.delete(owner);
    return timer;
  }

  /** Those that the call's end makes pointless; a call has an id that nobody else has. */
  ofCall(callId: CallId): readonly Timer[] {
    return this.#ofOwners.get(callId) ?? NONE;
  }

  clear(): void {
    this.#ofOwners.clear();
  }

  *[Symbol.iterator](): IterableIterator<Timer> {
    for (const his of this.#ofOwners.values()) yield* his;
  }
}

const NONE: readonly Timer[] = [];

function among(timers: readonly Timer[], guard: TimerGuard): Timer | undefined {
  for (const timer of timers) if (guardsTheSame(timer.guard, guard)) return timer;
  return undefined;
}
