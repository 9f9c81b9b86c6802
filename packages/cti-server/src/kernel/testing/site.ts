import {
  type AgentId,
  type AgentSnapshot,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type CommandParams,
  type CommandResult,
  type ContactId,
  type ContactSnapshot,
  type LegId,
  type QueueSnapshot,
  type RoutingDecision,
} from '@callweave/cti-core';
import type { QueueInput } from '../../acd/acd.schema.js';
import type { Actor } from '../index.js';
import { ServerOnPaper } from './server-on-paper.js';

const ADAPTER: Actor = { agentId: null, role: 'service' };

/** A small centre on paper, in the words of those who call and work there. */
export class Site extends ServerOnPaper {
  /** One queue, and nobody there yet. */
  static empty(agents: readonly string[], queue: Partial<QueueInput> = {}): Site {
    return new Site({
      agents: Object.fromEntries(agents.map((agent) => [agent, {}])),
      queues: [{ queueId: 'orders', name: 'Orders', agents: [...agents], ...queue }],
    });
  }

  /** Agents at their browsers, ready in this order. */
  static staffed(agents: readonly string[], queue: Partial<QueueInput> = {}): Site {
    const site = Site.empty(agents, queue);
    for (const agent of agents) site.comes(agent);
    return site;
  }

  /** Logs in and is ready a second later. */
  comes(...agents: readonly string[]): void {
    for (const agent of agents) {
      this.command(agent, 'agent.log-in', { device: 'browser' });
      this.pass(1_000);
      this.command(agent, 'agent.set-ready');
    }
  }

  /** A customer calls the queue's own number, and no menu is in the way. */
  calls(queueId: string, caller = '13800138000', offer: { readonly video?: boolean } = {}): LegId {
    const legId = this.switch.arrive(caller, queueId, offer);
    this.settle();
    return legId;
  }

  /** A customer calls and presses 1: he waits, or rings at somebody. */
  customer(caller = '13800138000'): LegId {
    const legId = this.arrives(caller);
    this.presses(legId, '1');
    return legId;
  }

  arrives(caller = '13800138000'): LegId {
    const legId = this.switch.arrive(caller, '4008001234');
    this.settle();
    return legId;
  }

  presses(legId: LegId, digits: string): void {
    this.switch.press(legId, digits);
    this.settle();
  }

  /** A key while he waits, when nobody asked for one. */
  strikes(legId: LegId, digit: string): void {
    this.switch.strike(legId, digit);
    this.settle();
  }

  /** His softphone registers anew, from another page. */
  loadsAnew(agent: string): void {
    this.take({
      input: 'switch',
      fact: { fact: 'extension.registered', extension: agent, at: this.nowMs },
    });
  }

  answers(agent: string): void {
    this.switch.answer(this.switch.ringingAt(agent));
    this.settle();
  }

  /** Somebody's telephone ends the call. */
  hangsUp(who: LegId | { readonly agent: string }, cause = 'NORMAL_CLEARING'): void {
    this.switch.end(typeof who === 'string' ? who : this.switch.talkingAt(who.agent), cause, 'far-end');
    this.settle();
  }

  /** The decisions about a call, in order (ACD-8). */
  decisions(legId: LegId): RoutingDecision[] {
    const callId = this.#callIdOf(legId);
    return this.told.flatMap((each) =>
      each.event === 'call.routed' && each.data.callId === callId ? [each.data.decision] : [],
    );
  }

  /** Who is offered the call now. */
  offeredTo(legId: LegId): string | null {
    return this.callOf(legId).offer?.agentId ?? null;
  }

  queue(queueId: string): QueueSnapshot {
    const found = this.kernel.queueSnapshots().find((queue) => queue.queueId === queueId);
    if (found === undefined) throw new Error(`there is no queue ${queueId}`);
    return found;
  }

  agent(agent: string): AgentSnapshot {
    const snapshot = this.kernel.agentSnapshot(agent as AgentId);
    if (snapshot === null) throw new Error(`there is no agent ${agent}`);
    return snapshot;
  }

  /** The call that an agent attends. */
  attendedBy(agent: string): CallSnapshot {
    const [call] = this.kernel.callsOfAgent(agent as AgentId);
    if (call === undefined) throw new Error(`${agent} has no call`);
    return call;
  }

  /** What is heard at a leg: its partner's, a room, music, or nothing. */
  hears(legId: LegId): LegId | 'room' | 'music' | 'nothing' {
    const leg = this.switch.legs.get(legId);
    if (leg === undefined) throw new Error(`${legId} is not up`);
    if (leg.room !== null) return 'room';
    return leg.joinedTo ?? (leg.music ? 'music' : 'nothing');
  }

  callOf(legId: LegId, viewer: string | null = null): CallSnapshot {
    const callId = this.switch.legs.get(legId)?.mark?.callId ?? this.#callIdOf(legId);
    const call = this.kernel.callSnapshot(callId, viewer as AgentId | null);
    if (call === null) throw new Error(`there is no call of ${legId}`);
    return call;
  }

  names(legId: LegId): string[] {
    const callId = this.#callIdOf(legId);
    return this.told
      .filter(
        (each) =>
          'call' in each.data &&
          each.data.call.callId === callId &&
          each.event !== 'call.changed' &&
          each.event !== 'call.routed',
      )
      .map((each) => each.event);
  }

  /** An adapter queues a contact; the answer is its picture. */
  chats(params: Partial<CommandParams<'contact.queue'>> = {}): ContactSnapshot {
    const answer = this.ask(ADAPTER, 'contact.queue', { queueId: 'chats', ...params });
    if (answer instanceof CallweaveError) throw answer;
    return (answer as CommandResult<'contact.queue'>).contact;
  }

  /** The customer of a contact leaves. */
  leaves(contactId: ContactId): void {
    this.ask(ADAPTER, 'contact.cancel', { contactId });
  }

  contact(contactId: ContactId): ContactSnapshot {
    const contact = this.kernel.contactSnapshot(contactId, null);
    if (contact === null) throw new Error(`there is no contact ${contactId}`);
    return contact;
  }

  #callIdOf(legId: LegId): CallId {
    for (const { data } of this.told) {
      if ('call' in data && data.call.legs.some((leg) => leg.legId === legId)) return data.call.callId;
    }
    throw new Error(`${legId} belongs to no call`);
  }
}
