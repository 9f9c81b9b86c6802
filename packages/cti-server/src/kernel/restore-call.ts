import type { AgentId, CallBackSnapshot, ConferenceSnapshot } from '@callweave/cti-core';
import {
  type AgentLine,
  type Call,
  type Conferee,
  type Consult,
  isLive,
  type Leg,
  type Offer,
  type Stage,
} from '../calls/call.js';
import type { CallBack } from '../calls/call-back.js';
import { NO_WANTS } from '../calls/call-wants.js';
import { recordingPath } from '../recording/index.js';
import type { RestoredCall } from './kernel.types.js';

/** A call as its last picture tells; `switch.up` corrects it. */
export function restoredCall(before: RestoredCall, isKnown: (agentId: AgentId) => boolean): Call {
  const live = before.legs.filter(isLive);
  const agentLeg = live.find((leg) => leg.agentId !== null && leg.agentId === before.agentId);
  const customerLeg = restoredCustomer(before, live);
  return {
    callId: before.callId,
    direction: before.direction,
    stage: restoredStage(before, { agentLeg, customerLeg }, live, isKnown),
    caller: before.caller,
    callerName: before.callerName,
    called: before.called,
    trunk: before.trunk,
    customerLegId: customerLeg?.legId ?? null,
    queueId: before.queueId,
    agentId: before.agentId,
    keys: before.keys,
    flowPlace: null,
    message: before.message ? { ...before.message, done: false } : null,
    data: before.data,
    legs: before.legs,
    arrivedAt: before.arrivedAt,
    queuedAt: before.queuedAt,
    standsSince: before.callBack?.standsSince ?? null,
    answeredAt: before.answeredAt,
    wants: before.callBack
      ? { ...NO_WANTS, priority: before.callBack.priority, requires: before.callBack.requires }
      : NO_WANTS,
    overflowedFrom: [],
    callBack: before.callBack ? restoredCallBack(before.callBack) : null,
    consult: restoredConsult(before),
    heldSince: before.heldSince,
    talkingSince: before.phase === 'talking' ? before.answeredAt : null,
    recording:
      before.recordingId === null
        ? null
        : {
            recordingId: before.recordingId,
            path:
              before.recordingPath ??
              recordingPath(before.recordingId, before.answeredAt ?? before.arrivedAt),
            paused: before.recording === 'paused',
            by: before.recordedBy ?? 'rule',
          },
    unrecordable: before.unrecordable ?? false,
    video: before.video ?? false,
    supervisedBy: [],
    written: {
      disposition: before.disposition ?? null,
      tags: before.tags ?? [],
      notes: before.notes ?? [],
    },
  };
}

/** In these the party may be a colleague whom the customer has left behind, and whom another may have handed on. */
const GOES_ON_WITHOUT_CUSTOMER: ReadonlySet<RestoredCall['phase']> = new Set([
  'talking',
  'conference',
  'transferring',
  'forwarded',
  'parked',
  'queued',
  'offered',
]);

function restoredConsult({ consultOf, consultation }: RestoredCall): Consult | null {
  if (consultOf !== undefined) return { is: 'about', callId: consultOf };
  return consultation ? { is: 'by', callId: consultation.callId, completing: false } : null;
}

function restoredCustomer(before: RestoredCall, live: readonly Leg[]): Leg | undefined {
  // The leg by which he once came is gone; whom we dial is the stage's affair.
  if (before.callBack?.is === 'waiting') return undefined;
  const customerOf = (legs: readonly Leg[]) => legs.find(({ party }) => party === 'customer');
  const others = live.filter(({ agentId }) => agentId === null || agentId !== before.agentId);
  const came = customerOf(before.callBack ? live : before.legs);
  if (!GOES_ON_WITHOUT_CUSTOMER.has(before.phase)) return came ?? others[0];
  // Whoever rings comes later.
  return customerOf(live) ?? others.find(({ answeredAt }) => answeredAt !== null) ?? came;
}

function restoredCallBack({ is, attempts, retryAt }: CallBackSnapshot): CallBack {
  return { is, attempts, retryAt };
}

