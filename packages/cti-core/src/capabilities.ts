import { type AgentCapabilities, type AgentSnapshot, MOST_CALLS } from './agent.js';
import type { CallCapabilities, CallSnapshot, LegSnapshot, OfferSnapshot } from './call.js';
import type { ContactCapabilities, ContactSnapshot } from './contact.js';
import type { AgentId } from './ids.js';

/**
 * What an agent may do now, from his facts alone. The server refuses what this denies with
 * `agent.not-allowed-now`; buttons read the same answer.
 */
export function agentCapabilities(
  agent: Pick<AgentSnapshot, 'state' | 'wrapUpForced' | 'reachable' | 'otherCalls'> & {
    readonly supervising?: boolean | undefined;
  },
): AgentCapabilities {
  const { state } = agent;
  const bound = state === 'wrap-up' && agent.wrapUpForced;
  const resting = (state === 'ready' || state === 'aux' || state === 'wrap-up') && !bound;
  const talks = state === 'talking' || state === 'holding';
  const onCall = state === 'ringing' || state === 'dialling' || talks;
  // Not while he listens to a colleague, whose phone is his own.
  const free = agent.reachable && agent.supervising !== true;
  return {
    logIn: state === 'logged-out',
    logOut: resting,
    setReady: (state === 'aux' || state === 'wrap-up') && !bound,
    // In aux it changes the reason.
    setAux: resting,
    setNext: onCall || state === 'wrap-up',
    finishWrapUp: state === 'wrap-up' && !bound,
    // The agent's own phone is called first, so it must be reachable. While he talks it is a call beside those he has.
    makeCall: (resting || (talks && callsOf(agent) < MOST_CALLS)) && free,
    pickUp: resting && free,
  };
}

function callsOf({ otherCalls = [] }: Pick<AgentSnapshot, 'otherCalls'>): number {
  return otherCalls.length + 1;
}

const NOTHING: CallCapabilities = {
  answer: false,
  reject: false,
  hold: false,
  retrieve: false,
  mute: false,
  sendDigits: false,
  hangUp: false,
  setData: false,
  transfer: false,
  consult: false,
  completeTransfer: false,
  return: false,
  swap: false,
  conference: false,
  invite: false,
  manageParties: false,
  park: false,
  record: false,
  stopRecording: false,
  pauseRecording: false,
  resumeRecording: false,
  annotate: false,
};

/**
 * What `viewer` may do with a call now: nothing unless he is offered it or has a leg in it. The server refuses what
 * this denies with `call.not-allowed-now`.
 */
export function callCapabilities(call: Omit<CallSnapshot, 'can'>, viewer: AgentId | null): CallCapabilities {
  if (viewer === null) return NOTHING;
  const leg = liveLegOf(call, viewer);
  // Over for him, though others may go on: he handed the caller on, or left the conference.
  const left = tookPart(call, viewer) ? { ...NOTHING, annotate: true } : NOTHING;
  if (call.phase === 'ended') return left;
  const rings = call.phase === 'offered' || call.phase === 'transferring' || call.phase === 'conference';
  const offered = rings && hasOffer(call, viewer);
  if (leg === undefined && !offered) return left;

  const ringing = leg === undefined ? offered : isRinging(leg);
  const inCall = leg?.state === 'connected' || leg?.state === 'held';
  const talking = call.phase === 'talking' && inCall;
  const held = call.heldSince !== null;
  // Whoever he would hand on must be there, and nobody else busy with him; a page that is loaded anew is on its way back.
  const settled = talking && !call.legs.some(isRinging);
  const free = settled && !isLinked(call) && isPartnerHere(call, viewer);
  const both = settled && isConsulting(call, viewer);
  return {
    ...NOTHING,
    answer: ringing,
    reject: ringing && offered,
    hold: talking && leg?.state === 'connected' && !held,
    // Of two agents who talk with one another, whoever holds retrieves.
    retrieve: talking && leg?.state === 'held',
    mute: inCall,
    sendDigits: talking && leg?.state === 'connected' && !held,
    // A ringing offer is rejected, not hung up: the caller keeps his place.
    hangUp: leg !== undefined && !(ringing && offered),
    setData: true,
    annotate: !ringing,
    transfer: free,
    consult: free,
    park: free,
    completeTransfer: both,
    conference: both,
    return: inCall && hasConsultation(call, viewer),
    // Of two calls that have nothing to do with one another, the one that is held is named.
    swap: both || (talking && leg?.state === 'held'),
    invite: free && !held ? leg?.state === 'connected' : inCall && mayInvite(call, viewer),
    manageParties: inCall && moderates(call, viewer),
    ...recordingCapabilities(call, inCall && (call.phase === 'talking' || call.phase === 'conference')),
  };
}

