import { type CallId, CallweaveError, type CommandParams } from '@callweave/cti-core';
import { type ContactCommandName, contactCommand, offerFailed } from '../acd/index.js';
import { type AgentCommandName, agentCommand } from '../agents/agent.commands.js';
import { agentSnapshotOf } from '../agents/agent.js';
import { agentOf } from '../agents/agent.store.js';
import { forceState } from '../agents/force-state.js';
import { type CallCommandName, callCommand, permitted } from '../calls/call.commands.js';
import { offerTo } from '../calls/call.js';
import { callOf, snapshotOf } from '../calls/call.store.js';
import { permitManaging, type SupervisionCommandName, supervisionCommand } from '../supervision/index.js';
import type { KernelCommandName, KernelInput } from './kernel.types.js';
import type { Step } from './world.js';

type Command = Extract<KernelInput, { input: 'command' }>;

/** Carries a command out, or refuses it; whatever happens, it is answered. */
export function takeCommand(step: Step, input: Command) {
  const { actor, command, params, replyTo } = input;
  try {
    const { agentId } = actor;
    if (isContactCommand(command)) {
      if (agentId !== null) agentOf(step, agentId);
      const contact = contactCommand(step, actor, command, params);
      step.order({ do: 'reply', to: replyTo, result: { contact } });
      return;
    }
    if (agentId === null) {
      throw new CallweaveError('access.denied', `${command} is given in the name of an agent`);
    }
    agentOf(step, agentId);
    if (command === 'agent.force-state') {
      const asked = params as CommandParams<'agent.force-state'>;
      permitManaging(step, agentId, actor.role, asked.agentId);
      const forced = forceState(step, asked, agentId);
      step.order({ do: 'reply', to: replyTo, result: { agent: agentSnapshotOf(forced) } });
      return;
    }
    if (isSupervisionCommand(command)) {
      return supervisionCommand(step, agentId, actor.role, command, params, replyTo);
    }
    if (isAgentCommand(command)) {
      agentCommand(step, agentId, command, params);
      step.order({ do: 'reply', to: replyTo, result: { agent: agentSnapshotOf(agentOf(step, agentId)) } });
      return;
    }
    if (command !== 'call.reject') {
      if (command === 'call.make' && !step.world.switchUp) {
        throw new CallweaveError('switch.unavailable', 'The media switch is not connected');
      }
      return callCommand(step, agentId, command as CallCommandName, params, replyTo);
    }
    const { callId } = params as { readonly callId: CallId };
    const offered = permitted(step, callId, agentId, 'reject');
    const offer = offerTo(offered, agentId);
    if (offer) offerFailed(step, offered, offer, 'rejected');
    step.order({
      do: 'reply',
      to: replyTo,
      result: { call: snapshotOf(step, callOf(step, callId), agentId) },
    });
  } catch (error) {
    if (!(error instanceof CallweaveError)) throw error;
    step.order({ do: 'refuse', to: replyTo, error });
  }
}

function isAgentCommand(command: KernelCommandName): command is AgentCommandName {
  return command.startsWith('agent.');
}

function isSupervisionCommand(command: KernelCommandName): command is SupervisionCommandName {
  return command.startsWith('supervision.');
}

function isContactCommand(command: KernelCommandName): command is ContactCommandName {
  return command.startsWith('contact.');
}
