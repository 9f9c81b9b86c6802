import type { AgentCapabilities, AgentSnapshot } from './agent.js';
import type { CallCapabilities, CallSnapshot, LegSnapshot, OfferSnapshot } from './call.js';
import type { ContactCapabilities, ContactSnapshot } from './contact.js';
import type { AgentId } from './ids.js';

/**
 * What an agent may do now, from his facts alone. The server refuses what this denies with
 * `agent.not-allowed-now`; buttons read the same answer.
 */
export function agentCapabilities(agent: Omit<AgentSnapshot, 'can'>): AgentCapabilities {
  const { state } = agent;
  const bound = state === 'wrap-up' && agent.wrapUpForced;
  const resting = (state === 'ready' || state === 'aux' || state === 'wrap-up') && !bound;
  const free = resting && agent.reachable && agent.supervising !== true;
  const onCall = state === 'ringing' || state === 'dialling' || state === 'talking' || state === 'holding';
  return {
    logIn: state === 'logged-out',
    logOut: resting,
    setReady: (state === 'aux' || state === 'wrap-up') && !bound,
    // In aux it changes the reason.
    setAux: resting,
    setNext: onCall || state === 'wrap-up',
    finishWrapUp: state === 'wrap-up' && !bound,
    // The agent's own phone is called first, so it must be reachable, and not listening to a colleague.
    makeCall: free,
    pickUp: free,
  };
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
  if (viewer === null || call.phase === 'ended') return NOTHING;
  const leg = liveLegOf(call, viewer);
  const offered = call.phase === 'offered' && offerTo(call, viewer) !== undefined;
  if (leg === undefined && !offered) return NOTHING;

  const ringing = leg === undefined ? offered : leg.state === 'initiated' || leg.state === 'alerting';
  const inCall = leg?.state === 'connected' || leg?.state === 'held';
  const talking = call.phase === 'talking' && inCall;
  const held = call.heldSince !== null;
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
  };
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

function liveLegOf(call: Omit<CallSnapshot, 'can'>, viewer: AgentId): LegSnapshot | undefined {
  return call.legs.find((leg) => leg.agentId === viewer && leg.state !== 'ended' && leg.state !== 'failed');
}
