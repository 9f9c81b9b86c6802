import { type AgentId, CallweaveError } from '@callweave/cti-core';
import { Fifo } from '../kernel/collections/fifo.js';
import {
  createKernel,
  type Effect,
  type Kernel,
  type KernelCommandName,
  type KernelInput,
  type KernelSettings,
  type News,
  type UndrawnListener,
  type UndrawnMark,
} from '../kernel/index.js';
import { createWorld } from '../kernel/restore.js';
import { Timer } from '../kernel/set-timers.js';
import { drawn } from '../kernel/step.js';
import type { World } from '../kernel/world.js';
import type { SwitchOrder } from '../media-switch/media-switch.port.js';
import { Agenda, type Happening } from './agenda.js';

/** Something to do, or a timer of the kernel's. */
export type Due = (() => void) | Timer;

/** What the calendar shows when a simulation begins: a Monday, midnight UTC. */
const BEGINS_MS = Date.UTC(2026, 0, 5);

export interface DriverParts {
  readonly settings: KernelSettings;
  readonly carryOut: (order: SwitchOrder | UndrawnMark) => boolean;
  readonly hears: (news: News, at: number) => void;
}

/** The kernel with a clock that jumps from one happening to the next: hours pass in seconds. */
export class KernelDriver {
  readonly #agenda = new Agenda<Due>();
  readonly kernel: Kernel;
  /** What the kernel knows; for looking only. */
  readonly world: World;
  /** The clock begins with 0: times stay small whole numbers, which cost nothing to keep. */
  nowMs = 0;
  #steps = 0;
  readonly #parts: DriverParts;
  readonly #inbox = new Fifo<KernelInput>();
  readonly #listener: UndrawnListener = {
    hears: (news) => this.#parts.hears(news, this.nowMs),
    carriesOut: (effect) => this.#act(effect),
  };
  #stepping = false;
  #ids = 0;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.world = createWorld(parts.settings, undefined, { clockZeroMs: BEGINS_MS, endedCallsKept: 0 });
    this.kernel = createKernel({ settings: parts.settings, ids: () => `${++this.#ids}` }, this.world);
  }

  /** Inputs the kernel has taken. */
  get steps(): number {
    return this.#steps;
  }

  at(atMs: number, run: () => void): Happening<Due> {
    return this.#agenda.enter(atMs, run);
  }

  after(delayMs: number, run: () => void): Happening<Due> {
    return this.at(this.nowMs + delayMs, run);
  }

  /** One at a time, in order: what a step leads to waits for its end. */
  take(input: KernelInput): void {
    if (this.#stepping) {
      this.#inbox.add(input);
      return;
    }
    this.#stepping = true;
    for (let next: KernelInput | undefined = input; next; next = this.#inbox.take()) this.#step(next);
    this.#stepping = false;
  }

  command(agentId: AgentId, command: KernelCommandName, params: unknown = {}): void {
    const actor = { agentId, role: 'agent' } as const;
    this.take({ input: 'command', at: this.nowMs, actor, command, params, replyTo: '' });
  }

  runUntil(untilMs: number): void {
    for (let at = this.#agenda.nextAt; at !== null && at < untilMs; at = this.#agenda.nextAt) {
      const due = this.#agenda.take()?.what;
      if (due == null) continue;
      this.nowMs = at;
      if (due instanceof Timer) this.take({ input: 'timer', at, guard: due.guard });
      else due();
    }
    this.nowMs = untilMs;
  }

  #step(input: KernelInput): void {
    this.#steps += 1;
    this.kernel.stepUndrawn(input, this.#listener);
  }

  #act(effect: Effect | UndrawnMark) {
    switch (effect.do) {
      case 'timer.set': {
        const { timer, delayMs } = effect;
        // Pictures of queues for walls nobody looks at; never fired, it is never set again either.
        if (timer.guard.guard === 'queues') return;
        cancel(timer);
        timer.runs = this.#agenda.enter(this.nowMs + delayMs, timer);
        return;
      }
      case 'timer.clear':
        return cancel(effect.timer);
      case 'reply':
      case 'refuse':
      // A scenario has no CRM: its flows lead straight to the queues.
      case 'lookup.start':
      case 'lookup.cancel':
        return;
      default:
        if (!this.#parts.carryOut(effect))
          this.take({ input: 'order-failed', at: this.nowMs, order: drawn(effect), error: NO_CHANNEL });
    }
  }
}

function cancel({ runs }: Timer): void {
  if (runs !== null) (runs as Happening<Due>).what = null;
}

const NO_CHANNEL = new CallweaveError('switch.refused', 'No such channel');
