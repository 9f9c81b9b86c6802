import type { LegId } from '@callweave/cti-core';
import { isAnnouncement } from '../acd/announce.js';
import { StateNews } from '../agents/agent.news.js';
import { CallNews } from '../calls/call.news.js';
import type { SwitchFact } from '../media-switch/media-switch.port.js';
import type { Happening } from './agenda.js';
import { centreOf } from './centre.js';
import { exponential, sample } from './distributions.js';
import { Figures } from './figures.js';
import type { SimulationResult } from './figures.types.js';
import { Forecasts } from './forecasts.js';
import { type Due, KernelDriver } from './kernel-driver.js';
import { type Random, randomStream } from './random.js';
import type { CustomerClass, Scenario } from './scenario.schema.js';
import { SimulatedSwitch } from './simulated-switch.js';
import { Staff } from './staff.js';

interface Customer {
  readonly legId: LegId;
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
  readonly #switch: SimulatedSwitch<Customer>;
  readonly #figures: Figures;
  readonly #forecasts: Forecasts;
  readonly #trunks: Map<string, { readonly channels: number; busy: number }>;
  readonly #phones: Random;
  readonly #staff: Staff;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.#trunks = new Map(scenario.trunks.map(({ name, channels }) => [name, { channels, busy: 0 }]));
    this.#phones = randomStream(scenario.seed, 'phones refuse');
    this.#figures = new Figures(scenario);
    this.#driver = new KernelDriver({
      settings: centreOf(scenario),
      carryOut: (order) => {
        if (order.do === 'switch.play') this.#isTold(order.legId, order.tag);
        return this.#switch.carryOut(order);
      },
      hears: (news, at) => {
        if (news instanceof StateNews) return this.#staff.isNow(news.agent.agentId, news.to, at);
        this.#figures.hear(news, at);
        if (news instanceof CallNews) this.#forecasts.hear(news, at);
      },
    });
    this.#forecasts = new Forecasts(this.#driver.world, scenario.warmUpMs, (agentId) =>
      this.#staff.serves(agentId),
    );
    this.#switch = new SimulatedSwitch({
      people: {
        phoneRings: (extension, legId) => this.#staff.phoneRings(extension, legId),
        talkBegins: (customer) => this.#talkBegins(customer),
        customerGone: (customer) => this.#customerGone(customer),
      },
      phone: () =>
        scenario.faults.phoneRefuses > 0 && this.#phones() < scenario.faults.phoneRefuses
          ? 'refuses'
          : 'rings',
      tell: (fact) => this.#tell(fact),
      now: () => this.#driver.nowMs,
      keepsMarks: scenario.faults.switchAway.length > 0,
    });
    this.#staff = new Staff({
      scenario,
      driver: this.#driver,
      phones: this.#switch,
      figures: this.#figures,
      forecasts: this.#forecasts,
      tellRegistration: (extension, is) => this.#tellRegistration(extension, is),
    });
  }

  run(): SimulationResult {
    const { durationMs } = this.#scenario;
    this.#staff.engage();
    this.#driver.take({ input: 'start', at: 0 });
    this.#connect();
    for (const customers of this.#scenario.customers) this.#arrivalsOf(customers);
    for (const { atMs, lengthMs } of this.#scenario.faults.switchAway) this.#switchGoesAway(atMs, lengthMs);
    this.#driver.runUntil(durationMs);
    return this.#figures.result(this.#driver.nowMs, this.#driver.steps, this.#forecasts, this.#staff.counted);
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
        while (current + 1 < profile.length && (profile[current + 1]?.fromMs ?? 0) <= this.#driver.nowMs)
          current += 1;
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
    const legId = this.#switch.nextLegId();
    const customer: Customer = { legId, of, talkMs, givesUp: null };
    // May be served at once, and then has no need of patience.
    if (patienceMs !== null) {
      customer.givesUp = this.#driver.after(patienceMs, () =>
        this.#switch.end(legId, 'ORIGINATOR_CANCEL', 'far-end'),
      );
    }
    this.#switch.arrive(legId, customer, { caller: '', called: of.queueId, trunk: of.trunk ?? null });
  }

  #talkBegins(customer: Customer): void {
    if (customer.givesUp) customer.givesUp.what = null;
    customer.givesUp = this.#driver.after(customer.talkMs, () =>
      this.#switch.end(customer.legId, 'NORMAL_CLEARING', 'far-end'),
    );
  }

  #isTold(legId: LegId, tag: string): void {
    const callId = isAnnouncement(tag) ? this.#driver.world.legs.get(legId) : undefined;
    if (callId !== undefined) this.#forecasts.announced(callId, this.#driver.nowMs);
  }

  #customerGone(customer: Customer): void {
    if (customer.givesUp) customer.givesUp.what = null;
    const trunk = customer.of.trunk === undefined ? undefined : this.#trunks.get(customer.of.trunk);
    if (trunk) trunk.busy -= 1;
  }

  #tellRegistration(extension: string, is: boolean): void {
    if (!this.#switch.connected) return;
    const fact = is ? 'extension.registered' : 'extension.unregistered';
    this.#tell({ fact, extension, at: this.#driver.nowMs });
  }
}
