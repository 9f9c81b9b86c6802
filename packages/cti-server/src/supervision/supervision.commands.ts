import {
  type AgentId,
  CallweaveError,
  type CommandParams,
  type CommandResult,
  type SupervisionId,
} from '@callweave/cti-core';
import { type Agent, canBeReached, stateOf } from '../agents/agent.js';
import { agentOf } from '../agents/agent.store.js';
import { liveCall, newLegId } from '../calls/call.store.js';
import { diallingOver } from '../calls/call-back.js';
import { endCall } from '../calls/end-call.js';
import type { Actor, KernelCommandName } from '../kernel/kernel.types.js';
import type { Step } from '../kernel/world.js';
import { mayManage } from './may-manage.js';
import { placeOf, ringSupervisor } from './spy.js';
import { type Supervision, supervisionSnapshotOf } from './supervision.js';
import { endSupervision, markSupervising, saveSupervision } from './supervision.store.js';
import { orderTakeOver } from './take-over.js';
import { goOnAlone } from './taken.js';

export type SupervisionCommandName = Extract<KernelCommandName, `supervision.${string}`>;

/**
 * Carries out what a supervisor asks (SUP-4).
 * @throws {CallweaveError} `access.denied`, `agent.unknown`, `supervision.not-allowed-now`, `supervision.none`, `switch.unavailable`
 */
export function supervisionCommand(
  step: Step,
  supervisorId: AgentId,
  role: Actor['role'],
  command: SupervisionCommandName,
  params: unknown,
  replyTo: string,
) {
  const answer = (result: CommandResult<SupervisionCommandName>) =>
    step.order({ do: 'reply', to: replyTo, result });
  if (role === 'agent') throw denied();
  if (!step.world.switchUp)
    throw new CallweaveError('switch.unavailable', 'The media switch is not connected');
  switch (command) {
    case 'supervision.start': {
      const asked = params as CommandParams<'supervision.start'>;
      const supervised = permitManaging(step, supervisorId, role, asked.agentId);
      return answer({
        supervision: supervisionSnapshotOf(start(step, supervisorId, supervised, asked.mode)),
      });
    }
    case 'supervision.set-mode': {
      const { mode } = params as CommandParams<'supervision.set-mode'>;
      return answer({
        supervision: supervisionSnapshotOf(setMode(step, supervisionBy(step, supervisorId), mode)),
      });
    }
    case 'supervision.stop':
      return answer(stop(step, supervisionBy(step, supervisorId)));
    case 'supervision.take-over': {
      const supervision = supervisionBy(step, supervisorId);
      // His teams may have changed meanwhile.
      permitManaging(step, supervisorId, role, supervision.agentId);
      return orderTakeOver(step, supervision, replyTo);
    }
    case 'supervision.hang-up': {
      const { agentId } = params as CommandParams<'supervision.hang-up'>;
      hangUp(step, permitManaging(step, supervisorId, role, agentId));
      return answer({});
    }
  }
}

/**
 * The agent, when this one may give orders about him.
 * @throws {CallweaveError} `access.denied`, `agent.unknown`
 */
export function permitManaging(step: Step, managerId: AgentId, role: Actor['role'], agentId: AgentId): Agent {
  const { leads } = agentOf(step, managerId);
  if (role === 'agent') throw denied();
  const agent = agentOf(step, agentId);
  if (mayManage({ role, leads }, agent)) return agent;
  throw new CallweaveError('access.denied', 'The agent is of a team that you do not lead', {
    details: { agentId, ...(agent.team === null ? {} : { team: agent.team }) },
  });
}

function denied(): CallweaveError {
  return new CallweaveError('access.denied', 'This is for supervisors and administrators');
}

function notNow(message: string, state: string): CallweaveError {
  return new CallweaveError('supervision.not-allowed-now', message, { details: { state } });
}

function supervisionBy(step: Step, supervisorId: AgentId): Supervision {
  const supervision = step.world.supervisions.get(supervisorId);
  if (supervision) return supervision;
  throw new CallweaveError('supervision.none', 'You supervise nobody');
}

/** His own phone is rung, and picks up by itself where it can. */
function start(step: Step, supervisorId: AgentId, supervised: Agent, mode: Supervision['mode']): Supervision {
  const supervisor = agentOf(step, supervisorId);
  const { agentId } = supervised;
  if (agentId === supervisorId) {
    throw new CallweaveError('request.invalid', 'Nobody supervises himself', {
      details: { issues: [{ path: ['agentId'], message: 'yourself' }] },
    });
  }
  if (step.world.supervisions.has(supervisorId)) throw notNow('You supervise somebody', 'supervising');
  const extension = ownPhone(step, supervisor);
  const place = placeOf(step, agentId);
  if (!place || place.legId === null || supervised.seat?.work.is === 'dialling')
    throw notNow('The agent talks with nobody now', stateOf(supervised));
  const supervision = saveSupervision(step, {
    supervisionId: step.newId() as SupervisionId,
    supervisorId,
    agentId,
    callId: place.call.callId,
    mode,
    legId: newLegId(step),
    extension,
    startedAt: step.at,
    stage: { is: 'ringing' },
    heard: false,
  });
  step.emit({ event: 'supervision.started', data: { supervision: supervisionSnapshotOf(supervision) } });
  markSupervising(step, supervisorId, true);
  return ringSupervisor(step, supervision);
}

/** Where he is logged in; otherwise the extension that the settings give him. */
function ownPhone(step: Step, { agentId, seat, defaultExtension }: Agent): string {
  if (seat === null) {
    const holder = step.world.seats.get(defaultExtension);
    if (holder !== undefined && holder !== agentId)
      throw notNow(`Another is logged in at your extension ${defaultExtension}`, 'extension-taken');
    return defaultExtension;
  }
  if (seat.work.is !== 'idle' && seat.work.is !== 'wrap-up') throw notNow('You have a call', seat.work.is);
  if (!canBeReached(seat)) throw notNow('Your softphone is not registered', 'unreachable');
  return seat.extension;
}

function setMode(step: Step, before: Supervision, mode: Supervision['mode']): Supervision {
  if (before.mode === mode) return before;
  const { stage, legId } = before;
  if (stage.is === 'taking-over') throw notNow('The call is being taken over', stage.is);
  const next = saveSupervision(step, {
    ...before,
    mode,
    stage: stage.is === 'connected' ? { ...stage, fallback: before.mode } : stage,
  });
  step.emit({
    event: 'supervision.mode-changed',
    data: { supervision: supervisionSnapshotOf(next), from: before.mode },
  });
  if (stage.is === 'connected') step.order({ do: 'switch.set-spy-mode', legId, mode });
  return next;
}

function stop(step: Step, supervision: Supervision) {
  goOnAlone(step, supervision);
  endSupervision(step, supervision, 'stopped');
  return {};
}

/** Ends the call an agent is in (强拆). What only rings at him is the queue's. */
function hangUp(step: Step, agent: Agent) {
  const work = agent.seat?.work;
  const talks = work?.is === 'talking' || work?.is === 'holding' || work?.is === 'dialling';
  const call = talks ? liveCall(step, work.callId) : null;
  if (!call) throw notNow('The agent has no call to end', stateOf(agent));
  if (call.stage.phase === 'dialling')
    return diallingOver(step, call, { whose: 'agent', cause: 'NORMAL_CLEARING' }, 'system');
  endCall(step, call.callId, { by: 'system', cause: 'NORMAL_CLEARING' });
}
