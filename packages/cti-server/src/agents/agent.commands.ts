import {
  type AgentCapabilities,
  type AgentId,
  CallweaveError,
  type CommandParams,
} from '@callweave/cti-core';
import type { KernelCommandName } from '../kernel/kernel.types.js';
import type { Step } from '../kernel/world.js';
import { type Agent, capabilitiesOf, stateOf } from './agent.js';
import { loggedIn, loggedOut, released, withAvailability, withDevice, withNext } from './agent.machine.js';
import { agentOf, announceAgent, saveAgent } from './agent.store.js';
import { clearWrapUpTimer } from './wrap-up.js';

export type AgentCommandName = Exclude<Extract<KernelCommandName, `agent.${string}`>, 'agent.force-state'>;

const EXTENSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/;

/**
 * Carries out what an agent (or another in his name) asks of his own state.
 * @throws {CallweaveError} `agent.not-logged-in`, `agent.not-allowed-now`, `agent.extension-taken`, …
 */
export function agentCommand(step: Step, agentId: AgentId, command: AgentCommandName, params: unknown) {
  const agent = agentOf(step, agentId);
  if (command === 'agent.log-in') return logIn(step, agent, params as CommandParams<'agent.log-in'>);
  if (agent.seat === null) {
    throw new CallweaveError('agent.not-logged-in', 'The agent is not logged in', { details: { agentId } });
  }
  switch (command) {
    case 'agent.log-out':
      permit(agent, 'logOut');
      clearWrapUpTimer(step, agentId);
      saveAgent(step, loggedOut(agent));
      return;
    case 'agent.set-ready':
      permit(agent, 'setReady');
      clearWrapUpTimer(step, agentId);
      saveAgent(step, withAvailability(agent, { is: 'ready' }, step.at));
      return;
    case 'agent.set-aux': {
      permit(agent, 'setAux');
      const { reason } = params as CommandParams<'agent.set-aux'>;
      clearWrapUpTimer(step, agentId);
      saveAgent(step, withAvailability(agent, { is: 'aux', reason }, step.at));
      return;
    }
    case 'agent.set-next':
      permit(agent, 'setNext');
      announceAgent(step, saveAgent(step, withNext(agent, (params as CommandParams<'agent.set-next'>).next)));
      return;
    case 'agent.finish-wrap-up':
      permit(agent, 'finishWrapUp');
      clearWrapUpTimer(step, agentId);
      saveAgent(step, released(agent, step.at));
      return;
  }
}

/**
 * Begins a session. A reload or a second window logs in again and finds the state as it was; another device is
 * taken over only while nothing rings or talks at the old one.
 */
function logIn(step: Step, agent: Agent, params: CommandParams<'agent.log-in'>): void {
  const extension = params.extension ?? agent.seat?.extension ?? agent.defaultExtension;
  if (!EXTENSION.test(extension)) {
    throw new CallweaveError(
      'request.invalid',
      'An extension is letters, digits, dots, dashes and underlines',
      {
        details: { issues: [{ path: ['extension'], message: 'not an extension' }] },
      },
    );
  }
  const holder = step.world.seats.get(extension);
  if (holder !== undefined && holder !== agent.agentId) {
    throw new CallweaveError(
      'agent.extension-taken',
      `Another agent is logged in at extension ${extension}`,
      {
        details: { extension },
      },
    );
  }
  const registered = step.world.registered.has(extension);
  const { seat } = agent;
  if (seat === null) {
    saveAgent(step, loggedIn(agent, { device: params.device, extension, registered }, step.at));
    return;
  }
  if (seat.device === params.device && seat.extension === extension) return;
  if (seat.work.is !== 'idle' && seat.work.is !== 'wrap-up') {
    throw new CallweaveError('agent.already-logged-in', 'The agent has a call on another device', {
      details: { device: seat.device, extension: seat.extension },
    });
  }
  step.clearTimer({ guard: 'grace', agentId: agent.agentId });
  announceAgent(step, saveAgent(step, withDevice(agent, params.device, extension, registered)));
}

function permit(agent: Agent, what: keyof AgentCapabilities): void {
  if (capabilitiesOf(agent)[what]) return;
  throw new CallweaveError('agent.not-allowed-now', `Not possible in state ${stateOf(agent)}`, {
    details: { agentId: agent.agentId, state: stateOf(agent), needs: `can.${what}` },
  });
}
