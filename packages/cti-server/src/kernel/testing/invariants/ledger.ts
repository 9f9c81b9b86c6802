import type {
  AgentId,
  AgentState,
  CallId,
  CallSnapshot,
  EpochMs,
  OfferId,
  QueueId,
  RoutingDecision,
} from '@callweave/cti-core';
import type { Place } from '../../../acd/place.js';
import { scoreAt } from '../../../acd/place.js';
import type { Queue } from '../../../acd/queue.js';
import { isOfferable, stateOf } from '../../../agents/agent.js';
import type { KernelInput, StepOutput } from '../../kernel.types.js';
import type { World } from '../../world.js';
import { ContactLedger } from './contact-ledger.js';
import { demandOfPlace, mayServe } from './of-queues.js';

interface Session {
  state: AgentState;
  since: EpochMs;
  loggedInAt: EpochMs;
  /** What his stays in states add up to. */
  sumMs: number;
}

interface Offered {
  readonly decision: RoutingDecision;
  readonly queue: Queue;
  readonly place: Place;
}

/** Keeps account of what the events tell, step by step, and says where the account does not come out. */
export class Ledger {
  readonly #sessions = new Map<AgentId, Session>();
  readonly #calls = new Map<CallId, 'lives' | 'ended'>();
  readonly #offers = new Map<OfferId, CallId>();
  readonly #unanswered = new Set<string>();
  readonly #contacts = new ContactLedger();
  /** Callers a queue's day began with, or that a server before this one did not write down. */
  readonly #carried = new Map<QueueId, number>();

