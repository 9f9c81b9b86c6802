import { type AgentId, agentStateMachine, CallweaveError, type EventData } from '@callweave/cti-core';
import type { LookupOutcome } from '../../lookups/lookups.port.js';
import type { SwitchFact } from '../../media-switch/media-switch.port.js';
import {
  type Actor,
  createKernel,
  type Effect,
  type Kernel,
  type KernelCommandName,
  type KernelInput,
  type KernelSettings,
  type RestoredState,
  type StepOutput,
} from '../index.js';
import { createWorld } from '../restore.js';
import type { Timer } from '../set-timers.js';
import type { World } from '../world.js';
import { type Centre, settingsOf } from './centre.js';
import { journalled, type Told } from './journal-on-paper.js';
import { SwitchOnPaper } from './switch-on-paper.js';

type Input = KernelInput extends infer One ? (One extends KernelInput ? Omit<One, 'at'> : never) : never;

/** Far more than any chain of facts and refusals that comes to an end. */
const MOST_IN_A_ROW = 300;

/** The real kernel with what a server has around it: a switch that does as told, a clock that is turned by hand, a journal. */
export class ServerOnPaper {
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
  readonly #timers = new Map<Timer, number>();
  readonly #answers = new Map<string, unknown>();
  readonly #failed: Input[] = [];
  readonly #heldBack = new Map<SwitchFact['fact'], SwitchOnPaper['facts']>();
  #connected = false;
  #ids = 0;
  #replies = 0;
  /** Inputs that led to the present one at once. */
  #depth = 0;

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
    this.#depth += 1;
    if (this.#depth > MOST_IN_A_ROW) {
      this.#depth = 0;
      throw new Error(`one thing leads to another without end; the last was ${JSON.stringify(input)}`);
    }
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
          this.#timers.set(effect.timer, this.nowMs + effect.delayMs);
          break;
        case 'timer.clear':
          this.#timers.delete(effect.timer);
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
    this.#depth -= 1;
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
      this.take({ input: 'timer', guard: due[0].guard });
    }
    this.nowMs = until;
  }

  get timers(): readonly string[] {
    return [...this.#timers.keys()].map(({ key }) => key);
  }

  /** What was answered, be it a refusal; undefined while the answer has to wait for the switch. */
  protected ask(actor: Actor, command: KernelCommandName, params: unknown): unknown {
    this.#replies += 1;
    const replyTo = `reply-${this.#replies}`;
    this.take({ input: 'command', actor, command, params, replyTo });
    return this.#answers.get(replyTo);
  }

  /** @throws the refusal; undefined while the answer has to wait for the switch */
  command(
    agent: string,
    command: KernelCommandName,
    params: unknown = {},
    role: Actor['role'] = 'agent',
  ): unknown {
    const answer = this.ask({ agentId: agent as AgentId, role }, command, params);
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

  /** What the database knows, as a server that starts reads it. */
  journalled(): RestoredState {
    return journalled(this.told);
  }

  /** AGT-1: no history of any test leaves the published state machine. */
  #walks({ agent, from, to }: EventData<'agent.state-changed'>): void {
    if (agentStateMachine[from][to] === undefined)
      throw new Error(`${agent.agentId} went from ${from} to ${to}, which agentStateMachine does not know`);
    this.walked.add(`${from} → ${to}`);
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
