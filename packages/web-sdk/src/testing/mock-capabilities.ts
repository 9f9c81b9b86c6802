import {
  type AgentSnapshot,
  type CallCapabilities,
  type CallSnapshot,
  callCapabilities,
} from '@callweave/cti-core';

/** What the mock's agent may do with a call: the contract's flags, those of several calls included. */
export function mockCallCapabilities(
  call: Omit<CallSnapshot, 'can'>,
  { agentId, callId }: Pick<AgentSnapshot, 'agentId' | 'callId'>,
): CallCapabilities {
  const rules = callCapabilities(call, agentId);
  const tookPart = call.legs.some((leg) => leg.agentId === agentId && leg.answeredAt !== null);
  const own = call.legs.find((leg) => leg.agentId === agentId && leg.state !== 'ended');
  const isOffered = call.offer?.agentId === agentId;
  if (own === undefined || call.phase === 'ended') return { ...rules, annotate: tookPart };
  const inCall = own.state === 'connected' || own.state === 'held';
  const talks = call.phase === 'talking' && inCall;
  const confers = call.phase === 'conference' && inCall;
  const paired = call.consultation !== undefined || call.consultOf !== undefined;
  const bothTalk = call.consultation?.connected ?? (call.consultOf !== undefined && call.phase === 'talking');
  const free = talks && !paired;
  const manages = confers && (call.conference?.moderator ?? agentId) === agentId;
  const recorded = (talks || confers) && own.state === 'connected';
  return {
    ...rules,
    answer: rules.answer || isOffered,
    reject: isOffered,
    hangUp: !isOffered,
    transfer: free,
    consult: free,
    completeTransfer: paired && bothTalk,
    return: paired,
    swap: paired ? bothTalk : free && own.state === 'held' && callId !== call.callId,
    conference: paired && bothTalk,
    invite:
      free || (manages && !call.conference?.locked) || (manages && call.conference?.moderator === agentId),
    manageParties: manages,
    park: free && call.direction !== 'internal',
    record: recorded && call.recording === undefined,
    stopRecording: recorded && call.recording !== undefined,
    pauseRecording: recorded && call.recording === 'running',
    resumeRecording: recorded && call.recording === 'paused',
    annotate: inCall,
  };
}