  /** What is wrong with a step. `fresh` when it is the one in which a server took its calls over. */
  take(input: KernelInput, { events, effects }: StepOutput, world: World, fresh: boolean): string[] {
    const wrong: string[] = [];
    if (input.input === 'command') this.#unanswered.add(input.replyTo);
    for (const effect of effects) {
      if (effect.do !== 'reply' && effect.do !== 'refuse') continue;
      if (!this.#unanswered.delete(effect.to))
        wrong.push(`commandsAreAnsweredOnce: ${effect.to} is answered twice`);
    }
    for (const event of events) {
      if (event.event === 'agent.state-changed') wrong.push(...this.#changed(event.data, input.at));
      else if ('agent' in event.data && event.event !== 'agent.logged-in')
        wrong.push(...this.#pictured(event.data.agent.agentId, event.data.agent.state));
      if ('call' in event.data) wrong.push(...this.#told(event.event, event.data.call.callId));
      if (event.event === 'call.offered') wrong.push(...this.#offered(event.data.call));
      if (event.event === 'call.offer-ended' && !this.#offers.delete(event.data.offerId)) {
        wrong.push(`offersEndOnce: ${event.data.offerId} ends a second time, or never began`);
      }
    }
    for (const agent of world.agents.values()) wrong.push(...this.#pictured(agent.agentId, stateOf(agent)));
    wrong.push(
      ...this.#contacts.take(events, world),
      ...this.#endedWithCalls(world),
      ...this.#figures(input, world, fresh),
      ...order(events, world, input.at),
    );
    return wrong;
  }

  /** When everybody has gone and time has passed: what was begun and never ended. */
  open(): string[] {
    return [
      ...[...this.#calls].flatMap(([callId, is]) =>
        is === 'lives' ? [`callsEnd: ${callId} never ended`] : [],
      ),
      ...[...this.#offers.keys()].map((offerId) => `offersEndOnce: ${offerId} never ended`),
      ...this.#contacts.open(),
    ];
  }

  /** Commands that no answer came to; those of a server that died have none. */
  get unanswered(): readonly string[] {
    return [...this.#unanswered];
  }

  forgetCommands(): void {
    this.#unanswered.clear();
  }

  /** An agent's states follow one another without a gap, so that their times add up to the time he was logged in. */
  #changed(
    { agent, from, to }: { agent: { agentId: AgentId; since: EpochMs }; from: AgentState; to: AgentState },
    at: EpochMs,
  ): string[] {
    const { agentId, since } = agent;
    const session = this.#sessions.get(agentId);
    if ((session?.state ?? 'logged-out') !== from) {
      return [
        `statesFollow: ${agentId} goes from ${from} to ${to}, and was ${session?.state ?? 'logged-out'}`,
      ];
    }
    if (since !== at) return [`statesFollow: ${agentId} is ${to} since ${since}, and became so at ${at}`];
    if (!session) {
      this.#sessions.set(agentId, { state: to, since, loggedInAt: at, sumMs: 0 });
      return [];
    }
    session.sumMs += since - session.since;
    session.state = to;
    session.since = since;
    if (to !== 'logged-out') return [];
    this.#sessions.delete(agentId);
    const loggedInMs = at - session.loggedInAt;
    return session.sumMs === loggedInMs
      ? []
      : [`statesAddUp: ${agentId} was logged in for ${loggedInMs} ms, his states took ${session.sumMs} ms`];
  }

  #pictured(agentId: AgentId, state: AgentState): string[] {
    const told = this.#sessions.get(agentId)?.state ?? 'logged-out';
    return told === state ? [] : [`statesAreTold: ${agentId} is ${state}, and was told to be ${told}`];
  }

  #told(event: string, callId: CallId): string[] {
    const known = this.#calls.get(callId);
    const begins = event === 'call.arrived' || event === 'call.dialling';
    this.#calls.set(callId, event === 'call.ended' ? 'ended' : 'lives');
    if (known === 'ended') return [`callsEnd: ${event} of ${callId}, which has ended`];
    if (begins && known) return [`callsBegin: ${callId} begins twice`];
    return begins || known ? [] : [`callsBegin: ${event} of ${callId}, which never began`];
  }

  #offered({ callId, offer, alsoOffered = [] }: CallSnapshot): string[] {
    const offers = [...(offer ? [offer] : []), ...alsoOffered];
    const opened = offers.filter(({ offerId }) => !this.#offers.has(offerId));
    for (const { offerId } of opened) this.#offers.set(offerId, callId);
    return opened.length === 0 ? [`offersBegin: ${callId} is offered without a new offer`] : [];
  }

  #endedWithCalls(world: World): string[] {
    return [...this.#offers].flatMap(([offerId, callId]) => {
      const ended = world.calls.get(callId)?.stage.phase === 'ended';
      return ended ? [`offersEndOnce: ${offerId} goes on, its call ${callId} has ended`] : [];
    });
  }

  /** Of a queue: entered = answered + abandoned + overflowed + still in. */
  #figures(input: KernelInput, world: World, fresh: boolean): string[] {
    // A queue that is gone from the settings and comes again is another.
    for (const queueId of this.#carried.keys()) if (!world.queues.has(queueId)) this.#carried.delete(queueId);
    return [...world.queues.values()].flatMap((queue) => {
      const { entered, answered, abandoned, overflowed } = queue.today;
      const inside = queue.places.size + queue.contacts.size;
      const rest = entered - answered - abandoned - overflowed - inside;
      const carried = this.#carried.get(queue.queueId) ?? 0;
      this.#carried.set(queue.queueId, rest);
      if (rest === carried || fresh || input.input === 'new-day') return [];
      const sum = `${answered} answered + ${abandoned} abandoned + ${overflowed} overflowed + ${inside} waiting`;
      return [`figuresAddUp: ${queue.queueId} has ${entered} entered, ${sum}; carried ${carried}`];
    });
  }
}

/** What each offer of a step says of those who were not chosen; they are still where they were. */
function order(events: StepOutput['events'], world: World, at: EpochMs): string[] {
  const offers = events.flatMap((event): Offered[] => {
    if (event.event !== 'call.routed' || event.data.decision.outcome.is !== 'offered') return [];
    const queue = world.queues.get(event.data.decision.queueId);
    const place = queue?.places.get(event.data.callId);
    return queue && place && event.data.decision.rule !== 'reserved'
      ? [{ decision: event.data.decision, queue, place }]
      : [];
  });
  return offers.flatMap((offer, index) => [
    ...firstComeFirstServed(world, offer, offers.slice(index + 1)),
    ...(offer.decision.trigger === 'agent-ready'
      ? bestForTheAgent(world, offer, at)
      : bestForTheCall(world, offer)),
  ]);
}

function waiting(world: World, queue: Queue): Place[] {
  return [...queue.places.values()].filter(
    ({ callId, reservedFor }) => reservedFor === null && world.calls.get(callId)?.stage.phase === 'queued',
  );
}

/** One more who became ready is rung; the call was offered before, and stands behind nobody. */
function ringsAlready({ decision, queue }: Offered): boolean {
  return decision.trigger === 'agent-ready' && decision.rule === queue.chosenBy.chooses;
}

/** Of the same queue, with the same points, asking the same: whoever came first is offered first. */
function firstComeFirstServed(world: World, { queue, place }: Offered, later: readonly Offered[]): string[] {
  const asked = demandOfPlace(world, queue, place).name;
  const behind = [
    ...waiting(world, queue),
    ...later.flatMap((other) => (other.queue === queue && !ringsAlready(other) ? [other.place] : [])),
  ].filter((other) => other.points === place.points && demandOfPlace(world, queue, other).name === asked);
  return behind.flatMap((other) => {
    const before = other.since - place.since || other.entry - place.entry;
    return before < 0
      ? [`firstComeFirstServed: ${place.callId} is offered before ${other.callId}, who came earlier`]
      : [];
  });
}

/** An agent who becomes free takes, of the queue he serves first, the call with the most points. */
function bestForTheAgent(world: World, { decision, queue, place }: Offered, at: EpochMs): string[] {
  const agent = decision.outcome.is === 'offered' ? world.agents.get(decision.outcome.agentId) : undefined;
  if (!agent) return [];
  const priorityIn = ({ queueId }: Queue): number => priorityOf(agent.memberships, queueId);
  const score = scoreAt(queue, place, at);
  return agent.memberships.flatMap(({ queueId }) => {
    const other = world.queues.get(queueId);
    if (!other) return [];
    return waiting(world, other).flatMap((one) => {
      if (!mayServe(other, agent, demandOfPlace(world, other, one))) return [];
      const sooner = priorityIn(other) - priorityIn(queue);
      const more = scoreAt(other, one, at) - score;
      return sooner < 0 || (sooner === 0 && more > 1e-6)
        ? [
            `bestForTheAgent: ${agent.agentId} took ${place.callId} (${score}) and left ${one.callId} (${score + more})`,
          ]
        : [];
    });
  });
}

function priorityOf(
  memberships: readonly { queueId: QueueId; priority: number }[],
  queueId: QueueId,
): number {
  return memberships.find((one) => one.queueId === queueId)?.priority ?? Number.POSITIVE_INFINITY;
}

/** A call that comes is offered to the first by level, then by the strategy. */
function bestForTheCall(world: World, { decision, queue, place }: Offered): string[] {
  const chosen = decision.outcome.is === 'offered' ? world.agents.get(decision.outcome.agentId) : undefined;
  const member = chosen && queue.members.get(chosen.agentId);
  if (!chosen || !member) return ['bestForTheCall: somebody who is no member is offered a call'];
  const demand = demandOfPlace(world, queue, place);
  if (!mayServe(queue, chosen, demand))
    return [`bestForTheCall: ${chosen.agentId} may not serve ${place.callId}`];
  const { key, fit, goesRound } = queue.chosenBy;
  return [...world.agents.values()].flatMap((other) => {
    const his = queue.members.get(other.agentId);
    if (!his || !isOfferable(other) || !mayServe(queue, other, demand)) return [];
    const byLevel = his.level - member.level;
    const byFit = fit ? fit(chosen.skills, demand) - fit(other.skills, demand) : 0;
    const byStrategy = goesRound
      ? 0
      : byFit || key(other, queue.channel) - key(chosen, queue.channel) || his.position - member.position;
    return byLevel < 0 || (byLevel === 0 && byStrategy < 0)
      ? [`bestForTheCall: ${place.callId} is offered to ${chosen.agentId}, before ${other.agentId}`]
      : [];
  });
}
