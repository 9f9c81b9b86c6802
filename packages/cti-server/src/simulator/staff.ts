import type { AgentId, AgentState, LegId } from '@callweave/cti-core';
import { type Agent, auxReasonOf, capabilitiesOf, stateOf } from '../agents/agent.js';
import type { Happening } from './agenda.js';
import { exponential, sample } from './distributions.js';
import type { CountedAgent, Figures } from './figures.js';
import type { Forecasts, HandlingAgent } from './forecasts.js';
import type { Due, KernelDriver } from './kernel-driver.js';
import { type Random, randomStream } from './random.js';
import { type AgentGroup, agentName, type Scenario } from './scenario.schema.js';
import type { SimulatedSwitch } from './simulated-switch.js';

/** An agent, and all that the run keeps of him: a change of his looks for him once. */
interface Colleague extends CountedAgent, HandlingAgent {
  readonly agentId: AgentId;
  readonly group: AgentGroup;
  /** He took a break himself. */
  pausing: boolean;
  /** When he will be done with his after-call work. */
  finishes: Happening<Due> | null;
}

const NOTICES_MS = 60_000;

export interface StaffParts {
  readonly scenario: Scenario;
  readonly driver: KernelDriver;
  readonly phones: SimulatedSwitch;
  readonly figures: Figures;
  readonly forecasts: Forecasts;
  readonly tellRegistration: (extension: string, is: boolean) => void;
}

/** The agents of a scenario: they come to their shifts, answer, wrap up, rest, lose their browsers and go home. */
export class Staff {
  readonly #parts: StaffParts;
  readonly #colleagues = new Map<string, Colleague>();
  readonly #answers: Random;
  readonly #people: Random;

  constructor(parts: StaffParts) {
    this.#parts = parts;
    const { seed } = parts.scenario;
    this.#answers = randomStream(seed, 'agents answer');
    this.#people = randomStream(seed, 'agents rest');
  }

  get counted(): Iterable<CountedAgent> {
    return this.#colleagues.values();
  }

  engage(): void {
    for (const group of this.#parts.scenario.agents) this.#engage(group);
  }

  phoneRings(extension: string, legId: LegId): void {
    const group = this.#colleagues.get(extension)?.group;
    if (!group) return;
    if (group.misses > 0 && this.#answers() < group.misses) return;
    const { driver, phones } = this.#parts;
    const answersMs = sample(group.answers, this.#answers);
    if (answersMs === 0) phones.answer(legId);
    else driver.after(answersMs, () => phones.answer(legId));
  }

  /** The kernel has told of another state of his. */
  isNow(agentId: AgentId, state: AgentState, at: number): void {
    const colleague = this.#colleagues.get(agentId);
    if (!colleague) return;
    const { driver, figures, forecasts } = this.#parts;
    figures.agentChanged(colleague, state, at);
    forecasts.agentIs(colleague, state, at);
    if (colleague.finishes) {
      colleague.finishes.what = null;
      colleague.finishes = null;
    }
    const { group } = colleague;
    if (state === 'wrap-up' && group.wrapUp) {
      colleague.finishes = driver.after(sample(group.wrapUp, this.#people), () => {
        colleague.finishes = null;
        driver.command(agentId, 'agent.finish-wrap-up');
      });
    }
    // Who missed a call notices it, and is back after a minute.
    if (state === 'aux' && !colleague.pausing) {
      driver.after(NOTICES_MS, () => {
        const now = this.#valueOf(agentId);
        if (now && auxReasonOf(now) === 'rona') driver.command(agentId, 'agent.set-ready');
      });
    }
  }

  /** He answered somebody of this queue. */
  serves(agentId: AgentId): HandlingAgent | undefined {
    return this.#colleagues.get(agentId);
  }

  #engage(group: AgentGroup): void {
    const { driver, phones, figures } = this.#parts;
    const { shift } = group;
    for (let index = 0; index < group.count; index++) {
      const agentId = agentName(group, index);
      const colleague: Colleague = {
        agentId,
        group,
        count: figures.groupCount(group),
        state: null,
        since: 0,
        busySince: null,
        servesQueue: null,
        pausing: false,
        finishes: null,
      };
      this.#colleagues.set(agentId, colleague);
      phones.registered.add(agentId);
      driver.after(shift?.fromMs ?? 0, () => {
        driver.command(agentId, 'agent.log-in', { device: 'browser' });
        driver.command(agentId, 'agent.set-ready');
      });
      if (shift) driver.after(shift.untilMs, () => this.#goesHome(agentId));
      if (group.pauses && group.pauses.perHour > 0) this.#rests(colleague, group.pauses);
      this.#losesBrowser(agentId);
    }
  }

  #goesHome(agentId: AgentId): void {
    const { driver } = this.#parts;
    const now = this.#valueOf(agentId);
    if (now && capabilitiesOf(now).logOut) driver.command(agentId, 'agent.log-out');
    else driver.command(agentId, 'agent.set-next', { next: { state: 'logged-out' } });
  }

  #rests(colleague: Colleague, pauses: NonNullable<AgentGroup['pauses']>): void {
    const { driver } = this.#parts;
    const { agentId } = colleague;
    driver.after(exponential(3_600_000 / pauses.perHour, this.#people), () => {
      const now = this.#valueOf(agentId);
      const lengthMs = sample(pauses.length, this.#people);
      if (now && stateOf(now) === 'ready') {
        colleague.pausing = true;
        driver.command(agentId, 'agent.set-aux', { reason: 'break' });
        driver.after(lengthMs, () => {
          colleague.pausing = false;
          driver.command(agentId, 'agent.set-ready');
        });
      }
      this.#rests(colleague, pauses);
    });
  }

  #losesBrowser(agentId: AgentId): void {
    const { scenario, driver, phones, tellRegistration } = this.#parts;
    const { browserLost } = scenario.faults;
    if (!browserLost || browserLost.perAgentHour === 0) return;
    driver.after(exponential(3_600_000 / browserLost.perAgentHour, this.#people), () => {
      const lengthMs = sample(browserLost.length, this.#people);
      phones.registered.delete(agentId);
      tellRegistration(agentId, false);
      const leg = phones.talkingAt(agentId);
      if (leg !== null) phones.end(leg, 'MEDIA_TIMEOUT', 'switch');
      driver.after(lengthMs, () => {
        phones.registered.add(agentId);
        tellRegistration(agentId, true);
        this.#losesBrowser(agentId);
      });
    });
  }

  #valueOf(agentId: AgentId): Agent | undefined {
    return this.#parts.driver.world.agents.get(agentId);
  }
}
