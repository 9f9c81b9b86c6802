import type { Clock } from '../channels/clock.js';
import type { AudioSource, Endpoint } from '../endpoint.js';
import type { Pacer } from '../media/pacer.js';
import { openTone } from '../media/tone-source.js';
import { CustomerCall } from './customer-call.js';
import type { CustomerLine } from './customer-line.js';
import { type CustomerPlan, nextArrivalMs, planCustomer } from './customer-plan.js';
import { networkLine } from './network-line.js';
import { ringingLine } from './ringing-line.js';
import { seededRandom } from './seeded-random.js';
import { SilentLine } from './silent-line.js';

export interface CustomersOptions {
  readonly callsPerHour: number;
  readonly called: string;
  readonly keys: string;
  readonly seed: number;
  readonly patienceS: number;
  readonly talkS: number;
  readonly maxAtOnce: number;
  readonly regulars: readonly string[];
}

export interface CalledOptions {
  readonly ringS: number;
  readonly talkS: number;
  readonly seed: number;
}

/** One customer's call; what is left out is as a plain caller would do it. */
export interface PlaceCallOptions extends Partial<CustomerPlan> {
  readonly called: string;
  /** `rtp`, the default, calls over SIP and speaks a tone; `silent` costs no network and says nothing, for load. */
  readonly media?: 'rtp' | 'silent';
}

export interface CustomersParts {
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Begins a SIP call to the switch's trunk port. */
  readonly dial: (called: string, caller: string) => Endpoint;
  /** Brings a silent line to the switch as a call from the trunk. */
  readonly announce: (line: Endpoint) => void;
  /** Calls the listener with the SIP Call-IDs of channels that hear one another from now on; returns the removal. */
  readonly onBridge: (listener: (callIds: readonly string[]) => void) => () => void;
}

const DEFAULT_PLAN: CustomerPlan = {
  caller: '13800138000',
  keys: '',
  keysAfterMs: 500,
  patienceMs: 3_600_000,
  talkMs: 3_600_000,
  toneHertz: 440,
};
/** With this the ear is not split, and a recording shows who spoke. */
const VOICE_DB = -16;

/** Synthetic customers: those a test places one by one, and those who call by themselves at a rate. */
export class Customers {
  readonly #parts: CustomersParts;
  readonly #calls = new Map<string, CustomerCall>();
  readonly #stopListening: () => void;
  #cancelArrival: () => void = () => {};
  #stopped = false;

  constructor(parts: CustomersParts) {
    this.#parts = parts;
    this.#stopListening = parts.onBridge((callIds) => {
      for (const callId of callIds) this.#calls.get(callId)?.connected();
    });
  }

  get calls(): readonly CustomerCall[] {
    return [...this.#calls.values()];
  }

  /** Customers call at random times from now on, the same ones in the same order for the same seed. */
  start(options: CustomersOptions): void {
    if (options.callsPerHour <= 0) return;
    const random = seededRandom(options.seed);
    const arrive = (): void => {
      this.#cancelArrival = this.#parts.clock.after(nextArrivalMs(random, options.callsPerHour), () => {
        // Drawn in any case: who is turned away must not change who comes after him.
        const plan = planCustomer(random, options);
        if (this.#calls.size < options.maxAtOnce) this.place({ ...plan, called: options.called });
        arrive();
      });
    };
    arrive();
  }

  /** Whoever is called from now on is at home: his telephone rings, he picks up and talks. */
  answerer({ ringS, talkS, seed }: CalledOptions): (endpoint: Endpoint) => void {
    const random = seededRandom(seed);
    const habits = { keys: '', patienceS: talkS, talkS, regulars: [] };
    return (endpoint) => {
      const plan = { ...planCustomer(random, habits), caller: endpoint.info.toUser };
      const { clock } = this.#parts;
      const line = ringingLine(endpoint, clock, ringS * 1000);
      this.#keep(new CustomerCall(line, plan, clock, voiceOf(plan.toneHertz)));
    };
  }

  place({ called, media = 'rtp', ...wishes }: PlaceCallOptions): CustomerCall {
    if (this.#stopped) throw new Error('The switch is stopped; nobody can call.');
    const plan = { ...DEFAULT_PLAN, ...wishes };
    const call = media === 'silent' ? this.#silent(called, plan) : this.#overNetwork(called, plan);
    return this.#keep(call);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelArrival();
    this.#stopListening();
    for (const call of this.calls) call.hangUp();
  }

  #keep(call: CustomerCall): CustomerCall {
    this.#calls.set(call.callId, call);
    void call.ended.then(() => this.#calls.delete(call.callId));
    return call;
  }

  #silent(called: string, plan: CustomerPlan): CustomerCall {
    const line = new SilentLine(this.#parts.pacer, plan.caller, called);
    const call = new CustomerCall(line, plan, this.#parts.clock, null);
    this.#parts.announce(line);
    return call;
  }

  #overNetwork(called: string, plan: CustomerPlan): CustomerCall {
    const line: CustomerLine = networkLine(this.#parts.dial(called, plan.caller));
    return new CustomerCall(line, plan, this.#parts.clock, voiceOf(plan.toneHertz));
  }
}

/** Speaks for a second and a half, breathes for half a one. */
function voiceOf(hertz: number): AudioSource {
  return openTone(`tone_stream://v=${VOICE_DB};%(1500,500,${hertz});loops=-1`);
}
