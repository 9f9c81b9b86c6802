import type { Agent } from '../agents/agent.js';
import type { Actor } from '../kernel/kernel.types.js';

/** What counts of whoever gives an order: his role, and the teams he leads. */
export interface Manager {
  readonly role: Actor['role'];
  readonly leads: Agent['leads'];
}

/**
 * True when he may supervise this agent and force his state (SUP-4): administrators and back ends everybody, supervisors those
 * of the teams they lead, and everybody where nothing is said of teams. An agent manages nobody.
 */
export function mayManage({ role, leads }: Manager, { team }: Pick<Agent, 'team'>): boolean {
  switch (role) {
    case 'agent':
      return false;
    case 'supervisor':
      return leads === null || (team !== null && leads.includes(team));
    case 'admin':
    case 'service':
      return true;
  }
}
