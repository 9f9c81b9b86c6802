import type { AgentId, LegId } from '@callweave/cti-core';
import { isAnnouncement } from '../acd/announce.js';
import type { SwitchFact } from '../media-switch/media-switch.port.js';
import { type Happening, START_MS } from './agenda.js';
import { centreOf } from './centre.js';
import { exponential, sample } from './distributions.js';
import { Figures } from './figures.js';
import type { SimulationResult } from './figures.types.js';
import { Forecasts } from './forecasts.js';
import { type Due, KernelDriver } from './kernel-driver.js';
import { type Random, randomStream } from './random.js';
import { type AgentGroup, agentName, type CustomerClass, type Scenario } from './scenario.schema.js';
import { SimulatedSwitch } from './simulated-switch.js';

interface Customer {
  readonly of: CustomerClass;
  readonly talkMs: number;
  givesUp: Happening<Due> | null;
}

interface Chances {
  readonly arrives: Random;
  readonly talks: Random;
  readonly waits: Random;
}

/**
 * Runs a scenario on the real kernel: its customers call, its agents work, its faults happen, all by a virtual clock and
 * seeded chance. The same scenario gives the same result to the last digit.
 */
export function simulate(scenario: Scenario): SimulationResult {
  return new Simulation(scenario).run();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #driver: KernelDriver;
  readonly #switch: SimulatedSwitch;
  readonly #figures: Figures;
  readonly #forecasts: Forecasts;
  readonly #customers = new Map<LegId, Customer>();
  readonly #groupOf = new Map<string, AgentGroup>();
  readonly #trunks: Map<string, { readonly channels: number; busy: number }>;
  readonly #answers: Random;
  readonly #phones: Random;
  readonly #people: Random;
  readonly #pausing = new Set<AgentId>();

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#trunks = new Map(scenario.trunks.map(({ name, channels }) => [name, { channels, busy: 0 }]));
    this.#answers = randomStream(scenario.seed, 'agents answer');
    this.#phones = randomStream(scenario.seed, 'phones refuse');
    this.#people = randomStream(scenario.seed, 'agents rest');
    this.#figures = new Figures(scenario, START_MS);
    this.#driver = new KernelDriver(
      {
        settings: centreOf(scenario),
        carryOut: (order) => {
          if (order.do === 'switch.play') this.#isTold(order.legId, order.tag);
          return this.#switch.carryOut(order);
        },
        onEvent: (event, at) => {
          this.#figures.hear(event, at);
          this.#forecasts.hear(event, at);
          if (event.event === 'agent.state-changed') this.#agentIs(event.data.agent.agentId, event.data.to);
        },
      },
      START_MS,
    );
    this.#forecasts = new Forecasts(this.#driver.world, START_MS + scenario.warmUpMs);
    this.#switch = new SimulatedSwitch({
      people: {
        phoneRings: (extension, legId) => this.#phoneRings(extension, legId),
        talkBegins: (legId) => this.#talkBegins(legId),
        customerGone: (legId) => this.#customerGone(legId),
      },
      phone: () =>
        scenario.faults.phoneRefuses > 0 && this.#phones() < scenario.faults.phoneRefuses
          ? 'refuses'
          : 'rings',
      tell: (fact) => this.#tell(fact),
      now: () => this.#driver.nowMs,
    });
  }

  run(): SimulationResult {
    const { durationMs } = this.#scenario;
    for (const group of this.#scenario.agents) this.#staff(group);
    this.#driver.take({ input: 'start', at: START_MS });
    this.#connect();
    for (const customers of this.#scenario.customers) this.#arrivalsOf(customers);
    for (const { atMs, lengthMs } of this.#scenario.faults.switchAway) this.#switchGoesAway(atMs, lengthMs);
    this.#driver.runUntil(START_MS + durationMs);
    return this.#figures.result(this.#driver.nowMs, this.#driver.steps, this.#forecasts);
  }

  #tell(fact: SwitchFact): void {
    this.#driver.take({ input: 'switch', fact, at: fact.at });
  }

  #connect(): void {
    this.#switch.connected = true;
    this.#tell({
      fact: 'switch.up',
      at: this.#driver.nowMs,
      legs: this.#switch.found(),
      extensions: [...this.#switch.registered],
      gateways: [],
      restarted: false,
    });
  }

  #switchGoesAway(atMs: number, lengthMs: number): void {
    this.#driver.after(atMs, () => {
      this.#tell({ fact: 'switch.down', at: this.#driver.nowMs, reason: 'simulated' });
      this.#switch.connected = false;
      this.#driver.after(lengthMs, () => this.#connect());
    });
  }

  // Customers

  #arrivalsOf(of: CustomerClass): void {
    const chances: Chances = {
      arrives: randomStream(this.#scenario.seed, `${of.name} arrives`),
      talks: randomStream(this.#scenario.seed, `${of.name} talks`),
      waits: randomStream(this.#scenario.seed, `${of.name} waits`),
    };
    const profile = 'profile' in of.arrivals ? of.arrivals.profile : [{ fromMs: 0, ...of.arrivals }];
    const highest = Math.max(...profile.map(({ perHour }) => perHour));
    if (highest === 0) return;
    // Thinning (Lewis and Shedler 1979): arrivals at the highest rate, of which each is kept with its share.
    const meanMs = 3_600_000 / highest;
    let current = 0;
    const next = (): void => {
      this.#driver.after(exponential(meanMs, chances.arrives), () => {
        const at = this.#driver.nowMs - START_MS;
        while (current + 1 < profile.length && (profile[current + 1]?.fromMs ?? 0) <= at) current += 1;
        const rate = profile[current]?.perHour ?? 0;
        if (rate === highest || chances.arrives() * highest < rate) this.#arrives(of, chances);
        next();
      });
    };
    next();
  }

  #arrives(of: CustomerClass, chances: Chances) {
    // Drawn at once, so that who is served when changes nobody's luck.
    const talkMs = sample(of.talk, chances.talks);
    const patienceMs = of.patience === null ? null : sample(of.patience, chances.waits);
    this.#figures.drew(of, talkMs, patienceMs, this.#driver.nowMs);
    const trunk = of.trunk === undefined ? undefined : this.#trunks.get(of.trunk);
    if (trunk && trunk.busy >= trunk.channels) return this.#figures.blocked(of, this.#driver.nowMs);
    if (!this.#switch.connected) return this.#figures.blocked(of, this.#driver.nowMs);
    if (trunk) trunk.busy += 1;
    const customer: Customer = { of, talkMs, givesUp: null };
    const legId = this.#switch.nextLegId();
    this.#customers.set(legId, customer);
    // May be served at once, and then has no need of patience.
    if (patienceMs !== null) {
      customer.givesUp = this.#driver.after(patienceMs, () =>
        this.#switch.end(legId, 'ORIGINATOR_CANCEL', 'far-end'),
      );
    }
    this.#switch.arrive(legId, '', of.queueId, of.trunk ?? null);
  }

  #talkBegins(legId: LegId): void {
    const customer = this.#customers.get(legId);
    if (!customer) return;
    if (customer.givesUp) customer.givesUp.what = null;
    customer.givesUp = this.#driver.after(customer.talkMs, () =>
      this.#switch.end(legId, 'NORMAL_CLEARING', 'far-end'),
    );
  }

  #isTold(legId: LegId, tag: string): void {
    const callId = isAnnouncement(tag) ? this.#driver.world.legs.get(legId) : undefined;
    if (callId !== undefined) this.#forecasts.announced(callId, this.#driver.nowMs);
  }

  #customerGone(legId: LegId): void {
    const customer = this.#customers.get(legId);
    if (!customer) return;
    this.#customers.delete(legId);
    if (customer.givesUp) customer.givesUp.what = null;
    const trunk = customer.of.trunk === undefined ? undefined : this.#trunks.get(customer.of.trunk);
    if (trunk) trunk.busy -= 1;
  }

  // Agents

  #staff(group: AgentGroup): void {
    const { shift } = group;
    for (let index = 0; index < group.count; index++) {
      const agentId = agentName(group, index);
      this.#groupOf.set(agentId, group);
      this.#switch.registered.add(agentId);
      this.#driver.after(shift?.fromMs ?? 0, () => {
        this.#driver.command(agentId, 'agent.log-in', { device: 'browser' });
        this.#driver.command(agentId, 'agent.set-ready');
      });
      if (shift) this.#driver.after(shift.untilMs, () => this.#goesHome(agentId));
      if (group.pauses && group.pauses.perHour > 0) this.#rests(agentId, group.pauses);
      this.#losesBrowser(agentId);
    }
  }

  #phoneRings(extension: string, legId: LegId): void {
    const group = this.#groupOf.get(extension);
    if (!group) return;
    if (group.misses > 0 && this.#answers() < group.misses) return;
    const answersMs = sample(group.answers, this.#answers);
    if (answersMs === 0) this.#switch.answer(legId);
    else this.#driver.after(answersMs, () => this.#switch.answer(legId));
  }

  #agentIs(agentId: AgentId, state: string): void {
    const group = this.#groupOf.get(agentId);
    if (!group) return;
    if (state === 'wrap-up' && group.wrapUp) {
      this.#driver.after(sample(group.wrapUp, this.#people), () =>
        this.#driver.command(agentId, 'agent.finish-wrap-up'),
      );
    }
    // Who missed a call notices it, and is back after a minute.
    if (state === 'aux' && !this.#pausing.has(agentId)) {
      this.#driver.after(NOTICES_MS, () => {
        const now = this.#driver.kernel.agentSnapshot(agentId);
        if (now?.auxReason === 'rona') this.#driver.command(agentId, 'agent.set-ready');
      });
    }
  }

  #goesHome(agentId: AgentId): void {
    const resting = this.#driver.kernel.agentSnapshot(agentId)?.can;
    if (resting?.logOut) this.#driver.command(agentId, 'agent.log-out');
    else this.#driver.command(agentId, 'agent.set-next', { next: { state: 'logged-out' } });
  }

  #rests(agentId: AgentId, pauses: NonNullable<AgentGroup['pauses']>): void {
    this.#driver.after(exponential(3_600_000 / pauses.perHour, this.#people), () => {
      const agent = this.#driver.kernel.agentSnapshot(agentId);
      const lengthMs = sample(pauses.length, this.#people);
      if (agent?.state === 'ready') {
        this.#pausing.add(agentId);
        this.#driver.command(agentId, 'agent.set-aux', { reason: 'break' });
        this.#driver.after(lengthMs, () => {
          this.#pausing.delete(agentId);
          this.#driver.command(agentId, 'agent.set-ready');
        });
      }
      this.#rests(agentId, pauses);
    });
  }

  #losesBrowser(agentId: AgentId): void {
    const { browserLost } = this.#scenario.faults;
    if (!browserLost || browserLost.perAgentHour === 0) return;
    this.#driver.after(exponential(3_600_000 / browserLost.perAgentHour, this.#people), () => {
      const lengthMs = sample(browserLost.length, this.#people);
      this.#switch.registered.delete(agentId);
      this.#tellRegistration(agentId, false);
      const leg = this.#switch.talkingAt(agentId);
      if (leg !== null) this.#switch.end(leg, 'MEDIA_TIMEOUT', 'switch');
      this.#driver.after(lengthMs, () => {
        this.#switch.registered.add(agentId);
        this.#tellRegistration(agentId, true);
        this.#losesBrowser(agentId);
      });
    });
  }

  #tellRegistration(extension: string, is: boolean): void {
    if (!this.#switch.connected) return;
    const fact = is ? 'extension.registered' : 'extension.unregistered';
    this.#tell({ fact, extension, at: this.#driver.nowMs });
  }
}

const NOTICES_MS = 60_000;
