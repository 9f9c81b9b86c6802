import type { AgentId, EventData, EventName, OfferId, OfferOutcome } from '@callweave/cti-core';
import type { KernelEvent, Undrawn } from '../kernel/kernel.types.js';
import type { World } from '../kernel/world.js';
import type { Call } from './call.js';
import { type Around, aroundCall, callSnapshotOf } from './call.snapshot.js';

type CallEventName = {
  [Name in EventName]: EventData<Name> extends { call: unknown } ? Name : never;
}[EventName];
/** Events that say nothing but the call's new picture. */
export type PlainCallEventName = Exclude<
  CallEventName,
  | 'call.offer-ended'
  | 'call.transferred'
  | 'call.transfer-failed'
  | 'call.joined'
  | 'call.left'
  | 'call.gateway-failed'
>;

/** Something that happened to a call, as `viewer` sees it. */
export class CallNews implements Undrawn {
  readonly #around: Around;

  constructor(
    world: World,
    readonly event: PlainCallEventName,
    readonly call: Call,
    private readonly viewer: AgentId | null,
  ) {
    this.#around = aroundCall(world, call);
  }

  draw(): KernelEvent {
    return { event: this.event, data: { call: callSnapshotOf(this.call, this.viewer, this.#around) } };
  }
}

/** An offer of a call is over. */
export class OfferEndedNews implements Undrawn {
  readonly event = 'call.offer-ended';
  readonly #around: Around;

  constructor(
    world: World,
    readonly call: Call,
    private readonly offer: { readonly offerId: OfferId; readonly agentId: AgentId },
    readonly outcome: OfferOutcome,
  ) {
    this.#around = aroundCall(world, call);
  }

  draw(): KernelEvent {
    const { call, outcome } = this;
    const { offerId, agentId } = this.offer;
    const data = { call: callSnapshotOf(call, agentId, this.#around), offerId, agentId, outcome };
    return { event: this.event, data };
  }
}