function restoredStage(
  before: RestoredCall,
  { agentLeg, customerLeg }: { readonly agentLeg: Leg | undefined; readonly customerLeg: Leg | undefined },
  live: readonly Leg[],
  isKnown: (agentId: AgentId) => boolean,
): Stage {
  const offers = [...(before.offer ? [before.offer] : []), ...(before.alsoOffered ?? [])]
    .filter(({ agentId }) => isKnown(agentId))
    .map((offer) => ({
      ...offer,
      joining: false,
      waiting: before.legs.every((leg) => leg.legId !== offer.legId),
    }));
  const waiting: Stage = before.queueId === null ? { phase: 'ivr' } : { phase: 'queued' };
  const { agentId } = before;
  const dialled =
    (before.phase !== 'ended' && before.direction !== 'inbound') ||
    (before.callBack && before.phase === 'dialling');
  if (dialled && before.answeredAt === null && agentId !== null && agentLeg) {
    const target = live.find((leg) => leg !== agentLeg);
    return {
      phase: 'dialling',
      agentId,
      legId: agentLeg.legId,
      target: {
        phone:
          before.direction === 'internal'
            ? { is: 'extension', extension: before.called }
            : { is: 'outside', number: before.callBack ? before.caller : before.called },
        agentId: target?.agentId ?? null,
      },
      targetLegId: target?.legId ?? null,
      offer: offers[0] ?? null,
      parting: false,
    };
  }
  switch (before.phase) {
    case 'ended':
      return {
        phase: 'ended',
        at: before.endedAt ?? before.arrivedAt,
        by: before.endedBy ?? 'system',
        cause: before.cause ?? '',
        abandoned: before.abandoned ?? false,
      };
    case 'offered':
      return offers.length > 0 ? { phase: 'offered', offers } : waiting;
    case 'talking':
      if (agentId === null || !isKnown(agentId)) return waiting;
      return {
        phase: 'talking',
        line: restoredLine(before, agentId, live),
        peerApart: customerLeg?.agentId != null && customerLeg.state === 'held',
      };
    case 'forwarded': {
      const external = before.legs.findLast((leg) => leg.party === 'external');
      return external
        ? {
            phase: 'forwarded',
            legId: external.legId,
            joined: external.answeredAt !== null,
            transfer: before.transfer ?? null,
          }
        : waiting;
    }
    case 'transferring': {
      const { transfer } = before;
      const offer = offers[0] ?? null;
      if (!transfer) return waiting;
      const from = before.parked ?? null;
      const to = from === null && offer?.agentId === transfer.by ? 'back' : 'destination';
      return { phase: 'transferring', transfer, offer, to, from };
    }
    case 'parked':
      return before.parked ? { phase: 'parked', parked: before.parked } : waiting;
    case 'conference':
      return before.conference ? restoredConference(before, before.conference, offers) : waiting;
    case 'ivr':
      return { phase: 'ivr' };
    default:
      return waiting;
  }
}

/** Of two legs of his the later one is to bring him back, by which he is not there before he has been joined. */
function restoredLine(before: RestoredCall, agentId: AgentId, live: readonly Leg[]): AgentLine {
  const his = live.filter((leg) => leg.agentId === agentId);
  const here = his.find(({ answeredAt }) => answeredAt !== null);
  const returning = his.findLast((leg) => leg !== here);
  return {
    agentId,
    at: here ? { is: 'here', legId: here.legId } : { is: 'lost', since: before.answeredAt ?? 0 },
    returningLegId: returning?.legId ?? null,
    parted: here?.state !== 'connected',
    // At his phone or by parting: the switch will tell.
    apart: here?.state === 'held',
  };
}

function restoredConference(
  { legs }: RestoredCall,
  { moderator, locked, parties }: ConferenceSnapshot,
  invited: readonly Offer[],
): Stage {
  const rings = new Set(invited.map(({ legId }) => legId));
  return {
    phase: 'conference',
    moderator,
    locked,
    invited,
    parties: parties.flatMap(({ legId, connected, muted }): Conferee[] => {
      const leg = legs.find((one) => one.legId === legId);
      if (!leg || rings.has(legId)) return [];
      const { agentId, answeredAt: talksSince } = leg;
      if (!isLive(leg)) return agentId === null ? [] : [{ legId, agentId, at: 'lost', muted, talksSince }];
      const at = connected ? 'in' : talksSince === null ? 'ringing' : 'entering';
      return [{ legId, agentId, at, muted, talksSince }];
    }),
  };
}
