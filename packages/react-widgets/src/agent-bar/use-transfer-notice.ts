import type { AgentId, EventData } from '@callweave/cti-core';
import { useEffect, useState } from 'react';
import { useCallweave, useSessionState } from '../provider/callweave-provider.js';

/** A transfer that nobody took, to be read until the caller is cared for. */
export interface TransferNotice {
  readonly outcome: EventData<'call.transfer-failed'>['outcome'];
  readonly destination: EventData<'call.transfer-failed'>['destination'];
  readonly caller: string;
  /** The caller comes back to this agent; else his queue, or whoever is next, has him. */
  readonly comesBack: boolean;
  readonly agentId: AgentId | null;
  readonly dismiss: () => void;
}

/** Tells that a transfer failed and where the caller is now (AGT-3); goes away when he is answered or gone. */
export function useTransferNotice(): TransferNotice | null {
  const { session } = useCallweave();
  const { calls, agent } = useSessionState();
  const [failed, setFailed] = useState<EventData<'call.transfer-failed'> | null>(null);
  useEffect(() => session.on('transfer-failed', setFailed), [session]);
  const callId = failed?.call.callId;
  const present = calls.find((call) => call.callId === callId);
  const answered =
    present !== undefined &&
    present.phase !== 'offered' &&
    present.phase !== 'transferring' &&
    agent?.callId === callId &&
    agent?.state === 'talking';
  useEffect(() => {
    if (answered) setFailed(null);
  }, [answered]);
  useEffect(() => {
    if (agent?.state === 'ready' || agent?.state === 'aux') setFailed(null);
  }, [agent?.state]);
  if (failed === null) return null;
  return {
    outcome: failed.outcome,
    destination: failed.destination,
    caller: failed.call.callerName ?? failed.call.caller,
    comesBack: present?.can.answer === true,
    agentId: failed.destination.to === 'agent' ? failed.destination.agentId : null,
    dismiss: () => setFailed(null),
  };
}
