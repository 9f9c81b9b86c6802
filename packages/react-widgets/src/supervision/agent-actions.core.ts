import type { AgentSnapshot, Role, SupervisionMode, SupervisionSnapshot } from '@callweave/cti-core';

/** What a supervisor does about one agent (SUP-4). */
export type AgentActionName = SupervisionMode | 'takeOver' | 'hangUp' | 'ready' | 'aux' | 'logOut';

export interface AgentAction {
  readonly name: AgentActionName;
  /** Of a pause. */
  readonly reason?: string;
  /** It touches a customer or ends somebody's work: it is asked once more. */
  readonly danger: boolean;
  /** It takes effect when his present call is over. */
  readonly afterCall: boolean;
  /** The mode in which he is supervised now. */
  readonly checked?: boolean;
}

/** Whoever looks at the wall. */
export interface Overseer {
  readonly role: Role | null;
  readonly agent: AgentSnapshot | null;
  readonly supervision: SupervisionSnapshot | null;
}

/** Pauses that a supervisor orders; a site names its own. */
export const FORCED_REASONS: readonly string[] = ['break', 'meeting', 'training'];

/** Whether the overseer may give orders about an agent: an administrator about all, a supervisor about the teams he leads. */
export function mayOversee({ role, agent: self }: Overseer, agent: AgentSnapshot): boolean {
  if (self === null || self.agentId === agent.agentId) return false;
  if (role === 'admin') return true;
  if (role !== 'supervisor') return false;
  return self.leads === undefined || (agent.team !== undefined && self.leads.includes(agent.team));
}

/** What may be done about an agent now, by right and state. */
export function agentActions(
  overseer: Overseer,
  agent: AgentSnapshot,
  reasons: readonly string[] = FORCED_REASONS,
): readonly AgentAction[] {
  if (!mayOversee(overseer, agent) || agent.state === 'logged-out') return [];
  const { state } = agent;
  const { supervision } = overseer;
  const busy = state === 'ringing' || state === 'dialling' || state === 'talking' || state === 'holding';
  const talks = state === 'talking' || state === 'holding';
  const supervised = supervision?.agentId === agent.agentId;
  const listens = supervised || (supervision === null && phoneIsFree(overseer.agent));
  const action = (name: AgentActionName, facts: Partial<AgentAction> = {}): AgentAction => ({
    name,
    danger: false,
    afterCall: false,
    ...facts,
  });
  const forced = { afterCall: busy };
  return [
    ...(talks && listens
      ? (['listen', 'whisper', 'barge'] as const).map((mode) =>
          action(mode, supervised ? { checked: supervision.mode === mode } : {}),
        )
      : []),
    ...(talks && listens ? [action('takeOver', { danger: true })] : []),
    ...(talks || state === 'dialling' ? [action('hangUp', { danger: true })] : []),
    ...(state === 'ready' ? [] : [action('ready', forced)]),
    ...reasons
      .filter((reason) => state !== 'aux' || agent.auxReason !== reason)
      .map((reason) => action('aux', { reason, ...forced })),
    action('logOut', { danger: true, ...forced }),
  ];
}

/** Logged in, his phone must be reachable and without a call; otherwise his extension's own phone is rung. */
function phoneIsFree(self: AgentSnapshot | null): boolean {
  if (self === null) return false;
  if (self.state === 'logged-out') return true;
  return self.reachable && (self.state === 'ready' || self.state === 'aux' || self.state === 'wrap-up');
}
