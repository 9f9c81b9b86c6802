import { type AgentId, CallweaveError } from '@callweave/cti-core';
import {
  createKernel,
  type Effect,
  type Kernel,
  type KernelCommandName,
  type KernelEvent,
  type KernelInput,
  type KernelSettings,
} from '../kernel/index.js';
import { createWorld } from '../kernel/restore.js';
import { timerKey } from '../kernel/timer-guards.js';
import type { World } from '../kernel/world.js';
import type { SwitchOrder } from '../media-switch/media-switch.port.js';
import { Agenda, type Happening } from './agenda.js';

type Input = KernelInput extends infer One ? (One extends KernelInput ? Omit<One, 'at'> : never) : never;

export interface DriverParts {
  readonly settings: KernelSettings;
  readonly carryOut: (order: SwitchOrder) => boolean;
  readonly onEvent: (event: KernelEvent, at: number) => void;
}

/** The kernel with a clock that jumps from one happening to the next: hours pass in seconds. */
export class KernelDriver {
  readonly agenda = new Agenda();
  readonly kernel: Kernel;
  /** What the kernel knows; for looking only. */
  readonly world: World;
  nowMs: number;
  #steps = 0;
  readonly #parts: DriverParts;
  readonly #timers = new Map<string, Happening>();
  readonly #inbox: Input[] = [];
  #taken = 0;
  #stepping = false;
  #ids = 0;

  constructor(parts: DriverParts, startMs: number) {
    this.#parts = parts;
    this.nowMs = startMs;
    this.world = createWorld(parts.settings);
    this.kernel = createKernel({ settings: parts.settings, ids: () => `${++this.#ids}` }, this.world);
  }

  /** Inputs the kernel has taken. */
  get steps(): number {
    return this.#steps;
  }

  after(delayMs: number, run: () => void): Happening {
    return this.agenda.enter(this.nowMs + delayMs, run);
  }

  /** One at a time, in order: what a step leads to waits for its end. */
  take(input: Input): void {
    this.#inbox.push(input);
    if (this.#stepping) return;
    this.#stepping = true;
    while (this.#taken < this.#inbox.length) this.#step(this.#inbox[this.#taken++] as Input);
    this.#inbox.length = 0;
    this.#taken = 0;
    this.#stepping = false;
  }

  command(agentId: AgentId, command: KernelCommandName, params: unknown = {}): void {
    this.take({ input: 'command', actor: { agentId, role: 'agent' }, command, params, replyTo: '' });
  }

  runUntil(untilMs: number): void {
    for (let at = this.agenda.nextAt; at !== null && at < untilMs; at = this.agenda.nextAt) {
      const happening = this.agenda.take();
      if (!happening?.run) continue;
      this.nowMs = happening.at;
      happening.run();
    }
    this.nowMs = untilMs;
  }

  #step(input: Input): void {
    this.#steps += 1;
    const { events, effects } = this.kernel.step({ ...input, at: this.nowMs } as KernelInput);
    for (const event of events) this.#parts.onEvent(event, this.nowMs);
    for (const effect of effects) this.#act(effect);
  }

  #act(effect: Effect): void {
    switch (effect.do) {
      case 'timer.set': {
        // Pictures of queues for walls nobody looks at; never fired, it is never set again either.
        if (effect.key === QUEUE_PICTURES) return;
        const before = this.#timers.get(effect.key);
        if (before) before.run = null;
        const { key } = effect;
        this.#timers.set(
          key,
          this.after(effect.delayMs, () => {
            this.#timers.delete(key);
            this.take({ input: 'timer', key });
          }),
        );
        return;
      }
      case 'timer.clear': {
        const timer = this.#timers.get(effect.key);
        if (timer) timer.run = null;
        this.#timers.delete(effect.key);
        return;
      }
      case 'reply':
      case 'refuse':
      // A scenario has no CRM: its flows lead straight to the queues.
      case 'lookup.start':
      case 'lookup.cancel':
        return;
      default:
        if (!this.#parts.carryOut(effect))
          this.take({ input: 'order-failed', order: effect, error: NO_CHANNEL });
    }
  }
}

const QUEUE_PICTURES = timerKey({ guard: 'queues' });

const NO_CHANNEL = new CallweaveError('switch.refused', 'No such channel');
