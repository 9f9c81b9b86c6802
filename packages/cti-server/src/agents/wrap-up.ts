import type { AgentId, CallId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { callIdOf } from './agent.js';
import { inWrapUp, released, withTalk } from './agent.machine.js';
import { saveAgent } from './agent.store.js';

/**
 * His part in a call is over: after-call work follows when there is any, or what he chose for afterwards.
 * `talkMs` is null when they never talked; `wrapUpMs` is null for as long as he needs.
 */
export function finishCall(
  step: Step,
  agentId: AgentId,
  callId: CallId,
  how: { readonly talkMs: number | null; readonly wrapUpMs: number | null; readonly forced?: boolean },
): void {
  const agent = step.world.agents.get(agentId);
  if (!agent || callIdOf(agent) !== callId || agent.seat?.work.is === 'wrap-up') return;
  const counted = how.talkMs === null ? agent : withTalk(agent, how.talkMs);
  if (how.wrapUpMs === 0) {
    saveAgent(step, released(counted, step.at));
    return;
  }
  if (how.wrapUpMs === null) {
    saveAgent(step, inWrapUp(counted, callId, null, false));
    return;
  }
  step.setTimer({ guard: 'wrap-up', agentId, ofCallId: callId }, how.wrapUpMs);
  saveAgent(step, inWrapUp(counted, callId, step.at + how.wrapUpMs, how.forced ?? false));
}

/** The limit of after-call work is reached. */
export function wrapUpTimedOut(step: Step, agentId: AgentId, callId: CallId): void {
  const agent = step.world.agents.get(agentId);
  if (agent?.seat?.work.is !== 'wrap-up' || agent.seat.work.callId !== callId) return;
  saveAgent(step, released(agent, step.at), 'limit');
}

/** Nothing is left of his wrap-up but the timer. */
export function clearWrapUpTimer(step: Step, agentId: AgentId): void {
  const work = step.world.agents.get(agentId)?.seat?.work;
  if (work?.is === 'wrap-up') step.clearTimer({ guard: 'wrap-up', agentId, ofCallId: work.callId });
}