/** Evidence is not stopped by whom it concerns: only what somebody asked for can be. */
function recordingCapabilities(
  { recording, recordedBy, unrecordable }: Omit<CallSnapshot, 'can'>,
  talks: boolean,
): Pick<CallCapabilities, 'record' | 'stopRecording' | 'pauseRecording' | 'resumeRecording'> {
  return {
    record: talks && recording === undefined && unrecordable !== true,
    stopRecording: talks && recording !== undefined && recordedBy === 'demand',
    pauseRecording: talks && recording === 'running',
    resumeRecording: talks && recording === 'paused',
  };
}

function tookPart({ agentId, legs }: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  return agentId === viewer || legs.some((leg) => leg.agentId === viewer && leg.answeredAt !== null);
}

function hasOffer(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  return offerTo(call, viewer) !== undefined;
}

/** Whoever brought them together decides about the others; when he has left, any agent who is in. */
function moderates({ conference }: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  return conference !== undefined && (conference.moderator === null || conference.moderator === viewer);
}

function mayInvite(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  return moderates(call, viewer) && call.conference?.locked === false;
}

/** It is a consultation, or there is one about it. */
function isLinked({ consultOf, consultation }: Omit<CallSnapshot, 'can'>): boolean {
  return consultOf !== undefined || consultation !== undefined;
}

/** He consults, and this is either of the two calls. */
function hasConsultation(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  return isLinked(call) && call.agentId === viewer;
}

/** As {@link hasConsultation}, and whom he consults has picked up and is there. */
function isConsulting(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): boolean {
  if (!hasConsultation(call, viewer)) return false;
  return isPartnerHere(call, viewer) && call.consultation?.connected !== false;
}

/** The other one is up, and not busy with something else. */
function isPartnerHere({ legs }: Pick<CallSnapshot, 'legs'>, viewer: AgentId): boolean {
  return legs.some((leg) => leg.agentId !== viewer && leg.state === 'connected');
}

/** What `viewer` may do with a contact now: nothing unless it is offered to him or his. */
export function contactCapabilities(
  { phase, offer, agentId }: Pick<ContactSnapshot, 'phase' | 'offer' | 'agentId'>,
  viewer: AgentId | null,
): ContactCapabilities {
  const offered = viewer !== null && phase === 'offered' && offer?.agentId === viewer;
  return {
    accept: offered,
    reject: offered,
    complete: viewer !== null && phase === 'active' && agentId === viewer,
  };
}

/** The viewer's own offer. */
export function offerTo(
  { offer, alsoOffered = [] }: Pick<CallSnapshot, 'offer' | 'alsoOffered'>,
  viewer: AgentId,
): OfferSnapshot | undefined {
  return offer?.agentId === viewer ? offer : alsoOffered.find(({ agentId }) => agentId === viewer);
}

/** The call with the viewer's own offer before the others'. */
export function withOwnOffer<Seen extends Pick<CallSnapshot, 'offer' | 'alsoOffered'>>(
  call: Seen,
  viewer: AgentId | null,
): Seen {
  const { offer, alsoOffered } = call;
  const own = viewer === null ? undefined : offerTo(call, viewer);
  if (own === undefined || own === offer || !offer || !alsoOffered) return call;
  return { ...call, offer: own, alsoOffered: [offer, ...alsoOffered.filter((other) => other !== own)] };
}

function isRinging({ state }: LegSnapshot): boolean {
  return state === 'initiated' || state === 'alerting';
}

function liveLegOf(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): LegSnapshot | undefined {
  return call.legs.find((leg) => leg.agentId === viewer && leg.state !== 'ended' && leg.state !== 'failed');
}
