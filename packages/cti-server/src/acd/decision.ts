import type { RoutingDecision } from '@callweave/cti-core';
import { lackOfRoom } from '../agents/room.js';
import type { Step } from '../kernel/world.js';
import { type AnyPlace, scoreAt } from './place.js';
import type { Queue } from './queue.js';
import { type Demand, lacking } from './skills.js';
import type { Candidate } from './strategies/index.js';

/** Names in an explanation; the rest is counted. */
const NAMED = 10;

type Considered = RoutingDecision['considered'][number];

/** Gathers why agents were passed over, while the look goes on. */
export class Look {
  readonly considered: Considered[] = [];
  lackSkill = 0;
  beyondReach = 0;

  lacksSkill(candidate: Candidate, demand: Demand): void {
    this.lackSkill += 1;
    if (this.considered.length < NAMED) {
      this.considered.push({
        agentId: candidate.agentId,
        why: 'lacks-skill',
        detail: lacking(candidate.skills, demand),
      });
    }
  }

  /** So many, of whom the first is named. */
  areBeyondReach(first: Candidate, count: number): void {
    this.beyondReach = count;
    if (this.considered.length < NAMED)
      this.considered.push({ agentId: first.agentId, why: 'beyond-reach', detail: `level ${first.level}` });
  }
}

/** ACD-8: writes down who was considered, who was skipped and why, and the rule that chose. */
export function explain(
  step: Step,
  queue: Queue,
  place: AnyPlace,
  demand: Demand,
  made: Pick<RoutingDecision, 'trigger' | 'outcome' | 'rule'> &
    Partial<Pick<RoutingDecision, 'passedOver'>> & { readonly look?: Look },
): void {
  const { look, trigger, outcome, rule, passedOver } = made;
  const decision: RoutingDecision = {
    queueId: queue.queueId,
    trigger,
    outcome,
    rule,
    asked: {
      requires: Object.fromEntries(demand.requires),
      reach: demand.reach,
      relaxed: place.relaxed,
      score: Math.round(scoreAt(queue, place, step.at) * 1_000) / 1_000,
    },
    considered: look?.considered ?? [],
    skipped: skippedIn(step, queue, look),
    passedOver: passedOver ?? [],
  };
  step.emit(
    'callId' in place
      ? { event: 'call.routed', data: { callId: place.callId, decision } }
      : { event: 'contact.routed', data: { contactId: place.contactId, decision } },
  );
}

function skippedIn(step: Step, queue: Queue, look: Look | undefined): RoutingDecision['skipped'] {
  const { counts, held } = queue;
  const lacksSkill = look?.lackSkill ?? 0;
  const beyondReach = look?.beyondReach ?? 0;
  if (queue.channel !== 'voice') return { lacksSkill, beyondReach, ...withoutRoom(step, queue) };
  const skipped = {
    lacksSkill,
    beyondReach,
    busy: counts.busy,
    wrapUp: counts.wrapUp,
    aux: counts.aux,
    loggedOut: Math.max(0, queue.members.size - counts.loggedIn),
  };
  return held === 0 ? skipped : { ...skipped, otherChannel: held };
}

/** Beside calls an agent's state says little of what he has room for: each member is asked. */
function withoutRoom(step: Step, queue: Queue) {
  const skipped = { busy: 0, wrapUp: 0, aux: 0, loggedOut: 0, full: 0, otherChannel: 0 };
  for (const agentId of queue.members.keys()) {
    const agent = step.world.agents.get(agentId);
    const lack = agent ? lackOfRoom(agent, queue.channel) : 'logged-out';
    if (lack === 'logged-out') skipped.loggedOut += 1;
    else if (lack === 'wrap-up') skipped.wrapUp += 1;
    else if (lack === 'other-channel') skipped.otherChannel += 1;
    // Whoever is left alone for a moment is as good as full.
    else if (lack === 'resting') skipped.full += 1;
    else if (lack !== null) skipped[lack] += 1;
  }
  return skipped;
}
