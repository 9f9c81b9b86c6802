import { type AgentId, CallweaveError, type CommandParams } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Agent } from './agent.js';
import { loggedOut, withAvailability, withNext } from './agent.machine.js';
import { agentOf, announceAgent, saveAgent } from './agent.store.js';
import { clearWrapUpTimer } from './wrap-up.js';

/**
 * Another puts an agent into a state (SUP-4). At rest, and in after-call work of any kind, it holds at once; while his phone
 * rings or he is on a call it is what follows, in place of what he chose himself: a call is never touched by it.
 * @throws {CallweaveError} `agent.unknown`, `agent.not-logged-in`
 */
export function forceState(
  step: Step,
  { agentId, to }: CommandParams<'agent.force-state'>,
  by: AgentId | null,
): Agent {
  const agent = agentOf(step, agentId);
  if (agent.seat === null) {
    throw new CallweaveError('agent.not-logged-in', 'The agent is not logged in', { details: { agentId } });
  }
  const { is } = agent.seat.work;
  if (is !== 'idle' && is !== 'wrap-up') {
    const planned = saveAgent(step, withNext(agent, to));
    announceAgent(step, planned);
    return planned;
  }
  clearWrapUpTimer(step, agentId);
  const next =
    to.state === 'logged-out'
      ? loggedOut(agent)
      : withAvailability(
          agent,
          to.state === 'ready' ? { is: 'ready' } : { is: 'aux', reason: to.reason },
          step.at,
        );
  return saveAgent(step, next, 'forced', by);
}
