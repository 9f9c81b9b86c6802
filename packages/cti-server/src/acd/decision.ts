import type { RoutingDecision } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { type Place, scoreAt } from './place.js';
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
  place: Place,
  demand: Demand,
  decision: Pick<RoutingDecision, 'trigger' | 'outcome' | 'rule'> &
    Partial<Pick<RoutingDecision, 'passedOver'>> & { readonly look?: Look },
): void {
  const { look, passedOver, ...rest } = decision;
  const { busy, wrapUp, aux } = queue.counts;
  step.emit({
    event: 'call.routed',
    data: {
      callId: place.callId,
      decision: {
        queueId: queue.queueId,
        ...rest,
        asked: {
          requires: Object.fromEntries(demand.requires),
          reach: demand.reach,
          relaxed: place.relaxed,
          score: Math.round(scoreAt(queue, place, step.at) * 1_000) / 1_000,
        },
        considered: look?.considered ?? [],
        skipped: {
          lacksSkill: look?.lackSkill ?? 0,
          beyondReach: look?.beyondReach ?? 0,
          busy,
          wrapUp,
          aux,
          loggedOut: Math.max(0, queue.members.size - queue.counts.loggedIn),
        },
        passedOver: passedOver ?? [],
      },
    },
  });
}
