import {
  type AgentId,
  type AgentSnapshot,
  agentStateMachine,
  type CallId,
  type CallSnapshot,
  CallweaveError,
  type CommandParams,
  type CommandResult,
  type ContactId,
  type ContactSnapshot,
  type EventData,
  type LegId,
  type QueueId,
  type QueueSnapshot,
  type RecordingId,
  type RoutingDecision,
  type TrunkSnapshot,
} from '@callweave/cti-core';
import type { QueueInput } from '../../acd/acd.schema.js';
import { queueSettings } from '../../acd/queue-settings.js';
import type { AgentSettings } from '../../agents/change-agents.js';
import type { ChannelSettings } from '../../agents/channels.js';
import type { Skills } from '../../agents/membership.js';
import type { Flow } from '../../ivr/flow.types.js';
import type { LookupOutcome } from '../../lookups/lookups.port.js';
import type { SwitchFact } from '../../media-switch/media-switch.port.js';
import {
  type Actor,
  createKernel,
  type Effect,
  type GivenUp,
  type Kernel,
  type KernelCommandName,
  type KernelEvent,
  type KernelInput,
  type KernelSettings,
  type LastAgent,
  type RestoredState,
  type StepOutput,
} from '../index.js';
import { createWorld } from '../restore.js';
import type { World } from '../world.js';
import { SwitchOnPaper } from './switch-on-paper.js';

type Input = KernelInput extends infer One ? (One extends KernelInput ? Omit<One, 'at'> : never) : never;
type Told = KernelEvent & { readonly at: number };

const menu: Flow = {
  id: 'main',
  version: 1,
  start: 'menu',
  nodes: {
    menu: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'greeting' },
      timeoutMs: 5_000,
      retries: 1,
      exits: { '1': 'orders', '9': 'bye' },
      otherwise: 'orders',
    },
    orders: { type: 'queue', queueId: 'orders' as QueueId },
    bye: { type: 'hang-up' },
  },
};

/** Who works where. */
export interface Centre {
  /** Agent → the skills he holds. */
  readonly agents: Readonly<Record<string, Skills>>;
  /** Agent → his capacities by channel; one call, where none are named. */
  readonly channels?: Readonly<Record<string, ChannelSettings>>;
  /** Agents for whom a colleague's call waits while they talk. */
  readonly callWaiting?: readonly string[];
  /** Agent → the number that whom he calls outside sees. */
  readonly callerIds?: Readonly<Record<string, string>>;
  /** Agent → his team, and the teams he leads. */
  readonly teams?: Readonly<Record<string, Pick<AgentSettings, 'team' | 'leads'>>>;
  readonly queues: readonly QueueInput[];
  /** Any other settings, over those of the centre. */
  readonly settings?: Partial<KernelSettings>;
}

/** Each queue is called by its own id as the number; every other number leads to the menu. */
function settingsOf({
  agents,
  channels,
  callWaiting,
  callerIds,
  teams,
  queues,
  settings,
}: Centre): KernelSettings {
  const straight = queues.map(({ queueId }): [string, Flow] => [
    queueId,
    {
      id: queueId,
      version: 1,
      start: 'queue',
      nodes: { queue: { type: 'queue', queueId: queueId as QueueId } },
    },
  ]);
  return {
    agents: Object.entries(agents).map(([id, skills]) => ({
      agentId: id as AgentId,
      name: id,
      extension: id,
      skills,
      channels: channels?.[id],
      callWaiting: callWaiting?.includes(id) ? 'offer' : 'busy',
      callerId: callerIds?.[id],
      ...teams?.[id],
    })),
    queues: queues.map(queueSettings),
    entries: [
      ...queues.map(({ queueId }) => ({ called: queueId, flow: queueId })),
      { called: 'default', flow: 'main' },
    ],
    flows: { main: menu, ...Object.fromEntries(straight) },
    recording: { rules: [], otherwise: 'all', longestPauseMs: 300_000, keysPauseMs: null },
    outboundGateway: 'pstn',
    ...settings,
  };
}

