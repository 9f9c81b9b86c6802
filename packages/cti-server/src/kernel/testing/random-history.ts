import { type AgentId, CallweaveError, type ContactId, type LegId, type QueueId } from '@callweave/cti-core';
import * as fc from 'fast-check';
import type { LookupOutcome } from '../../lookups/lookups.port.js';
import type { LegFailure, SwitchOrder } from '../../media-switch/media-switch.port.js';
import type { KernelCommandName } from '../index.js';
import { violations } from './invariants/invariants.js';
import { Ledger } from './invariants/ledger.js';
import { nobodyHearsSilence } from './invariants/of-sound.js';
import { LINE_COMMANDS } from './line-commands.js';
import { AGENTS, CALLED, CONTACT_QUEUES, GATEWAYS } from './random-centre.js';
import { type Centre, Site } from './site.js';

/** One thing that may happen; `n` and `m` pick whom it happens to and how, among what is possible then. */
export interface Happening {
  readonly what: What;
  readonly n: number;
  readonly m: number;
}

const COMMON = [
  'customer calls',
  'customer calls',
  'customer calls',
  'customer presses',
  'CRM answers',
  'customer hangs up',
  'phone answers',
  'phone answers',
  'phone answers',
  'phone refuses',
  'agent hangs up',
  'agent command',
  'agent command',
  'agent becomes ready',
  'agent becomes ready',
  'call command',
  'agent calls',
  'time passes',
  'time passes',
  'time passes',
] as const;
const FAULTS = [
  'browser vanishes',
  'browser is back',
  'page is reloaded',
  'legs fail from now on',
  'legs fail no more',
  'order is refused',
  'order is forgotten',
  'orders are carried out again',
  'supervisor commands',
  'switch is away',
  'switch is back',
  'switch restarts',
  'server restarts',
  'server restarts while somebody hangs up',
  'new day',
] as const;
/** Calls to numbers outside, and gateways that do not carry them (AGT-3). */
const OUTSIDE = [
  ...(Array(4).fill('agent calls outside') as 'agent calls outside'[]),
  'gateway fails from now on',
  'gateway fails from now on',
  'gateways fail no more',
  'gateway goes down or comes up',
  'phone answers',
  'phone answers',
  'silent leg fails',
] as const;
/** What agents do with several calls on one line (AGT-3, AGT-4). */
const LINES = [
  ...(Array(12).fill('agent uses his line') as 'agent uses his line'[]),
  ...(Array(6).fill('phone answers') as 'phone answers'[]),
  'agent picks up',
  'agent picks up',
  'customer calls',
  'agent becomes ready',
] as const;
const CHANGES = ['settings change', 'settings change', 'settings are as they were'] as const;
const SUPERVISION = [
  'supervision begins',
  'supervision begins',
  'supervision begins',
  'supervision goes on',
  'supervision goes on',
] as const;
const CONTACTS = [
  'contact comes',
  'contact comes',
  'contact comes',
  'contact is accepted',
  'contact is accepted',
  'contact is accepted',
  'contact is rejected',
  'contact is completed',
  'contact is completed',
  'contact is cancelled',
] as const;
type What =
  | (typeof CONTACTS)[number]
  | (typeof OUTSIDE)[number]
  | (typeof LINES)[number]
  | (typeof SUPERVISION)[number]
  | (typeof COMMON)[number]
  | (typeof FAULTS)[number]
  | (typeof CHANGES)[number];

const historyOf = (...what: What[]) =>
  fc.array(fc.record({ what: fc.constantFrom(...what), n: fc.nat(1_000), m: fc.nat(1_000) }), {
    minLength: 20,
    maxLength: 150,
    size: 'max',
  });
export const randomHistory = historyOf(...COMMON, ...FAULTS, ...COMMON);
/** As {@link randomHistory}, with colleagues who listen in and take over. */
export const supervisedHistory = historyOf(
  ...COMMON,
  ...SUPERVISION,
  ...LINES,
  ...FAULTS,
  ...SUPERVISION,
  ...COMMON,
);
/** As {@link randomHistory}, with an administrator who cannot leave things alone. */
export const changingHistory = historyOf(...COMMON, ...FAULTS, ...CHANGES, ...COMMON, ...CHANGES);

