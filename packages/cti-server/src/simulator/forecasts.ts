import type { AgentId, AgentState, CallId, QueueId } from '@callweave/cti-core';
import { estimateFor } from '../acd/estimated-wait.js';
import type { Place } from '../acd/place.js';
import { type Queue, standingBefore } from '../acd/queue.js';
import type { Call } from '../calls/call.js';
import type { CallNews } from '../calls/call.news.js';
import type { World } from '../kernel/world.js';
import type { WaitForecasts } from './figures.types.js';
import { ForecastErrors, type Method } from './forecast-errors.js';

/** What a caller was told, and what each method would have told him. */
interface Waiting {
  readonly queueId: QueueId;
  readonly since: number;
  readonly told: readonly (readonly [method: Method, at: number, ms: number])[];
}

/** What is kept of an agent until he is done with a call. */
export interface HandlingAgent {
  busySince: number | null;
  /** The queue of whom he answered. */
  servesQueue: QueueId | null;
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
  readonly #agentOf: (agentId: AgentId) => HandlingAgent | undefined;
  readonly #errors = new Map<QueueId, ForecastErrors>();
  readonly #all = new ForecastErrors();

  constructor(world: World, fromMs: number, agentOf: (agentId: AgentId) => HandlingAgent | undefined) {
    this.#world = world;
    this.#fromMs = fromMs;
    this.#agentOf = agentOf;
  }

  hear({ event, call }: CallNews, at: number) {
    switch (event) {
      case 'call.queued':
        return this.#queued(call, at);
      case 'call.answered':
        return this.#answered(call, at);
      case 'call.ended':
        this.#waiting.delete(call.callId);
        return;
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

  /** Ringing, talk and after-call work of the calls that were answered. */
  agentIs(agent: HandlingAgent, state: AgentState, at: number): void {
    if (state === 'ringing') agent.busySince = at;
    if (state !== 'ready' && state !== 'aux' && state !== 'logged-out') return;
    const { busySince, servesQueue } = agent;
    agent.busySince = null;
    agent.servesQueue = null;
    if (busySince === null || servesQueue === null) return;
    const handling = this.#handling.get(servesQueue) ?? { calls: 0, ms: 0 };
    handling.calls += 1;
    handling.ms += at - busySince;
    this.#handling.set(servesQueue, handling);
  }

  result(queueId: QueueId | null): WaitForecasts {
    const errors = queueId === null ? this.#all : this.#errors.get(queueId);
    return (errors ?? new ForecastErrors()).result();
  }

  #queued({ callId, queueId }: Call, at: number): void {
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

  #answered({ callId, queueId, queuedAt, agentId }: Call, at: number): void {
    const waiting = this.#waiting.get(callId);
    this.#waiting.delete(callId);
    if (queueId === null) return;
    if (queuedAt !== null) this.#lastServedMs.set(queueId, at - (waiting?.since ?? queuedAt));
    const agent = agentId === null ? undefined : this.#agentOf(agentId);
    if (agent) agent.servesQueue = queueId;
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
