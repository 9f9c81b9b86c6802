import type { AgentId, CallId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { type Agent, callIdOf, type Seat, type WrapUpDue } from './agent.js';
import {
  inWrapUp,
  released,
  withAttended,
  withoutOther,
  withTalk,
  withWaiting,
  withWork,
  withWrapUpDue,
} from './agent.machine.js';
import { saveAgent } from './agent.store.js';

/**
 * His part in a call is over: he turns to the latest of those he holds; after the last of them after-call work follows when
 * there is any, or what he chose for afterwards. `talkMs` is null when they never talked; `wrapUpMs` is null for as long as
 * he needs.
 */
export function finishCall(
  step: Step,
  agentId: AgentId,
  callId: CallId,
  how: { readonly talkMs: number | null; readonly wrapUpMs: number | null; readonly forced?: boolean },
) {
  const agent = step.world.agents.get(agentId);
  if (!agent?.seat) return;
  const { others } = agent.seat;
  const isOther = others.includes(callId);
  if (!isOther && (callIdOf(agent) !== callId || agent.seat.work.is === 'wrap-up')) return;
  const counted = how.talkMs === null ? agent : withTalk(agent, how.talkMs);
  const due = longer(agent.seat.wrapUpDue, { callId, wrapUpMs: how.wrapUpMs, forced: how.forced ?? false });
  if (isOther) {
    saveAgent(step, withWrapUpDue(withoutOther(counted, callId), due));
    return;
  }
  const next = others.at(-1);
  if (next !== undefined) {
    const is = step.world.calls.get(next)?.heldSince == null ? 'talking' : 'holding';
    saveAgent(step, withoutOther(withAttended(withWrapUpDue(counted, due), next, is), callId));
    return;
  }
  if (agent.seat.waiting) return callWaits(step, counted, agent.seat.waiting);
  beginWrapUp(step, withWrapUpDue(counted, null), due);
}

/** The colleague who has waited until now rings. */
function callWaits(step: Step, agent: Agent, waiting: NonNullable<Seat['waiting']>): void {
  const rung = withWork(withWrapUpDue(withWaiting(agent, null), null), { is: 'offered', ...waiting });
  saveAgent(step, rung);
  step.signal({ signal: 'agent.free-for-waiting', agentId: agent.agentId });
}

function beginWrapUp(step: Step, agent: Agent, { callId, wrapUpMs, forced }: WrapUpDue): void {
  if (wrapUpMs === 0) {
    saveAgent(step, released(agent, step.at));
    return;
  }
  if (wrapUpMs === null) {
    saveAgent(step, inWrapUp(agent, callId, null, false));
    return;
  }
  step.setTimer({ guard: 'wrap-up', agentId: agent.agentId, ofCallId: callId }, wrapUpMs);
  saveAgent(step, inWrapUp(agent, callId, step.at + wrapUpMs, forced));
}

/** Of several calls the longest after-call work is done. */
function longer(one: WrapUpDue | null, other: WrapUpDue): WrapUpDue {
  if (one === null || other.wrapUpMs === null) return other;
  return one.wrapUpMs === null || one.wrapUpMs > other.wrapUpMs ? one : other;
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
