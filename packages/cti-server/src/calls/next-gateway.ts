import type { LegId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { isGatewayFault, type OutboundRoute, routeOf } from '../outbound/index.js';
import { type Call, changeLeg, type Leg, legOf } from './call.js';
import { liveCall, newLegId, saveCall, snapshotOf } from './call.store.js';
import { legGone } from './legs.js';
import { ringOutside } from './ring-phone.js';
import { gatewayNow } from './way-out.js';

/*
 * A leg outside fails before anything has rung. Was it the gateway, then the next of its rule is tried, within the time that the
 * number may ring in all; was it the far end, then every other gateway would say the same.
 */

/** With less time than that left nobody would come to the telephone. */
const LEAST_RING_MS = 5_000;

/**
 * Notes why a leg to a number outside failed. True when the number is dialled over another gateway, and the call goes on with
 * that leg in place of this one.
 */
export function dialledOn(step: Step, before: Call, legId: LegId, cause: string): boolean {
  const leg = legOf(before, legId);
  if (!leg?.wayOut) return false;
  const { wayOut } = leg;
  const call = saveCall(step, changeLeg(before, legId, { wayOut: { ...wayOut, cause } }));
  // What has rung has come through.
  if (leg.state !== 'initiated' || !isGatewayFault(cause)) return false;
  const nextId = ringNext(step, call, leg);
  const now = liveCall(step, call.callId) ?? call;
  const next = legOf(now, nextId)?.wayOut?.gateway ?? null;
  step.emit({
    event: 'call.gateway-failed',
    data: { call: snapshotOf(step, now), legId, gateway: wayOut.gateway, cause, next },
  });
  return nextId !== null;
}

function ringNext(step: Step, call: Call, { legId, address, party, wayOut }: Leg): LegId | null {
  if (!wayOut || (party !== 'customer' && party !== 'external')) return null;
  const route = ruleOf(step, wayOut.ruleId, address);
  if (route === null || wayOut.until - step.at < LEAST_RING_MS) return null;
  const tried = [...wayOut.tried, wayOut.gateway];
  const { gateway } = gatewayNow(step, route, tried);
  if (gateway === null) return null;
  step.clearTimer({ guard: 'ring', callId: call.callId, legId });
  const nextId = newLegId(step);
  const gone = withLegReplaced(legGone(step, call, legId, 'failed'), legId, nextId);
  ringOutside(step, gone, {
    legId: nextId,
    party,
    address,
    route,
    wayOut: { ...wayOut, gateway, tried },
  });
  return nextId;
}

/** The rule by which it was dialled, as it is now; a gateway that was named for the number has no next one. */
function ruleOf({ world }: Step, ruleId: string | null, number: string): OutboundRoute | null {
  const rules = (world.settings.outbound ?? []).filter((rule) => rule.ruleId === ruleId);
  return routeOf(number, { rules, gateway: null });
}

/** The new leg is to the call what the old one was. */
function withLegReplaced(call: Call, from: LegId, to: LegId): Call {
  const { stage } = call;
  switch (stage.phase) {
    case 'dialling':
      return { ...call, stage: { ...stage, targetLegId: to } };
    case 'forwarded':
      return { ...call, stage: { ...stage, legId: to } };
    case 'conference': {
      const parties = stage.parties.map((party) => (party.legId === from ? { ...party, legId: to } : party));
      return { ...call, stage: { ...stage, parties } };
    }
    default:
      return call;
  }
}