/** As {@link randomHistory}, with contacts of other channels. */
export const historyOfContacts = historyOf(...COMMON, ...CONTACTS, ...FAULTS, ...CONTACTS, ...COMMON);
/** As {@link changingHistory}, with contacts of other channels. */
export const changingHistoryOfContacts = historyOf(
  ...COMMON,
  ...CONTACTS,
  ...FAULTS,
  ...CHANGES,
  ...CONTACTS,
  ...CHANGES,
);

/** As {@link randomHistory}, with agents who consult, swap, hand on and park. */
export const historyOfLines = historyOf(...COMMON, ...LINES, ...FAULTS, ...LINES, ...LINES);
/** As {@link historyOfLines}, without faults: each way is gone far. */
export const calmHistoryOfLines = historyOf(...COMMON, ...LINES, ...LINES, ...LINES);
/** As {@link historyOfLines}, with an administrator who cannot leave things alone. */
export const changingHistoryOfLines = historyOf(...COMMON, ...LINES, ...FAULTS, ...CHANGES, ...LINES);

/** As {@link historyOfLines}, with gateways that fail one after the other. */
export const historyOfOutsideCalls = historyOf(...COMMON, ...OUTSIDE, ...LINES, ...FAULTS, ...OUTSIDE);

const CALLERS = ['100', '101', '200', '201', '300', '301', '400', '401', '402', ''];
const WAITS_MS = [10, 99, 101, 1_000, 3_000, 5_000, 7_000, 9_001, 12_000, 21_000, 40_000];
const FAILURES: readonly LegFailure[] = ['busy', 'no-answer', 'rejected', 'unreachable', 'failed'];
const GATEWAY_FAILURES = ['GATEWAY_DOWN', 'NORMAL_CIRCUIT_CONGESTION', 'USER_BUSY', 'refused', 'silent'];
const ENDINGS = ['NORMAL_CLEARING', 'MEDIA_TIMEOUT', 'NO_ANSWER', 'USER_NOT_REGISTERED'];
const ORDERS: readonly SwitchOrder['do'][] = [
  'switch.join',
  'switch.create-leg',
  'switch.play',
  'switch.collect',
  'switch.hold',
  'switch.answer',
  'switch.part',
  'switch.confer',
  'switch.spy',
  'switch.set-spy-mode',
];
const MODES = ['listen', 'whisper', 'barge'];
const SUPERVISION_COMMANDS: readonly (readonly [KernelCommandName, object])[] = [
  ['supervision.take-over', {}],
  ['supervision.take-over', {}],
  ['supervision.set-mode', { mode: 'whisper' }],
  ['supervision.set-mode', { mode: 'barge' }],
  ['supervision.stop', {}],
];
const CRM: readonly LookupOutcome[] = [
  { is: 'found', data: { level: 'gold', owner: 'a2' } },
  { is: 'found', data: { level: 'gold', owner: 'nobody' } },
  { is: 'not-found' },
  { is: 'failed', reason: 'unreachable' },
];
const AGENT_COMMANDS: readonly (readonly [KernelCommandName, unknown])[] = [
  ['agent.log-in', { device: 'browser' }],
  ['agent.log-in', { device: 'ip-phone' }],
  ['agent.log-out', {}],
  ['agent.set-ready', {}],
  ['agent.set-aux', { reason: 'lunch' }],
  ['agent.finish-wrap-up', {}],
  ['agent.set-next', { next: { state: 'ready' } }],
  ['agent.set-next', { next: { state: 'aux', reason: 'lunch' } }],
  ['agent.set-next', { next: { state: 'logged-out' } }],
  ['agent.set-next', { next: null }],
];
const CALL_COMMANDS: readonly KernelCommandName[] = [
  'call.hold',
  'call.retrieve',
  'call.hang-up',
  'call.reject',
  'call.reject',
];

/** A history in a centre on paper, that is judged after every step of the kernel and can be told in sentences. */
export class History {
  readonly site: Site;
  readonly ledger = new Ledger();
  readonly #centre: Centre;
  readonly #story: string[] = [];
  readonly #begunAt: number;
  #fresh = false;
  #away = false;

