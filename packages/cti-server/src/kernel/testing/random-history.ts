import type { AgentId } from '@callweave/cti-core';
import type { LookupOutcome } from '../../lookups/lookups.port.js';
import type { KernelCommandName } from '../index.js';
import type { Centre } from './centre.js';
import { contactHappens } from './contact-happenings.js';
import { faultHappens } from './faults.js';
import type { Happening } from './happenings.js';
import { holdsAreTrue, nobodyHearsSilence } from './invariants/of-sound.js';
import { LINE_COMMANDS } from './line-commands.js';
import { outsideHappens } from './outside-happenings.js';
import { AGENTS, CALLED } from './random-centre.js';
import { ENDINGS, isCustomer, of, pick, rings, ToldHistory } from './told-history.js';

const CALLERS = ['100', '101', '200', '201', '300', '301', '400', '401', '402', ''];
const WAITS_MS = [10, 99, 101, 1_000, 3_000, 5_000, 7_000, 9_001, 12_000, 21_000, 40_000];
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

/** A history of what may happen, drawn by lot. */
export class History extends ToldHistory {
  /** Everybody logs in and is ready. */
  open(): this {
    for (const agent of AGENTS) {
      this.site.refusal(agent, 'agent.log-in', { device: 'browser' });
      this.site.refusal(agent, 'agent.set-ready');
    }
    this.tell('everybody is logged in and ready');
    return this;
  }

  play(happenings: readonly Happening[]): this {
    for (const each of happenings) {
      this.#happen(each);
      if (this.away) continue;
      const { world, switch: paper } = this.site;
      const wrong = [
        ...[...nobodyHearsSilence(world, paper)].map((what) => `nobodyHearsSilence: ${what}`),
        ...[...holdsAreTrue(world, paper)].map((what) => `holdsAreTrue: ${what}`),
      ];
      if (wrong.length > 0) this.fail(`after ${each.what}`, wrong);
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
    if (this.away) this.reconnect();
    this.tell('nothing fails any more, and 5 s pass');
    site.pass(5_000);
  }

  /** The customers hang up, the agents' work comes to its end, and what was begun is over. */
  close(): void {
    const { site } = this;
    this.calm();
    for (const legId of this.legs(isCustomer)) if (site.switch.legs.has(legId)) site.hangsUp(legId);
    for (const { contactId } of site.kernel.contactSnapshots()) site.leaves(contactId);
    // Agents who call somebody, or one another.
    for (const legId of this.legs(({ answered }) => answered))
      if (site.switch.legs.has(legId)) site.hangsUp(legId);
    this.tell('everybody hangs up, and time passes');
    site.pass(600_000);
    const left = [
      ...[...site.switch.legs.keys()].map((legId) => `legsEnd: ${legId} is still up`),
      ...site.timers.map((key) => `timersEnd: ${key} is still set`),
      ...[...site.lookups.keys()].map((key) => `lookupsEnd: ${key} is still asked`),
      ...this.ledger.open(),
      ...this.ledger.unanswered.map((replyTo) => `commandsAreAnswered: ${replyTo} never was`),
    ];
    if (left.length > 0) this.fail('when everybody has gone', left);
  }

  #happen({ what, n, m }: Happening) {
    const { site } = this;
    const agent = AGENTS[n % AGENTS.length] as string;
    switch (what) {
      case 'customer calls': {
        if (this.legs(isCustomer).length >= 12) return;
        const [caller, called] = [of(CALLERS, n), of(CALLED, m)];
        this.tell(`${caller || 'anonymous'} calls ${called}`);
        site.switch.arrive(caller, called, { video: Number(caller.at(-1)) % 2 === 0 });
        return site.settle();
      }
      case 'customer presses': {
        const legId = pick(
          this.legs(({ collecting }) => collecting !== null),
          n,
        );
        if (legId === undefined) return;
        const key = of(['1', '5', '9', '7', ''], m);
        this.tell(`${legId} presses ${key || 'nothing'}`);
        return site.presses(legId, key);
      }
      case 'CRM answers': {
        const key = pick([...site.lookups.keys()], n);
        if (key === undefined) return;
        this.tell(`the CRM answers ${key}: ${JSON.stringify(of(CRM, m))}`);
        return site.crmAnswers(of(CRM, m), key);
      }
      case 'customer hangs up':
        return this.end(pick(this.legs(isCustomer), n), 'NORMAL_CLEARING');
      case 'phone answers': {
        const legId = pick(this.legs(rings), n);
        if (legId === undefined) return;
        this.tell(`${legId} is answered`);
        site.switch.answer(legId);
        return site.settle();
      }
      case 'phone refuses':
        return this.end(pick(this.legs(rings), n), of(['USER_BUSY', 'CALL_REJECTED'], m));
      case 'agent hangs up':
        return this.end(
          pick(
            this.legs((leg) => leg.direction === 'outbound' && leg.answered),
            n,
          ),
          of(ENDINGS, m),
        );
      case 'agent becomes ready':
        this.command(agent, 'agent.log-in', { device: 'browser' });
        return this.command(agent, 'agent.set-ready', {});
      case 'agent command':
        return this.command(agent, ...of(AGENT_COMMANDS, m));
      case 'call command': {
        const call = site.kernel.callsOfAgent(agent as AgentId)[0];
        return call && this.command(agent, of(CALL_COMMANDS, m), { callId: call.callId });
      }
      case 'agent calls':
        return this.command(agent, 'call.make', { to: of([...AGENTS, '0555', '0556'], m) });
      case 'agent calls outside':
      case 'gateway fails from now on':
      case 'gateways fail no more':
      case 'gateway goes down or comes up':
      case 'silent leg fails':
        return outsideHappens(this, what, agent, n, m);
      case 'agent uses his line':
        return this.#useLine(n, m);
      case 'agent picks up': {
        const parked = pick(site.kernel.parkedCalls(), m);
        return parked && this.command(agent, 'call.pick-up', { callId: parked.callId });
      }
      case 'time passes':
        this.tell(`${of(WAITS_MS, n)} ms pass`);
        return site.pass(of(WAITS_MS, n));
      case 'contact comes':
      case 'contact is accepted':
      case 'contact is rejected':
      case 'contact is completed':
      case 'contact is cancelled':
        return contactHappens(this, what, n, m);
      case 'supervision begins': {
        const agentId = of(AGENTS, m);
        return this.command(agent, 'supervision.start', { agentId, mode: of(MODES, m) }, 'supervisor');
      }
      case 'supervision goes on': {
        if (n % 20 === 0)
          return this.command(agent, 'supervision.hang-up', { agentId: of(AGENTS, m) }, 'supervisor');
        const { supervisorId } = pick(site.kernel.supervisions(), n) ?? {};
        return supervisorId && this.command(supervisorId, ...of(SUPERVISION_COMMANDS, m), 'supervisor');
      }
      case 'settings change':
        return this.reconfigure(changed(this.centre, n, m));
      case 'settings are as they were':
        return this.reconfigure(this.centre);
      default:
        return faultHappens(this, what, agent, n, m);
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
    this.command(agent, command, { callId: call.callId, ...params(n + m) });
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
