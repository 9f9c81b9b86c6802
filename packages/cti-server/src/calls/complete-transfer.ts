import type { AgentId, Destination } from '@callweave/cti-core';
import { withCallRenamed, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type Call, changeLeg, type Leg, legOf, lineAt, withLeg } from './call.js';
import { agentMark, customerMark } from './call.mark.js';
import { callOf, markCustomer, saveCall, snapshotOf } from './call.store.js';
import type { ConsultPair } from './consult-pair.js';
import { endCall } from './end-call.js';
import { leaveCall } from './leave-call.js';
import { partyReleased, type TalkingCall } from './line.js';
import { reply } from './pending-replies.js';

/**
 * The caller and whom was asked hear each other: the caller's call goes on with the two, the consultation ends, and the agent
 * who joined them goes on to his after-call work.
 */
export function transferCompleted(step: Step, { caller, consultation }: ConsultPair): void {
  const target = legOf(consultation, consultation.customerLegId);
  if (!target || caller.consult?.is !== 'by' || !caller.consult.completing) return;
  const { callId } = caller;
  const by = consultation.stage.line.agentId;
  const byLegId = consultation.stage.line.at.is === 'here' ? consultation.stage.line.at.legId : null;
  if (caller.customerLegId !== null) step.clearTimer({ guard: 'join', callId, legId: caller.customerLegId });
  for (const guard of ['return', 'parted'] as const) step.clearTimer({ guard, callId });

  saveCall(step, changeLeg(consultation, target.legId, { state: 'ended' }));
  step.world.legs.set(target.legId, callId);
  if (target.agentId !== null) takeOver(step, target.agentId, consultation.callId, callId);
  const { talkingSince } = caller;
  saveCall(step, withTarget(step, caller, target));
  const end = () => endCall(step, consultation.callId, { by: 'agent', cause: 'ATTENDED_TRANSFER' });
  // What he attends comes last, so that he is not seen to turn to the other one in between.
  const attendsCaller = byLegId !== null && step.world.legs.get(byLegId) === callId;
  if (attendsCaller) end();
  leaveCall(step, callOf(step, callId), by, talkingSince);
  if (!attendsCaller) end();

  const next = callOf(step, callId);
  const destination: Destination =
    target.agentId === null
      ? { to: 'number', number: consultation.called }
      : { to: 'agent', agentId: target.agentId };
  step.emit({ event: 'call.transferred', data: { call: snapshotOf(step, next), by, destination } });
  reply(step, next, 'completed', by);
  markCustomer(step, next);
  markTarget(step, next, target);
  step.signal({ signal: next.stage.phase === 'talking' ? 'call.joined' : 'call.forwarded', callId });
}

/** Whom was asked belongs to the caller's call from now on. */
export function takeOver(step: Step, agentId: AgentId, from: Call['callId'], to: Call['callId']): void {
  const renamed = withCallRenamed(agentOf(step, agentId), from, to);
  saveAgent(
    step,
    renamed.seat?.work.is === 'holding' ? withWork(renamed, { is: 'talking', callId: to }) : renamed,
  );
}

/** The call of caller and target, of whom at most one is no agent of ours who would have to be served. */
function withTarget(step: Step, before: TalkingCall, target: Leg): Call {
  // A colleague who held whoever joins him with another holds nobody now.
  const caller = partyReleased(step, before);
  const customer = legOf(caller, caller.customerLegId);
  const joined: Call = {
    ...withLeg(caller, { ...target, state: 'connected', answeredAt: target.answeredAt ?? step.at }),
    consult: null,
    heldSince: null,
    talkingSince: step.at,
  };
  if (target.agentId !== null) {
    const line = lineAt(target.agentId, target.legId);
    return { ...joined, agentId: target.agentId, stage: { phase: 'talking', line, peerApart: false } };
  }
  if (customer && customer.agentId !== null) {
    const line = lineAt(customer.agentId, customer.legId);
    return {
      ...joined,
      agentId: customer.agentId,
      customerLegId: target.legId,
      stage: { phase: 'talking', line, peerApart: false },
    };
  }
  return {
    ...joined,
    talkingSince: null,
    stage: { phase: 'forwarded', legId: target.legId, joined: true, transfer: null },
  };
}

/** A server that starts must find it in the call where it is. */
function markTarget(step: Step, call: Call, { legId, agentId }: Leg): void {
  const seat = agentId === null ? null : (step.world.agents.get(agentId)?.seat ?? null);
  if (agentId === null) {
    step.order({ do: 'switch.mark', legId, mark: { ...customerMark(call), party: 'external' } });
  } else if (seat !== null) {
    const { device, extension } = seat;
    step.order({ do: 'switch.mark', legId, mark: agentMark(call, { agentId, device, extension }) });
  }
}