  constructor(centre: Centre) {
    this.#centre = centre;
    for (const [agent, skills] of Object.entries(centre.agents))
      this.#story.push(`${agent} ${JSON.stringify(skills)}`);
    for (const queue of centre.queues) this.#story.push(JSON.stringify(queue));
    this.site = new Site(centre);
    this.#begunAt = this.site.nowMs;
    this.site.onStep = (input, output) => {
      const fresh = this.#fresh;
      if (input.input === 'switch' && input.fact.fact === 'switch.up') this.#fresh = false;
      const { world, nowMs } = this.site;
      const wrong = [...violations(world, nowMs), ...this.ledger.take(input, output, world, fresh)];
      if (wrong.length > 0) this.#fail(`after ${JSON.stringify(input)}`, wrong);
    };
    this.site.onStart = () => {
      this.#fresh = true;
      this.ledger.forgetCommands();
    };
  }

  /** Everybody logs in and is ready. */
  open(): this {
    for (const agent of AGENTS) {
      this.site.refusal(agent, 'agent.log-in', { device: 'browser' });
      this.site.refusal(agent, 'agent.set-ready');
    }
    this.#tell('everybody is logged in and ready');
    return this;
  }

  play(happenings: readonly Happening[]): this {
    for (const each of happenings) {
      this.#happen(each);
      const silent = [...nobodyHearsSilence(this.site.world, this.site.switch)].map(
        (what) => `nobodyHearsSilence: ${what}`,
      );
      if (silent.length > 0 && !this.#away) this.#fail(`after ${each.what}`, silent);
    }
    return this;
  }

  /** Nothing fails any more, and the moments are over in which an agent is left alone or his old leg is awaited. */
  calm(): void {
    const { site } = this;
    site.switch.refusing.clear();
    site.switch.forgetting.clear();
    site.switch.failing.clear();
    site.switch.failingGateways.clear();
    if (this.#away) this.#reconnect();
    this.#tell('nothing fails any more, and 5 s pass');
    site.pass(5_000);
  }

  /** The customers hang up, the agents' work comes to its end, and what was begun is over. */
  close(): void {
    const { site } = this;
    this.calm();
    for (const legId of this.#legs(isCustomer)) if (site.switch.legs.has(legId)) site.hangsUp(legId);
    for (const { contactId } of site.kernel.contactSnapshots()) site.leaves(contactId);
    // Agents who call somebody, or one another.
    for (const legId of this.#legs(({ answered }) => answered))
      if (site.switch.legs.has(legId)) site.hangsUp(legId);
    this.#tell('everybody hangs up, and time passes');
    site.pass(600_000);
    const left = [
      ...[...site.switch.legs.keys()].map((legId) => `legsEnd: ${legId} is still up`),
      ...site.timers.map((key) => `timersEnd: ${key} is still set`),
      ...[...site.lookups.keys()].map((key) => `lookupsEnd: ${key} is still asked`),
      ...this.ledger.open(),
      ...this.ledger.unanswered.map((replyTo) => `commandsAreAnswered: ${replyTo} never was`),
    ];
    if (left.length > 0) this.#fail('when everybody has gone', left);
  }

  get story(): string {
    return this.#story.join('\n');
  }

  #fail(when: string, wrong: readonly string[]): never {
    throw new Error(`${wrong.join('\n')}\n${when.slice(0, 600)}\nThe story:\n${this.story}`);
  }

  #tell(what: string): void {
    this.#story.push(`${String(this.site.nowMs - this.#begunAt).padStart(8)} ms  ${what}`);
  }

  #legs(which: (leg: Leg) => boolean): LegId[] {
    return [...this.site.switch.legs.values()].filter(which).map(({ legId }) => legId);
  }

  #happen({ what, n, m }: Happening) {
    const { site } = this;
    const agent = AGENTS[n % AGENTS.length] as string;
    switch (what) {
      case 'customer calls': {
        if (this.#legs(isCustomer).length >= 12) return;
        const [caller, called] = [of(CALLERS, n), of(CALLED, m)];
        this.#tell(`${caller || 'anonymous'} calls ${called}`);
        site.switch.arrive(caller, called, { video: Number(caller.at(-1)) % 2 === 0 });
        return site.settle();
      }
      case 'customer presses': {
        const legId = pick(
          this.#legs(({ collecting }) => collecting !== null),
          n,
        );
        if (legId === undefined) return;
        const key = of(['1', '5', '9', '7', ''], m);
        this.#tell(`${legId} presses ${key || 'nothing'}`);
        return site.presses(legId, key);
      }
      case 'CRM answers': {
        const key = pick([...site.lookups.keys()], n);
        if (key === undefined) return;
        this.#tell(`the CRM answers ${key}: ${JSON.stringify(of(CRM, m))}`);
        return site.crmAnswers(of(CRM, m), key);
      }
      case 'customer hangs up':
        return this.#end(pick(this.#legs(isCustomer), n), 'NORMAL_CLEARING');
      case 'phone answers': {
        const legId = pick(this.#legs(rings), n);
        if (legId === undefined) return;
        this.#tell(`${legId} is answered`);
        site.switch.answer(legId);
        return site.settle();
      }
      case 'phone refuses':
        return this.#end(pick(this.#legs(rings), n), of(['USER_BUSY', 'CALL_REJECTED'], m));
      case 'agent hangs up':
        return this.#end(
          pick(
            this.#legs((leg) => leg.direction === 'outbound' && leg.answered),
            n,
          ),
          of(ENDINGS, m),
        );
      case 'agent becomes ready':
        this.#command(agent, 'agent.log-in', { device: 'browser' });
        return this.#command(agent, 'agent.set-ready', {});
      case 'agent command':
        return this.#command(agent, ...of(AGENT_COMMANDS, m));
      case 'call command': {
        const call = site.kernel.callsOfAgent(agent as AgentId)[0];
        return call && this.#command(agent, of(CALL_COMMANDS, m), { callId: call.callId });
      }
      case 'agent calls':
        return this.#command(agent, 'call.make', { to: of([...AGENTS, '0555', '0556'], m) });
      case 'agent calls outside':
      case 'gateway fails from now on':
      case 'gateways fail no more':
      case 'gateway goes down or comes up':
      case 'silent leg fails':
        return this.#outside(what, agent, n, m);
      case 'agent uses his line':
        return this.#useLine(n, m);
      case 'agent picks up': {
        const parked = pick(site.kernel.parkedCalls(), m);
        return parked && this.#command(agent, 'call.pick-up', { callId: parked.callId });
      }
      case 'time passes':
        this.#tell(`${of(WAITS_MS, n)} ms pass`);
        return site.pass(of(WAITS_MS, n));
      case 'contact comes':
      case 'contact is accepted':
      case 'contact is rejected':
      case 'contact is completed':
      case 'contact is cancelled':
        return this.#contact(what, n, m);
      case 'supervision begins': {
        const agentId = of(AGENTS, m);
        return this.#command(agent, 'supervision.start', { agentId, mode: of(MODES, m) }, 'supervisor');
      }
      case 'supervision goes on': {
        if (n % 20 === 0)
          return this.#command(agent, 'supervision.hang-up', { agentId: of(AGENTS, m) }, 'supervisor');
        const { supervisorId } = pick(site.kernel.supervisions(), n) ?? {};
        return supervisorId && this.#command(supervisorId, ...of(SUPERVISION_COMMANDS, m), 'supervisor');
      }
      case 'settings change':
        return this.#reconfigure(changed(this.#centre, n, m));
      case 'settings are as they were':
        return this.#reconfigure(this.#centre);
      default:
        return this.#fault(what, agent, n, m);
    }
  }

  /** Mostly what `can` allows somebody just now, and at times what nobody would be offered. */
  #useLine(n: number, m: number) {
    const { kernel } = this.site;
    const all = AGENTS.flatMap((agent) =>
      kernel.callsOfAgent(agent as AgentId).flatMap((call) =>
        LINE_COMMANDS.map(([command, needs, params]) => ({
          agent,
          call,
          command,
          can: call.can[needs],
          params,
        })),
      ),
    );
    const chosen = pick(m % 4 === 0 ? all : all.filter(({ can }) => can), n);
    if (!chosen) return;
    const { agent, call, command, params } = chosen;
    this.#command(agent, command, { callId: call.callId, ...params(n + m) });
  }

