import { type AgentId, CallweaveError } from '@callweave/cti-core';
import type { AgentSession } from '@callweave/web-sdk';
import type { AgentAction } from './agent-actions.core.js';

/**
 * Does it, in the session of the supervisor.
 * @throws {CallweaveError} what the server refuses; `supervision.none` when his phone was not reached
 */
export async function carryOut(session: AgentSession, agentId: AgentId, action: AgentAction): Promise<void> {
  switch (action.name) {
    case 'listen':
    case 'whisper':
    case 'barge':
      if (session.state.supervision?.agentId === agentId) return session.setSupervisionMode(action.name);
      return session.supervise(agentId, action.name);
    case 'takeOver': {
      // Only who is on the line can take the caller.
      if (session.state.supervision === null) await session.supervise(agentId, 'listen');
      await connected(session);
      return session.takeOver();
    }
    case 'hangUp':
      return session.forceHangUp(agentId);
    case 'ready':
      return session.forceState(agentId, { state: 'ready' });
    case 'aux':
      return session.forceState(agentId, { state: 'aux', reason: action.reason ?? 'break' });
    case 'logOut':
      return session.forceState(agentId, { state: 'logged-out' });
  }
}

/** The supervisor's phone has picked up. The server ends the wait itself when it does not. */
function connected(session: AgentSession): Promise<void> {
  return new Promise((resolve, reject) => {
    let leave: () => void = () => undefined;
    const look = (): void => {
      const { supervision, connection } = session.state;
      if (supervision?.state === 'connected') resolve();
      else if (supervision === null || connection !== 'open')
        reject(new CallweaveError('supervision.none', 'Your phone did not pick up'));
      else return;
      leave();
    };
    leave = session.subscribe(look);
    look();
  });
}
