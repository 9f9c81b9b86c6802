import type { AgentId, AgentState } from '@callweave/cti-core';
import type { KernelEvent, Undrawn } from '../kernel/kernel.types.js';
import { type Agent, agentSnapshotOf } from './agent.js';

/** A change of an agent that is not one of state, or that he came or went. */
export class AgentNews implements Undrawn {
  constructor(
    readonly event: 'agent.changed' | 'agent.logged-in' | 'agent.logged-out',
    readonly agent: Agent,
  ) {}

  draw(): KernelEvent {
    return { event: this.event, data: { agent: agentSnapshotOf(this.agent) } };
  }
}

/** An agent is in another state, or pauses for another reason. */
export class StateNews implements Undrawn {
  readonly event = 'agent.state-changed';

  constructor(
    readonly agent: Agent,
    readonly from: AgentState,
    readonly to: AgentState,
    private readonly said: { readonly reason: string | null; readonly by: AgentId | null },
  ) {}

  draw(): KernelEvent {
    const { agent, from, to } = this;
    const { reason, by } = this.said;
    const picture = agentSnapshotOf(agent);
    return {
      event: this.event,
      data: { agent: picture, from, to, reason: picture.auxReason ?? reason, ...(by === null ? {} : { by }) },
    };
  }
}