  #fault(what: (typeof FAULTS)[number], agent: string, n: number, m: number) {
    const { site } = this;
    switch (what) {
      case 'browser vanishes': {
        if (!site.switch.registered.delete(agent)) return;
        this.#tell(`the browser of ${agent} vanishes`);
        site.switch.failing.set(agent, 'unreachable');
        this.#register('extension.unregistered', agent);
        return this.#end(
          this.#legs((leg) => leg.extension === agent && leg.answered)[0],
          of(['MEDIA_TIMEOUT', 'NORMAL_CLEARING'], m),
        );
      }
      case 'browser is back':
        if (site.switch.registered.has(agent)) return;
        site.switch.registered.add(agent);
        site.switch.failing.delete(agent);
        this.#tell(`the browser of ${agent} is back`);
        return this.#register('extension.registered', agent);
      case 'page is reloaded':
        if (!site.switch.registered.has(agent)) return;
        this.#tell(`${agent} loads the page anew`);
        return this.#register('extension.registered', agent);
      case 'legs fail from now on':
        this.#tell(`legs to ${agent} fail from now on: ${of(FAILURES, m)}`);
        site.switch.failing.set(agent, of(FAILURES, m));
        return;
      case 'legs fail no more':
        this.#tell('no leg fails any more');
        for (const one of AGENTS) if (site.switch.registered.has(one)) site.switch.failing.delete(one);
        return;
      case 'order is refused':
        this.#tell(`${of(ORDERS, n)} is refused from now on`);
        site.switch.refusing.add(of(ORDERS, n));
        return;
      case 'order is forgotten':
        this.#tell(`${of(ORDERS, n)} is forgotten from now on`);
        site.switch.forgetting.add(of(ORDERS, n));
        return;
      case 'orders are carried out again':
        this.#tell('every order is carried out again');
        site.switch.refusing.clear();
        site.switch.forgetting.clear();
        return;
      case 'supervisor commands': {
        const to = of([{ state: 'ready' }, { state: 'aux', reason: 'meeting' }, { state: 'logged-out' }], m);
        return this.#command('a1', 'agent.force-state', { agentId: agent, to }, 'supervisor');
      }
      case 'switch is away':
        if (this.#away) return;
        this.#away = true;
        this.#tell('the switch is away');
        return site.disconnect();
      case 'switch is back':
        return this.#away ? this.#reconnect() : undefined;
      case 'switch restarts':
        this.#tell('the switch restarts');
        this.#away = false;
        site.disconnect();
        site.switch.legs.clear();
        return site.reconnect(true);
      case 'server restarts':
        this.#tell('the server restarts');
        this.#away = false;
        return site.restart();
      case 'server restarts while somebody hangs up': {
        const legId = pick(
          this.#legs(() => true),
          n,
        );
        this.#tell(`the server restarts, and ${legId} ends meanwhile`);
        this.#away = false;
        return site.restart(() => {
          if (legId !== undefined) site.switch.end(legId, of(ENDINGS, m), 'far-end');
        });
      }
      case 'new day':
        this.#tell('a new day begins');
        return site.take({ input: 'new-day' });
    }
  }

  #outside(what: (typeof OUTSIDE)[number], agent: string, n: number, m: number) {
    const { site } = this;
    const name = of(GATEWAYS, n);
    switch (what) {
      case 'agent calls outside':
        return this.#command(agent, 'call.make', {
          to: of(['0555', '0556', '0557'], m),
          ...(n % 3 === 0 ? { queueId: of(CALLED, m + n) } : {}),
        });
      case 'gateway fails from now on':
        this.#tell(`gateway ${name} fails from now on: ${of(GATEWAY_FAILURES, m)}`);
        site.switch.failingGateways.set(name, of(GATEWAY_FAILURES, m));
        return;
      case 'gateways fail no more':
        this.#tell('no gateway fails any more');
        return site.switch.failingGateways.clear();
      case 'silent leg fails':
        return this.#end(
          pick(
            this.#legs((leg) => rings(leg) && leg.extension === null),
            n,
          ),
          of(['RECOVERY_ON_TIMER_EXPIRE', 'NO_ANSWER'], m),
        );
      default: {
        const up = site.switch.gateways.get(name) === false;
        this.#tell(`gateway ${name} ${up ? 'comes up' : 'goes down'}`);
        site.switch.gateways.set(name, up);
        if (this.#away) return;
        const gateway = { name, up, channelsInUse: 0 };
        return site.take({ input: 'switch', fact: { fact: 'gateway.changed', gateway, at: site.nowMs } });
      }
    }
  }

  #contact(what: (typeof CONTACTS)[number], n: number, m: number) {
    const { site } = this;
    if (what === 'contact comes') {
      const queueId = of(Object.keys(CONTACT_QUEUES), n) as QueueId;
      if (site.kernel.contactSnapshots().length >= 20) return;
      const requires = of([{}, {}, { en: 2 }, { fr: 3 }], m);
      if (!site.kernel.queueSnapshots().some((queue) => queue.queueId === queueId && queue.channel)) return;
      try {
        const { contactId } = site.chats({ queueId, priority: of([0, 5], m), requires });
        this.#tell(`${contactId} comes to ${queueId}`);
      } catch (error) {
        // The queue is closing.
        if (!(error instanceof CallweaveError && error.code === 'queue.unknown')) throw error;
      }
      return;
    }
    const among = (phase: string): ContactId | undefined =>
      pick(
        site.kernel.contactSnapshots().flatMap((one) => (one.phase === phase ? [one.contactId] : [])),
        n,
      );
    switch (what) {
      case 'contact is cancelled': {
        const contactId = pick(site.kernel.contactSnapshots(), n)?.contactId;
        if (contactId === undefined) return;
        this.#tell(`the customer of ${contactId} leaves`);
        return site.leaves(contactId);
      }
      case 'contact is completed': {
        const contactId = among('active');
        const agentId = contactId && site.contact(contactId).agentId;
        if (agentId) this.#command(agentId, 'contact.complete', { contactId });
        return;
      }
      default: {
        const contactId = among('offered');
        const agentId = contactId && site.contact(contactId).offer?.agentId;
        const command = what === 'contact is accepted' ? 'contact.accept' : 'contact.reject';
        if (agentId) this.#command(agentId, command, { contactId });
      }
    }
  }

  #reconfigure({ agents, queues }: Pick<Centre, 'agents' | 'queues'>): void {
    this.#tell(`the settings are now ${JSON.stringify({ agents, queues })}`);
    this.site.reconfigure({ agents, queues });
  }

  #reconnect(): void {
    this.#away = false;
    this.#tell('the switch is back');
    this.site.reconnect();
  }

  #register(fact: 'extension.registered' | 'extension.unregistered', extension: string): void {
    if (this.#away) return;
    this.site.take({ input: 'switch', fact: { fact, extension, at: this.site.nowMs } });
  }

  #end(legId: LegId | undefined, cause: string): void {
    if (legId === undefined || !this.site.switch.legs.has(legId)) return;
    this.#tell(`${legId} ends: ${cause}`);
    this.site.hangsUp(legId, cause);
  }

  #command(
    agent: string,
    command: KernelCommandName,
    params: unknown,
    role: 'agent' | 'supervisor' = 'agent',
  ): void {
    const answer = this.site.refusal(agent, command, params, role);
    this.#tell(`${agent} gave ${command} ${JSON.stringify(params)}: ${answer}`);
  }
}

