import type { AgentId } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { agentWith } from './agent.change.js';
import type { Agent, CallWaiting } from './agent.js';
import { NO_FIGURES, withMemberships, withNext } from './agent.machine.js';
import { announceAgent, saveAgent } from './agent.store.js';
import { type ChannelSettings, channelsOf } from './channels.js';
import { forceState } from './force-state.js';
import { type Membership, queueIdsOf, type Skills } from './membership.js';

/** What the settings say of an agent. */
export interface AgentSettings {
  readonly agentId: AgentId;
  readonly name: string;
  readonly extension: string;
  readonly skills?: Skills;
  /** One call at a time when left out. */
  readonly channels?: ChannelSettings | undefined;
  /** What becomes of a colleague's call while he talks; busy when left out (AGT-4). */
  readonly callWaiting?: CallWaiting | undefined;
  /** The number that whom he calls outside sees. */
  readonly callerId?: string | undefined;
  /** The team he is in. */
  readonly team?: string | undefined;
  /** Teams a supervisor leads; all when left out. */
  readonly leads?: readonly string[] | undefined;
}

/**
 * Puts new settings of the agents into force: one who is new is logged out, one who changed goes on with what he does,
 * and one who is gone leaves when he has no call ({@link mayLeave}). An extension counts from the next log-in.
 */
export function changeAgents(
  step: Step,
  settings: readonly AgentSettings[],
  memberships: ReadonlyMap<AgentId, readonly Membership[]>,
): void {
  const { agents, leaving } = step.world;
  for (const wanted of settings) {
    const facts = factsOf(wanted, memberships.get(wanted.agentId) ?? []);
    const before = agents.get(wanted.agentId);
    if (before) change(step, before, facts);
    else {
      const agent: Agent = { ...facts, seat: null, since: step.at, today: NO_FIGURES };
      agents.set(agent.agentId, agent);
      announceAgent(step, agent);
    }
  }
  const wanted = new Set(settings.map(({ agentId }) => agentId));
  for (const agent of agents.values()) {
    if (wanted.has(agent.agentId)) continue;
    leaving.add(agent.agentId);
    agents.set(agent.agentId, withMemberships(agent, memberships.get(agent.agentId) ?? []));
  }
}

type Facts = Pick<
  Agent,
  | 'agentId'
  | 'name'
  | 'defaultExtension'
  | 'skills'
  | 'channels'
  | 'team'
  | 'leads'
  | 'memberships'
  | 'queueIds'
  | 'callWaiting'
>;

function factsOf(
  { agentId, name, extension, skills, channels, team, leads, callWaiting }: AgentSettings,
  memberships: readonly Membership[],
): Facts {
  return {
    agentId,
    name,
    defaultExtension: extension,
    skills: skills ?? {},
    channels: channelsOf(channels),
    callWaiting: callWaiting ?? 'busy',
    team: team ?? null,
    leads: leads ?? null,
    memberships,
    queueIds: queueIdsOf(memberships),
  };
}

function change(step: Step, before: Agent, facts: Facts): void {
  const { agents, leaving } = step.world;
  const back = leaving.delete(before.agentId);
  const skills = same(before.skills, facts.skills) ? before.skills : facts.skills;
  const memberships = same(before.memberships, facts.memberships) ? before.memberships : facts.memberships;
  const channels = same(before.channels, facts.channels) ? before.channels : facts.channels;
  const { agentId, name, defaultExtension, team, leads, callWaiting } = facts;
  const told = agentWith(before, { name, defaultExtension, skills, channels, team, leads, callWaiting });
  const after = memberships === before.memberships ? told : withMemberships(told, memberships);
  const takesOther = channels !== before.channels;
  const isNew = back || before.name !== name || before.team !== team;
  const shown = isNew || memberships !== before.memberships || takesOther;
  // Queues that gained or lost him are filled anew; in all others he is ordered by his skills and
  // by what he has room for.
  if (back || skills !== before.skills || takesOther) saveAgent(step, back ? withNext(after, null) : after);
  else agents.set(agentId, after);
  if (shown) announceAgent(step, agents.get(agentId) ?? after);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/**
 * True when an agent whom the settings no longer have is logged out by now. While his phone rings or he is on a call,
 * it is made sure that he will be, whatever he chose himself.
 */
export function mayLeave(step: Step, { agentId, seat }: Agent): boolean {
  if (seat === null) return true;
  const isFree = seat.work.is === 'idle' || seat.work.is === 'wrap-up';
  if (isFree || seat.next?.state !== 'logged-out') {
    forceState(step, { agentId, to: { state: 'logged-out' } }, null);
  }
  return isFree;
}