/** A small centre on paper: the real kernel, a switch that does as told, a clock that is turned by hand. */
export class Site {
  readonly switch: SwitchOnPaper;
  readonly told: Told[] = [];
  /** Changes of state seen so far, as `ready → ringing`. */
  readonly walked = new Set<string>();
  /** Questions to the CRM that are on their way. */
  readonly lookups = new Map<string, Extract<Effect, { do: 'lookup.start' }>>();
  /** What the kernel knows; for looking only. */
  world: World;
  kernel: Kernel;
  /** Sees each step of the kernel, before anything is done about its effects. */
  onStep: (input: KernelInput, output: StepOutput) => void = () => undefined;
  /** Sees each start of a server: what it was given, and the number of the next id. */
  onStart: (restored: RestoredState | undefined, nextId: number) => void = () => undefined;
  nowMs = 1_795_000_000_000;
  #centre: Centre;
  /** Extensions that there ever were; a new agent's is registered as he appears. */
  readonly #phones: Set<string>;
  readonly #timers = new Map<string, number>();
  readonly #answers = new Map<string, unknown>();
  readonly #failed: Input[] = [];
  readonly #heldBack = new Map<SwitchFact['fact'], SwitchOnPaper['facts']>();
  #connected = false;
  #ids = 0;
  #replies = 0;