/** Other settings, made of a centre's own: queues exchange theirs and agents their skills; an agent or a queue may be gone. */
function changed({ agents, queues }: Centre, n: number, m: number): Pick<Centre, 'agents' | 'queues'> {
  const skills = Object.values(agents);
  const people = Object.keys(agents)
    .map((agentId, at) => [agentId, of(skills, at + m)] as const)
    .filter((_one, at) => at !== n % (2 * skills.length));
  const known = new Set<string>(people.map(([agentId]) => agentId));
  return {
    agents: Object.fromEntries(people),
    queues: queues
      // Whoever resumed a place stands in it, whatever is set afterwards; the invariants ask the settings.
      .map(({ queueId, name, resumeMs, channel }, at) => ({
        ...of(queues, at + n),
        queueId,
        name,
        resumeMs,
        channel,
      }))
      .map((queue) => ({
        ...queue,
        agents: (queue.agents ?? []).filter((one) => known.has(typeof one === 'string' ? one : one.agentId)),
      }))
      .filter((_one, at) => at !== m % (2 * queues.length)),
  };
}

type Leg = Site['switch']['legs'] extends Map<LegId, infer One> ? One : never;

const isCustomer = ({ direction }: Leg): boolean => direction === 'inbound';
const rings = ({ direction, answered }: Leg): boolean => direction === 'outbound' && !answered;

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

function of<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}
