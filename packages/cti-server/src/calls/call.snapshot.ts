import {
  type AgentId,
  type CallBackSnapshot,
  type CallPhase,
  type CallSnapshot,
  type ConferenceSnapshot,
  callCapabilities,
  type OfferSnapshot,
} from '@callweave/cti-core';
import type { World } from '../kernel/world.js';
import {
  type Call,
  type Consult,
  legOf,
  NO_OFFERS,
  type Offer,
  offerOf,
  offersOf,
  offerTo,
  type Stage,
} from './call.js';
import type { CallBack } from './call-back.js';
import { NOTHING_WRITTEN } from './written-down.js';

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

/** What is said elsewhere of a call's queue and of whoever is asked about it. */
export interface Around {
  readonly queueName: string | null;
  readonly consultation: Call | null;
}

export function aroundCall(world: World, { queueId, consult }: Call): Around {
  return {
    queueName: queueId === null ? null : (world.queues.get(queueId)?.name ?? null),
    consultation: consult?.is === 'by' ? (world.calls.get(consult.callId) ?? null) : null,
  };
}

/** The call as `viewer` sees it. */
export function callSnapshotOf(
  call: Call,
  viewer: AgentId | null,
  { queueName, consultation }: Around,
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
    recordingId: call.recording?.recordingId ?? null,
  };
  // What few calls have is added: a picture is made for every event, and objects are not copied cheaply.
  if (others.length > 0) snapshot.alsoOffered = others.map(offerSnapshotOf);
  if (call.callBack !== null) snapshot.callBack = callBackSnapshotOf(call, call.callBack);
  if (ended?.abandoned) snapshot.abandoned = true;
  if (call.recording !== null) {
    snapshot.recording = call.recording.paused ? 'paused' : 'running';
    snapshot.recordedBy = call.recording.by;
  }
  if (call.unrecordable) snapshot.unrecordable = true;
  if (call.video) snapshot.video = true;
  if (call.written !== NOTHING_WRITTEN) Object.assign(snapshot, writtenOf(call));
  if (call.supervisedBy.length > 0) snapshot.supervisedBy = [...call.supervisedBy];
  if (call.consult !== null) Object.assign(snapshot, consultOf(call.consult, consultation));
  addWhereabouts(snapshot, call.stage);
  return Object.assign(snapshot, { can: callCapabilities(snapshot, viewer) });
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
  consult: Consult,
  consultation: Call | null,
): Pick<CallSnapshot, 'consultOf' | 'consultation'> {
  const { callId } = consult;
  if (consult.is === 'about') return { consultOf: callId };
  const partner = consultation && legOf(consultation, consultation.customerLegId);
  const talks = consultation?.stage.phase === 'talking' && partner?.state === 'connected';
  return { consultation: { callId, connected: talks && !consult.completing } };
}

function addWhereabouts(snapshot: Omit<CallSnapshot, 'can'>, stage: Stage): void {
  switch (stage.phase) {
    case 'transferring':
      snapshot.transfer = stage.transfer;
      if (stage.from !== null) snapshot.parked = stage.from;
      return;
    case 'forwarded':
      if (stage.transfer) snapshot.transfer = stage.transfer;
      return;
    case 'parked':
      snapshot.parked = stage.parked;
      return;
    case 'conference':
      snapshot.conference = conferenceSnapshotOf(stage);
      return;
    default:
      return;
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

function offerSnapshotOf({ offerId, agentId, legId, startedAt, deadline, autoAnswer }: Offer): OfferSnapshot {
  return { offerId, agentId, legId, startedAt, deadline, autoAnswer };
}