  /** What the kernel runs by at present. */
  get settings(): KernelSettings {
    return settingsOf(this.#centre);
  }

  constructor(centre: Centre) {
    this.switch = new SwitchOnPaper();
    this.#phones = new Set(Object.keys(centre.agents));
    for (const extension of this.#phones) this.switch.registered.add(extension);
    this.#centre = centre;
    [this.kernel, this.world] = this.#newKernel();
    this.take({ input: 'start' });
    this.reconnect();
  }

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

  /** AGT-1: no history of any test leaves the published state machine. */
  #walks({ agent, from, to }: EventData<'agent.state-changed'>): void {
    if (agentStateMachine[from][to] === undefined)
      throw new Error(`${agent.agentId} went from ${from} to ${to}, which agentStateMachine does not know`);
    this.walked.add(`${from} → ${to}`);
  }

  /** A customer calls the queue's own number, and no menu is in the way. */
  calls(queueId: string, caller = '13800138000', offer: { readonly video?: boolean } = {}): LegId {
    const legId = this.switch.arrive(caller, queueId, offer);
    this.settle();
    return legId;
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

  /** The administrator changes what is named, while it runs; a server that starts later runs by it too. */
  reconfigure(change: Partial<Centre>): void {
    this.#centre = { ...this.#centre, ...change };
    this.take({ input: 'settings', settings: settingsOf(this.#centre) });
    for (const extension of Object.keys(this.#centre.agents)) {
      if (this.#phones.has(extension)) continue;
      this.#phones.add(extension);
      this.switch.registered.add(extension);
      this.take({
        input: 'switch',
        fact: { fact: 'extension.registered', extension, at: this.nowMs },
      });
    }
  }

  take(input: Input): void {
    const taken = { ...input, at: this.nowMs } as KernelInput;
    const output = this.kernel.step(taken);
    this.onStep(taken, output);
    for (const event of output.events) {
      this.told.push({ ...event, at: this.nowMs });
      if (event.event === 'agent.state-changed') this.#walks(event.data);
    }
    for (const effect of output.effects) {
      switch (effect.do) {
        case 'timer.set':
          this.#timers.set(effect.key, this.nowMs + effect.delayMs);
          break;
        case 'timer.clear':
          this.#timers.delete(effect.key);
          break;
        case 'reply':
          this.#answers.set(effect.to, effect.result);
          break;
        case 'refuse':
          this.#answers.set(effect.to, effect.error);
          break;
        case 'lookup.start':
          this.lookups.set(effect.key, effect);
          break;
        case 'lookup.cancel':
          this.lookups.delete(effect.key);
          break;
        default:
          if (!this.#connected || !this.switch.carryOut(effect)) {
            const code = this.#connected ? 'switch.refused' : 'switch.unavailable';
            const error = new CallweaveError(code, 'No such channel');
            this.#failed.push({ input: 'order-failed', order: effect, error });
          }
      }
    }
    this.settle();
  }

  /** The CRM answers what it was asked first, or the question that is named. */
  crmAnswers(outcome: LookupOutcome, key = [...this.lookups.keys()][0]): void {
    if (key === undefined) throw new Error('nobody asks the CRM');
    this.lookups.delete(key);
    this.take({ input: 'lookup-result', key, outcome });
  }

  /** The switch does not tell such facts before it is asked to, as one that is slow or far away. */
  holdsBack(name: SwitchFact['fact']): { tell(): void } {
    const kept: SwitchOnPaper['facts'] = [];
    this.#heldBack.set(name, kept);
    return {
      tell: () => {
        this.#heldBack.delete(name);
        this.switch.facts.push(...kept);
        this.settle();
      },
    };
  }

  /** Hands over what the switch has to tell. */
  settle(): void {
    for (let failed = this.#failed.shift(); failed; failed = this.#failed.shift()) this.take(failed);
    // What happens while nobody listens is told by nobody.
    if (!this.#connected) this.switch.facts.length = 0;
    for (let fact = this.switch.facts.shift(); fact; fact = this.switch.facts.shift()) {
      const kept = this.#heldBack.get(fact.fact);
      if (kept) {
        kept.push(fact);
        continue;
      }
      this.take({ input: 'switch', fact: { ...fact, at: this.nowMs } } as Input);
    }
  }

  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.nowMs = Math.max(this.nowMs, due[1]);
      this.take({ input: 'timer', key: due[0] });
    }
    this.nowMs = until;
  }

  get timers(): readonly string[] {
    return [...this.#timers.keys()];
  }

  /** @throws the refusal; undefined while the answer has to wait for the switch */
  command(
    agent: string,
    command: KernelCommandName,
    params: unknown = {},
    role: Actor['role'] = 'agent',
  ): unknown {
    this.#replies += 1;
    const replyTo = `reply-${this.#replies}`;
    const actor = { agentId: agent as AgentId, role };
    this.take({ input: 'command', actor, command, params, replyTo });
    const answer = this.#answers.get(replyTo);
    if (answer instanceof CallweaveError) throw answer;
    return answer;
  }

  refusal(
    agent: string,
    command: KernelCommandName,
    params: unknown = {},
    role: Actor['role'] = 'agent',
  ): string {
    try {
      this.command(agent, command, params, role);
    } catch (error) {
      if (error instanceof CallweaveError) return error.code;
      throw error;
    }
    return 'accepted';
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

  answers(agent: string): void {
    this.switch.answer(this.switch.ringingAt(agent));
    this.settle();
  }

  /** Somebody's telephone ends the call. */
  hangsUp(who: LegId | { readonly agent: string }, cause = 'NORMAL_CLEARING'): void {
    this.switch.end(typeof who === 'string' ? who : this.switch.talkingAt(who.agent), cause, 'far-end');
    this.settle();
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
    this.#replies += 1;
    const replyTo = `reply-${this.#replies}`;
    this.take({
      input: 'command',
      actor: { agentId: null, role: 'service' },
      command: 'contact.queue',
      params: { queueId: 'chats', ...params },
      replyTo,
    });
    const answer = this.#answers.get(replyTo);
    if (answer instanceof CallweaveError) throw answer;
    return (answer as CommandResult<'contact.queue'>).contact;
  }

  /** The customer of a contact leaves. */
  leaves(contactId: ContactId): void {
    this.#replies += 1;
    this.take({
      input: 'command',
      actor: { agentId: null, role: 'service' },
      command: 'contact.cancel',
      params: { contactId },
      replyTo: `reply-${this.#replies}`,
    });
  }

  contact(contactId: ContactId): ContactSnapshot {
    const contact = this.kernel.contactSnapshot(contactId, null);
    if (contact === null) throw new Error(`there is no contact ${contactId}`);
    return contact;
  }

  /** The server dies; what the journal has is all that is left. `while` happens before the next one starts, by what is changed. */
  restart(meanwhile: () => void = () => undefined, change: Partial<Centre> = {}): void {
    // As it comes out of a database.
    const restored = JSON.parse(JSON.stringify(this.journalled())) as RestoredState;
    this.#centre = { ...this.#centre, ...change };
    meanwhile();
    this.switch.facts.length = 0;
    this.#timers.clear();
    this.lookups.clear();
    this.#failed.length = 0;
    this.#connected = false;
    [this.kernel, this.world] = this.#newKernel(restored);
    this.onStart(restored, this.#ids + 1);
    this.take({ input: 'start' });
    this.reconnect();
  }

  /** The connection to the switch is lost: it goes on by itself, and nothing is heard of it. */
  disconnect(): void {
    this.#connected = false;
    this.take({ input: 'switch', fact: { fact: 'switch.down', at: this.nowMs, reason: 'lost' } });
  }

  /** The switch is connected, and tells what is up. */
  reconnect(restarted = false): void {
    this.#connected = true;
    this.switch.facts.length = 0;
    this.take({ input: 'switch', fact: this.up(restarted) });
  }

  /** What the switch tells when it is connected. */
  up(restarted = false): Extract<SwitchFact, { fact: 'switch.up' }> {
    return {
      fact: 'switch.up',
      at: this.nowMs,
      legs: this.switch.found(),
      extensions: [...this.switch.registered],
      gateways: [...this.switch.gateways].map(([name, up]) => ({ name, up, channelsInUse: 0 })),
      ...(this.switch.video ? { video: true } : {}),
      restarted,
    };
  }

  #callIdOf(legId: LegId): CallId {
    for (const { data } of this.told) {
      if ('call' in data && data.call.legs.some((leg) => leg.legId === legId)) return data.call.callId;
    }
    throw new Error(`${legId} belongs to no call`);
  }

  /** What the database knows, as a server that starts reads it. */
  journalled(): RestoredState {
    const calls = new Map<CallId, CallSnapshot>();
    const agents = new Map<AgentId, AgentSnapshot>();
    const queues = new Map<QueueId, QueueSnapshot>();
    const contacts = new Map<ContactId, ContactSnapshot>();
    const recordings = new Map<CallId, RecordingId>();
    const trunks = new Map<string, TrunkSnapshot>();
    for (const { event, data } of this.told) {
      if (event === 'recording.started') recordings.set(data.callId, data.recordingId);
      if ('call' in data) calls.set(data.call.callId, data.call);
      if ('agent' in data) agents.set(data.agent.agentId, data.agent);
      if ('contact' in data) contacts.set(data.contact.contactId, data.contact);
      if (event === 'trunk.changed') trunks.set(data.trunk.name, data.trunk);
      if (event === 'queue.changed') queues.set(data.queue.queueId, data.queue);
    }
    return {
      // The call's last snapshot may be older than its recording, which has a row of its own.
      calls: [...calls.values()]
        .filter((call) => call.phase !== 'ended')
        .map((call) => ({ ...call, recordingId: call.recordingId ?? recordings.get(call.callId) ?? null })),
      ended: [...calls.values()].filter((call) => call.phase === 'ended'),
      agents: [...agents.values()],
      queues: [...queues.values()],
      trunks: [...trunks.values()],
      ...this.#remembered(),
      contacts: [...contacts.values()].filter(({ phase }) => phase !== 'ended'),
    };
  }

  /** What the database finds in the records of calls. */
  #remembered(): Pick<RestoredState, 'lastAgents' | 'givenUp'> {
    const lastAgents: LastAgent[] = [];
    const givenUp: GivenUp[] = [];
    for (const { event, data, at } of this.told) {
      if (!('call' in data)) continue;
      const { caller, agentId, queueId, queuedAt, abandoned, direction } = data.call;
      if (event === 'call.answered' && agentId !== null && direction === 'inbound')
        lastAgents.push({ caller, agentId, at });
      if (event === 'call.queued' && queuedAt !== null) {
        const used = givenUp.findIndex(
          (one) => one.caller === caller && one.queueId === queueId && one.at <= queuedAt,
        );
        if (used >= 0) givenUp.splice(used, 1);
      }
      if (abandoned && queueId !== null) givenUp.push({ queueId, caller, since: queuedAt ?? 0, at });
    }
    return { lastAgents, givenUp };
  }

  #newKernel(restored?: RestoredState): [Kernel, World] {
    const ids = (): string => {
      this.#ids += 1;
      // In order as text: among callers of one millisecond a new server goes by their ids.
      return `id-${String(this.#ids).padStart(6, '0')}`;
    };
    const { settings } = this;
    const world = createWorld(settings, restored);
    return [createKernel({ settings, ids }, world), world];
  }
}
