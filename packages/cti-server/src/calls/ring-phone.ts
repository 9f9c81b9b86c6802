import type { LegId, WayOut } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { OutboundRoute } from '../outbound/index.js';
import type { Call, Phone } from './call.js';
import { customerMark } from './call.mark.js';
import { addLeg } from './call.store.js';
import { picturesFor } from './pictures.js';
import { causeOf, gatewayNow, routeTo } from './way-out.js';

/** How long beyond its time a leg that never says a word may ring. */
const RING_SLACK_MS = 2_000;

type Party = 'customer' | 'external';

export interface PhoneRing {
  readonly legId: LegId;
  readonly phone: Phone;
  readonly party: Party;
  readonly ringMs: number;
  /** What the display of an extension says. */
  readonly inside: { readonly callerNumber: string; readonly callerName: string };
  /** The number that is shown outside. */
  readonly shows: (route: OutboundRoute) => string;
  /** The one gateway to a number outside; the rules decide when left out. */
  readonly gateway?: string | undefined;
}

/** The call with the leg that rings now, or the cause for which nothing can ring. */
export type Rung = { readonly call: Call } | { readonly call: null; readonly cause: string };

/** Rings a phone that is no agent's: an extension, or a number outside by the gateway that the rules choose now. */
export function ringPhone(step: Step, call: Call, ring: PhoneRing): Rung {
  const { phone, legId, party, ringMs } = ring;
  if (phone.is === 'extension') return { call: ringExtension(step, call, ring, phone.extension) };
  const route = routeTo(step, phone.number, ring.gateway);
  if (route === null) return { call: null, cause: 'NO_ROUTE_DESTINATION' };
  const chosen = gatewayNow(step, route);
  if (chosen.gateway === null) return { call: null, cause: causeOf(chosen.passedOver) };
  const wayOut: WayOut = {
    gateway: chosen.gateway,
    ruleId: route.ruleId,
    shows: ring.shows(route),
    tried: [],
    until: step.at + ringMs,
  };
  return { call: ringOutside(step, call, { legId, party, address: phone.number, route, wayOut }) };
}

/** Sends a leg to the gateway of its way out; what it is about stands in `address`, whatever digits the gateway is sent. */
export function ringOutside(
  step: Step,
  call: Call,
  {
    legId,
    party,
    address,
    route,
    wayOut,
  }: {
    readonly legId: LegId;
    readonly party: Party;
    readonly address: string;
    readonly route: OutboundRoute;
    readonly wayOut: WayOut;
  },
): Call {
  const { gateway, shows, until } = wayOut;
  const ringMs = until - step.at;
  const isHisCall = call.direction === 'outbound' && call.stage.phase === 'dialling';
  const next = addLeg(step, isHisCall ? { ...call, trunk: gateway } : call, {
    ...newLeg(step, { legId, party, address }),
    wayOut,
  });
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'gateway', gateway, number: route.number },
    mark: { ...customerMark(next), party },
    callerNumber: shows,
    // A name is nobody's business outside.
    callerName: shows,
    ringMs,
    offerId: null,
    // A carrier that has no pictures refuses their section, not the call (RFC 3264, section 6).
    video: picturesFor(step, call, legId),
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, ringMs + RING_SLACK_MS);
  return next;
}

function ringExtension(step: Step, call: Call, ring: PhoneRing, extension: string): Call {
  const { legId, party, ringMs, inside } = ring;
  const next = addLeg(step, call, newLeg(step, { legId, party, address: extension }));
  step.order({
    do: 'switch.create-leg',
    legId,
    target: { kind: 'extension', extension },
    mark: { ...customerMark(next), party },
    ...inside,
    ringMs,
    offerId: null,
    video: picturesFor(step, call, legId),
  });
  step.setTimer({ guard: 'ring', callId: call.callId, legId }, ringMs + RING_SLACK_MS);
  return next;
}

function newLeg(
  { at }: Step,
  { legId, party, address }: { readonly legId: LegId; readonly party: Party; readonly address: string },
) {
  return {
    legId,
    party,
    agentId: null,
    address,
    state: 'initiated',
    startedAt: at,
    answeredAt: null,
  } as const;
}
