import type { AgentId, CommandParams, LegId, QueueId } from '@callweave/cti-core';
import { queueSettings } from '../../../acd/queue-settings.js';
import type { Flow } from '../../../ivr/flow.types.js';
import {
  createKernel,
  type Effect,
  type Kernel,
  type KernelEvent,
  type KernelSettings,
} from '../../../kernel/index.js';
import type { KernelCommandName, KernelInput } from '../../../kernel/kernel.types.js';
import type { Timer } from '../../../kernel/set-timers.js';
import type { SwitchOrder } from '../../media-switch.port.js';
import { type Fact, FactTranslator } from '../facts.js';
import { SOUND_ALONE } from '../pictures.js';
import { Capture, type Originate } from './capture.js';

/** Each input without its time. */
type Input = KernelInput extends infer One ? (One extends KernelInput ? Omit<One, 'at'> : never) : never;

export interface ReplayOptions {
  /** What callers meet: the queue at once when left out. */
  readonly flow?: Flow;
  /** Commands of the agent, in the moment at which the capture has one that begins so. */
  readonly commands?: readonly { readonly when: string; readonly command: 'call.hold' | 'call.retrieve' }[];
  /** Every leg counts as ordered from the start, as `leg-1`, `leg-2` …; for captures without a caller of the kernel's. */
  readonly legsOrdered?: true;
}

export const AGENT = 'agent-1001' as AgentId;
export const QUEUE = 'sales' as QueueId;
/** When every replay begins; captures count from 0. */
const BEGAN_AT = 1_795_000_000_000;
/** A capture notes a command when it was answered; its event may have come a little before. */
const ANSWER_TIME_MS = 20;
const RECORDINGS = '/var/lib/freeswitch/rec';

const straightToQueue: Flow = {
  id: 'main',
  version: 1,
  start: 'queue',
  nodes: { queue: { type: 'queue', queueId: QUEUE } },
};

/**
 * Plays what a real FreeSWITCH sent into the adapter's parser and translator, and their facts into a kernel with one
 * agent. The kernel's orders are not carried out: each is taken for the command that was sent when the capture was
 * made, so ids, file names and variables of the capture are renamed to those the kernel chose.
 */
export class Replay {
  readonly facts: Fact[] = [];
  readonly events: KernelEvent[] = [];
  readonly orders: SwitchOrder[] = [];
  readonly kernel: Kernel;
  readonly #options: ReplayOptions;
  readonly #capture: Capture;
  /** Those that have not been ordered yet. */
  readonly #originates: Originate[];
  readonly #translator = new FactTranslator(RECORDINGS);
  readonly #timers = new Map<Timer, number>();
  readonly #startedApps = new Set<string>();
  #ids = 0;
  #recordings = 0;

  constructor(name: string, options: ReplayOptions = {}) {
    this.#options = options;
    this.#capture = new Capture(name);
    this.#capture.renamed.set('variable_menu_choice', 'variable_callweave_digits');
    this.#originates = [...this.#capture.originates];
    const flow = options.flow ?? straightToQueue;
    const settings: KernelSettings = {
      agents: [{ agentId: AGENT, name: 'Li', extension: '1001' }],
      queues: [queueSettings({ queueId: QUEUE, name: 'Sales', agents: [AGENT], wrapUpMs: 0 })],
      entries: [{ called: 'default', flow: flow.id }],
      flows: { [flow.id]: flow },
      recording: {
        rules: [],
        otherwise: this.#capture.events.some(({ event }) => event['Event-Name'] === 'RECORD_START')
          ? 'all'
          : 'on-demand',
        longestPauseMs: 300_000,
        keysPauseMs: null,
      },
      outboundGateway: null,
    };
    this.kernel = createKernel({ settings, ids: () => `id-${++this.#ids}` });
  }

