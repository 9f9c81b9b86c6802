import type { LegId } from '@callweave/cti-core';
import type { KernelCommandName } from '../index.js';
import type { Centre } from './centre.js';
import { violations } from './invariants/invariants.js';
import { Ledger } from './invariants/ledger.js';
import { Site } from './site.js';

/** Causes with which a leg that was up ends. */
export const ENDINGS = ['NORMAL_CLEARING', 'MEDIA_TIMEOUT', 'NO_ANSWER', 'USER_NOT_REGISTERED'];

/** What happens in a centre on paper, judged after every step of the kernel, and told in sentences. */
export class ToldHistory {
  readonly site: Site;
  readonly ledger = new Ledger();
  protected readonly centre: Centre;
  readonly #story: string[] = [];
  readonly #begunAt: number;
  #fresh = false;
  /** The switch is, and nothing is heard of it. */
  away = false;

  constructor(centre: Centre) {
    this.centre = centre;
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
      if (wrong.length > 0) this.fail(`after ${JSON.stringify(input)}`, wrong);
    };
    this.site.onStart = () => {
      this.#fresh = true;
      this.ledger.forgetCommands();
    };
  }

  get story(): string {
    return this.#story.join('\n');
  }

  protected fail(when: string, wrong: readonly string[]): never {
    throw new Error(`${wrong.join('\n')}\n${when.slice(0, 600)}\nThe story:\n${this.story}`);
  }

  tell(what: string): void {
    this.#story.push(`${String(this.site.nowMs - this.#begunAt).padStart(8)} ms  ${what}`);
  }

  legs(which: (leg: Leg) => boolean): LegId[] {
    return [...this.site.switch.legs.values()].filter(which).map(({ legId }) => legId);
  }

  reconfigure({ agents, queues }: Pick<Centre, 'agents' | 'queues'>): void {
    this.tell(`the settings are now ${JSON.stringify({ agents, queues })}`);
    this.site.reconfigure({ agents, queues });
  }

  reconnect(): void {
    this.away = false;
    this.tell('the switch is back');
    this.site.reconnect();
  }

  register(fact: 'extension.registered' | 'extension.unregistered', extension: string): void {
    if (this.away) return;
    this.site.take({ input: 'switch', fact: { fact, extension, at: this.site.nowMs } });
  }

  end(legId: LegId | undefined, cause: string): void {
    if (legId === undefined || !this.site.switch.legs.has(legId)) return;
    this.tell(`${legId} ends: ${cause}`);
    this.site.hangsUp(legId, cause);
  }

  command(
    agent: string,
    command: KernelCommandName,
    params: unknown,
    role: 'agent' | 'supervisor' = 'agent',
  ): void {
    const answer = this.site.refusal(agent, command, params, role);
    this.tell(`${agent} gave ${command} ${JSON.stringify(params)}: ${answer}`);
  }
}

export type Leg = Site['switch']['legs'] extends Map<LegId, infer One> ? One : never;

export const isCustomer = ({ direction }: Leg): boolean => direction === 'inbound';
export const rings = ({ direction, answered }: Leg): boolean => direction === 'outbound' && !answered;

export function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % Math.max(1, list.length)];
}

export function of<T>(list: readonly T[], n: number): T {
  return list[n % list.length] as T;
}
