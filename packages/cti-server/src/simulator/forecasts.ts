import type { AgentId, CallId, CallSnapshot, QueueId } from '@callweave/cti-core';
import { estimateFor } from '../acd/estimated-wait.js';
import type { Place } from '../acd/place.js';
import { type Queue, standingBefore } from '../acd/queue.js';
import type { KernelEvent } from '../kernel/index.js';
import type { World } from '../kernel/world.js';
import type { WaitForecasts } from './figures.types.js';
import { ForecastErrors, type Method } from './forecast-errors.js';

/** What a caller was told, and what each method would have told him. */
interface Waiting {
  readonly queueId: QueueId;
  readonly since: number;
  readonly told: readonly (readonly [method: Method, at: number, ms: number])[];
}

interface Handling {
  calls: number;
  ms: number;
}

/**
 * How well the waits of callers who found nobody free are foretold: by the kernel's own estimate, and by the methods of
 * Ibrahim and Whitt 2009, "Real-Time Delay Estimation Based on Delay History". These are given what they ask for: the
 * mean handling time as it was so far, and the agents on duty.
 */
export class Forecasts {
  readonly #world: World;
  readonly #fromMs: number;
  readonly #waiting = new Map<CallId, Waiting>();
  readonly #lastServedMs = new Map<QueueId, number>();
  readonly #handling = new Map<QueueId, Handling>();
  readonly #busySince = new Map<AgentId, number>();
  readonly #serves = new Map<AgentId, QueueId>();
  readonly #errors = new Map<QueueId, ForecastErrors>();
  readonly #all = new ForecastErrors();

  constructor(world: World, fromMs: number) {
    this.#world = world;
    this.#fromMs = fromMs;
  }

  hear(event: KernelEvent, at: number) {
    switch (event.event) {
      case 'call.queued':
        return this.#queued(event.data.call, at);
      case 'call.answered':
        return this.#answered(event.data.call, at);
      case 'call.ended':
        this.#waiting.delete(event.data.call.callId);
        return;
      case 'agent.state-changed':
        return this.#agentIs(event.data.agent.agentId, event.data.to, at);
      default:
        return;
    }
  }

  /** He is told something now of the place he has, and how long it takes. */
  announced(callId: CallId, at: number): void {
    const waiting = this.#waiting.get(callId);
    const queue = waiting && this.#world.queues.get(waiting.queueId);
    const place = queue?.places.get(callId);
    if (!waiting || !queue?.announce?.wait || !place) return;
    const ms = estimateFor(queue, standingBefore(queue, place));
    if (ms !== null)
      this.#waiting.set(callId, { ...waiting, told: [...waiting.told, ['announced', at, ms]] });
  }

  result(queueId: QueueId | null): WaitForecasts {
    const errors = queueId === null ? this.#all : this.#errors.get(queueId);
    return (errors ?? new ForecastErrors()).result();
  }

  #queued({ callId, queueId }: CallSnapshot, at: number): void {
    const queue = queueId === null ? undefined : this.#world.queues.get(queueId);
    const place = queue?.places.get(callId);
    if (!queue || !place || place.countsFrom !== at || this.#waiting.get(callId)?.queueId === queueId) return;
    this.#waiting.delete(callId);
    // Who found an agent free is being offered to him by now, and is told nothing.
    if (this.#world.calls.get(callId)?.stage.phase !== 'queued') return;
    const before = standingBefore(queue, place);
    const foretold: (readonly [Method, number | null])[] = [
      ['estimate', estimateFor(queue, before)],
      ['lastServed', this.#lastServedMs.get(queue.queueId) ?? null],
      ['headOfLine', headOfLine(queue, place, at)],
      ['queueLength', this.#byLength(queue, before)],
    ];
    this.#waiting.set(callId, {
      queueId: queue.queueId,
      since: at,
      told: foretold.flatMap(([method, ms]) => (ms === null ? [] : [[method, at, ms] as const])),
    });
  }

  #answered({ callId, queueId, queuedAt, agentId }: CallSnapshot, at: number): void {
    const waiting = this.#waiting.get(callId);
    this.#waiting.delete(callId);
    if (queueId === null) return;
    if (queuedAt !== null) this.#lastServedMs.set(queueId, at - (waiting?.since ?? queuedAt));
    if (agentId !== null) this.#serves.set(agentId, queueId);
    if (waiting?.queueId !== queueId || waiting.since < this.#fromMs) return;
    let own = this.#errors.get(queueId);
    if (!own) {
      own = new ForecastErrors();
      this.#errors.set(queueId, own);
    }
    for (const errors of [own, this.#all]) {
      errors.waited(at - waiting.since);
      for (const [method, toldAt, ms] of waiting.told) errors.foretold(method, ms, at - toldAt);
    }
  }

  /** Ringing, talk and after-call work of the calls that were answered. */
  #agentIs(agentId: AgentId, state: string, at: number): void {
    if (state === 'ringing') this.#busySince.set(agentId, at);
    if (state !== 'ready' && state !== 'aux' && state !== 'logged-out') return;
    const since = this.#busySince.get(agentId);
    const queueId = this.#serves.get(agentId);
    this.#busySince.delete(agentId);
    this.#serves.delete(agentId);
    if (since === undefined || queueId === undefined) return;
    const handling = this.#handling.get(queueId) ?? { calls: 0, ms: 0 };
    handling.calls += 1;
    handling.ms += at - since;
    this.#handling.set(queueId, handling);
  }

  #byLength({ queueId, counts }: Queue, before: number): number | null {
    const handling = this.#handling.get(queueId);
    const onDuty = counts.loggedIn - counts.aux;
    return handling && onDuty > 0 ? ((before + 1) * handling.ms) / handling.calls / onDuty : null;
  }
}

/** How long the one who has waited longest has waited so far; 0 when nobody waits beside him. */
function headOfLine({ lanes }: Queue, place: Place, at: number): number {
  let longest = 0;
  for (const { places } of lanes.values()) {
    const { first } = places;
    if (first && first !== place) longest = Math.max(longest, at - first.countsFrom);
  }
  return longest;
}