  /** Plays the capture to its end. */
  run(): this {
    this.#step(0, {
      input: 'switch',
      fact: {
        fact: 'switch.up',
        at: BEGAN_AT,
        legs: [],
        extensions: ['1001'],
        gateways: [],
        restarted: false,
      },
    });
    this.#command(0, 'agent.log-in', { device: 'ip-phone' });
    this.#command(0, 'agent.set-ready', {});
    if (this.#options.legsOrdered) this.#orderLegs();
    const commands = [...(this.#options.commands ?? [])].map((wanted) => ({
      ...wanted,
      at:
        (this.#capture.commands.find((sent) => (sent.api ?? sent.bgapi ?? '').startsWith(wanted.when))?.at ??
          0) - ANSWER_TIME_MS,
    }));
    for (const { at, event } of this.#capture.events) {
      while (commands[0] && commands[0].at <= at) this.#agentCommand(commands.shift());
      this.#runTimers(at);
      this.#take(at, this.#translate(event));
    }
    return this;
  }

  #take(at: number, facts: readonly Fact[]): void {
    for (const fact of facts) {
      this.facts.push(fact);
      this.#step(at, { input: 'switch', fact: { ...fact, at: BEGAN_AT + at } as never });
    }
  }

  /** The facts, in a line each. */
  get story(): string[] {
    return this.facts.map((fact) => {
      const told: Record<string, unknown> = { ...fact };
      const legs = ['legId', 'otherLegId'].flatMap((key) =>
        told[key] ? this.#nameOf(String(told[key])) : [],
      );
      const words = ['outcome', 'digit', 'digits', 'failure', 'cause', 'by'].flatMap(
        (key) => told[key] ?? [],
      );
      const gateway = fact.fact === 'gateway.changed' ? Object.values(fact.gateway) : [];
      return [fact.fact, ...legs, ...words, ...gateway].join(' ').trim();
    });
  }

  /** Names of what the kernel decided about the call. */
  get decided(): string[] {
    return this.events.filter(({ event }) => event.startsWith('call.')).map(({ event }) => event);
  }

  /** What the kernel decided last about the call. */
  get end() {
    const last = this.events.findLast(({ event }) => event === 'call.ended');
    return last?.event === 'call.ended' ? last.data.call : null;
  }

  #orderLegs(): void {
    const gateways =
      this.#capture.commands.find(({ api }) => api?.startsWith('sofia xmlstatus gateway'))?.reply ?? '';
    this.#translator.reset({
      legs: [],
      pictures: new Map(),
      codecs: SOUND_ALONE,
      registrations: [],
      gateways,
    });
    for (const [index, { uuid, jobId, gateway }] of this.#originates.entries()) {
      const legId = `leg-${index + 1}` as LegId;
      if (uuid) this.#capture.renamed.set(uuid, legId);
      this.#take(0, this.#translator.ordered(legId, jobId, gateway, new Set()));
    }
  }

  #nameOf(legId: string): string {
    if (this.#options.legsOrdered) return legId;
    return this.facts.some((fact) => fact.fact === 'leg.arrived' && fact.legId === legId)
      ? 'customer'
      : 'agent';
  }

  #translate(event: Readonly<Record<string, string>>): Fact[] {
    return this.#capture.read(event).flatMap((message) => this.#translator.take(message));
  }

  #agentCommand(
    wanted: { readonly at: number; readonly command: 'call.hold' | 'call.retrieve' } | undefined,
  ): void {
    const call = this.kernel.callsOfAgent(AGENT)[0];
    if (wanted && call) this.#command(wanted.at, wanted.command, { callId: call.callId });
  }

  #command<Name extends KernelCommandName>(at: number, command: Name, params: CommandParams<Name>): void {
    this.#step(at, {
      input: 'command',
      actor: { agentId: AGENT, role: 'agent' },
      command,
      params,
      replyTo: command,
    });
  }

  #runTimers(at: number): void {
    for (const [timer, due] of [...this.#timers].sort(([, a], [, b]) => a - b)) {
      if (due > at || this.#timers.get(timer) !== due) continue;
      this.#timers.delete(timer);
      this.#step(due, { input: 'timer', guard: timer.guard });
    }
  }

  #step(at: number, input: Input): void {
    const output = this.kernel.step({ ...input, at: BEGAN_AT + at } as KernelInput);
    this.events.push(...output.events);
    for (const effect of output.effects) this.#act(at, effect);
  }

  #act(at: number, effect: Effect): void {
    if (effect.do === 'timer.set') this.#timers.set(effect.timer, at + effect.delayMs);
    else if (effect.do === 'timer.clear') this.#timers.delete(effect.timer);
    else if (effect.do === 'refuse') throw effect.error;
    else if (effect.do.startsWith('switch.')) this.#order(effect as SwitchOrder);
  }

  #order(order: SwitchOrder): void {
    this.orders.push(order);
    switch (order.do) {
      case 'switch.create-leg': {
        const captured = this.#originates.shift();
        if (captured?.uuid) this.#capture.renamed.set(captured.uuid, order.legId);
        this.#translator.ordered(order.legId, captured?.jobId ?? 'none', null, new Set());
        return;
      }
      case 'switch.play':
        this.#startApp('playback', { is: 'play', legId: order.legId, tag: order.tag });
        return;
      case 'switch.collect':
        this.#startApp('play_and_get_digits', {
          is: 'collect',
          legId: order.legId,
          tag: order.tag,
          minDigits: order.minDigits,
        });
        return;
      case 'switch.start-recording': {
        const started = this.#capture.events.filter(({ event }) => event['Event-Name'] === 'RECORD_START');
        const path = started[this.#recordings++]?.event['Record-File-Path'];
        if (path) this.#capture.renamed.set(path, `${RECORDINGS}/${order.path}`);
        return;
      }
      default:
    }
  }

  /** The next application of that kind which the capture shows is the one that was ordered. */
  #startApp(application: string, purpose: Parameters<FactTranslator['appStarts']>[1]): void {
    const start = this.#capture.events.find(
      ({ event }) =>
        event['Event-Name'] === 'CHANNEL_EXECUTE' &&
        event['Application'] === application &&
        !this.#startedApps.has(event['Application-UUID'] ?? ''),
    );
    const appId = start?.event['Application-UUID'];
    if (!appId) return;
    this.#startedApps.add(appId);
    this.#translator.appStarts(appId, purpose);
  }
}
