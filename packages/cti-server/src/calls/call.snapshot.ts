import {
  type AgentId,
  type CallBackSnapshot,
  type CallPhase,
  type CallSnapshot,
  type ConferenceSnapshot,
  callCapabilities,
  type OfferSnapshot,
} from '@callweave/cti-core';
import { type Call, legOf, NO_OFFERS, type Offer, offerOf, offersOf, offerTo, type Stage } from './call.js';
import type { CallBack } from './call-back.js';

/** A call whose target is an offered agent shows as offered: the one who is called must see it ring. */
function phaseOf(call: Call): CallPhase {
  return call.stage.phase === 'dialling' && call.stage.offer ? 'offered' : call.stage.phase;
}

function callBackSnapshotOf({ wants, standsSince }: Call, callBack: CallBack): CallBackSnapshot {
  return {
    ...callBack,
    priority: wants.priority,
    requires: { ...wants.requires },
    ...(standsSince === null ? {} : { standsSince }),
  };
}

/** The call as `viewer` sees it. */
export function callSnapshotOf(
  call: Call,
  viewer: AgentId | null,
  { queueName, consultation }: { readonly queueName: string | null; readonly consultation: Call | null },
): CallSnapshot {
  const offer = (viewer === null ? undefined : offerTo(call, viewer)) ?? offerOf(call);
  const offers = offersOf(call);
  const others = offers.length > 1 ? offers.filter((other) => other !== offer) : NO_OFFERS;
  const ended = call.stage.phase === 'ended' ? call.stage : null;
  const snapshot: Omit<CallSnapshot, 'can'> = {
    callId: call.callId,
    direction: call.direction,
    phase: phaseOf(call),
    caller: call.caller,
    callerName: call.callerName,
    called: call.called,
    trunk: call.trunk,
    queueId: call.queueId,
    queueName,
    agentId: call.agentId,
    offer: offer && offerSnapshotOf(offer),
    ...(others.length === 0 ? {} : { alsoOffered: others.map(offerSnapshotOf) }),
    ...(call.callBack === null ? {} : { callBack: callBackSnapshotOf(call, call.callBack) }),
    keys: call.keys,
    data: { ...call.data },
    legs: [...call.legs],
    arrivedAt: call.arrivedAt,
    queuedAt: call.queuedAt,
    answeredAt: call.answeredAt,
    heldSince: call.heldSince,
    endedAt: ended?.at ?? null,
    endedBy: ended?.by ?? null,
    cause: ended?.cause ?? null,
    ...(ended?.abandoned ? { abandoned: true } : {}),
    recordingId: call.recording?.recordingId ?? null,
    ...(call.recording === null
      ? {}
      : { recording: call.recording.paused ? 'paused' : 'running', recordedBy: call.recording.by }),
    ...(call.unrecordable ? { unrecordable: true } : {}),
    ...writtenOf(call),
    ...(call.supervisedBy ? { supervisedBy: [...call.supervisedBy] } : {}),
    ...consultOf(call, consultation),
    ...whereabouts(call.stage),
  };
  return { ...snapshot, can: callCapabilities(snapshot, viewer) };
}

function writtenOf({ written }: Call): Pick<CallSnapshot, 'disposition' | 'tags' | 'notes'> {
  const { disposition, tags, notes } = written;
  return {
    ...(disposition === null ? {} : { disposition }),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
  };
}

function consultOf(
  { consult }: Call,
  consultation: Call | null,
): Pick<CallSnapshot, 'consultOf' | 'consultation'> {
  if (consult === null) return {};
  const { callId } = consult;
  if (consult.is === 'about') return { consultOf: callId };
  const partner = consultation && legOf(consultation, consultation.customerLegId);
  const talks = consultation?.stage.phase === 'talking' && partner?.state === 'connected';
  return { consultation: { callId, connected: talks && !consult.completing } };
}

function whereabouts(stage: Stage): Pick<CallSnapshot, 'transfer' | 'parked' | 'conference'> {
  switch (stage.phase) {
    case 'transferring':
      return { transfer: stage.transfer, ...(stage.from === null ? {} : { parked: stage.from }) };
    case 'forwarded':
      return stage.transfer ? { transfer: stage.transfer } : {};
    case 'parked':
      return { parked: stage.parked };
    case 'conference':
      return { conference: conferenceSnapshotOf(stage) };
    default:
      return {};
  }
}

function conferenceSnapshotOf({
  moderator,
  locked,
  parties,
  invited,
}: Extract<Stage, { phase: 'conference' }>): ConferenceSnapshot {
  return {
    moderator,
    locked,
    parties: [
      ...parties.map(({ legId, at, muted }) => ({ legId, connected: at === 'in', muted })),
      ...invited.map(({ legId }) => ({ legId, connected: false, muted: false })),
    ],
  };
}

function offerSnapshotOf({ joining: _, waiting: __, ...offer }: Offer): OfferSnapshot {
  return offer;
}
