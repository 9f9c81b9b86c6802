import type { AgentId, CallId, LegId } from '@callweave/cti-core';
import type { AgentSessionState } from '@callweave/web-sdk';
import { isLive } from '../call-lines/call-words.js';

export interface ConferenceParty {
  readonly legId: LegId;
  readonly is: 'customer' | 'self' | 'agent' | 'external';
  readonly agentId: AgentId | null;
  /** Number or extension. */
  readonly address: string;
  /** The customer's name, if it is known. */
  readonly name: string | null;
  /** False while his phone rings. */
  readonly connected: boolean;
  readonly muted: boolean;
  readonly isModerator: boolean;
  /** Mute and drop are allowed for him. */
  readonly manageable: boolean;
}

export interface ConferenceView {
  readonly callId: CallId;
  readonly parties: readonly ConferenceParty[];
  readonly locked: boolean;
  readonly canLock: boolean;
}

/** Who is in the conference that the agent attends, or is rung for it; null when there is none. */
export function conferenceView({ activeCall: call, agent }: AgentSessionState): ConferenceView | null {
  if (call === null || agent === null) return null;
  const legs = call.legs.filter(isLive);
  // He has left it: who is in is no business of his any more.
  if (!legs.some((leg) => leg.agentId === agent.agentId)) return null;
  const { conference } = call;
  // Before the first of those invited is in, the call is an ordinary one.
  const isRung = call.phase === 'talking' && call.consultOf === undefined;
  const invited = isRung ? legs.filter((leg) => leg.state === 'alerting' || leg.state === 'initiated') : [];
  if (conference === undefined && invited.length === 0) return null;
  const canManage = call.can.manageParties;
  const parties = legs.map((leg): ConferenceParty => {
    const party = conference?.parties.find((one) => one.legId === leg.legId);
    const isSelf = leg.agentId === agent.agentId;
    return {
      legId: leg.legId,
      is: isSelf
        ? 'self'
        : leg.agentId !== null
          ? 'agent'
          : leg.party === 'customer'
            ? 'customer'
            : 'external',
      agentId: leg.agentId,
      address: leg.address,
      name: leg.party === 'customer' ? call.callerName : null,
      connected: party?.connected ?? leg.state === 'connected',
      muted: party?.muted ?? false,
      isModerator: conference !== undefined && leg.agentId !== null && conference.moderator === leg.agentId,
      manageable: canManage && !isSelf,
    };
  });
  return {
    callId: call.callId,
    parties,
    locked: conference?.locked ?? false,
    canLock: canManage && conference !== undefined,
  };
}
