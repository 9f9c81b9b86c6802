import type { SipPhone } from '../peers/sip-phone.js';
import { type Centre, HERTZ, numberOf, type Person, type Seat, type Voice } from './centre.js';

/** Whatever happens is told, and is heard, by then. */
const DEADLINE_MS = 12_000;

/** The people of one scene: a customer, the agent who serves him, a colleague, and a supervisor. */
export interface Cast {
  readonly customer: SipPhone;
  readonly a: Seat;
  readonly b: Seat;
  /** Of a scene without one he is the agent himself, and nobody asks. */
  readonly boss: Seat;
  readonly callId: string;
}

/** A state in which a call may be found: what people are, and whom they hear. */
export interface Outcome {
  readonly named: string;
  readonly states: Partial<Record<Person, string>>;
  readonly hears: Partial<Record<'customer' | Person, readonly Voice[]>>;
}

/** An operation that is under way when something breaks. */
export interface Scene {
  readonly name: string;
  /** Somebody supervises the agent. */
  readonly supervised?: true;
  /** Up to the middle, where the operation itself waits for somebody. */
  prepare?(cast: Cast): Promise<void>;
  /** What is ordered in the moment of the fault. */
  order?(cast: Cast): void;
  /** What people do when it is over. */
  afterwards?(cast: Cast): Promise<void>;
  readonly outcomes: readonly Outcome[];
  /** How a server finds it that died before it had written down what was ordered last. */
  readonly unwritten?: Outcome;
}

const TOGETHER: Outcome = {
  named: 'agent and caller talk',
  states: { a: 'talking' },
  hears: { customer: ['a'], a: ['customer'] },
};
const CONSULTING: Outcome = {
  named: 'the caller waits, and the colleagues talk',
  states: { a: 'talking', b: 'talking' },
  hears: { customer: ['music'], a: ['b'], b: ['a'] },
};
const HANDED_OVER: Outcome = {
  named: 'the colleague has the caller',
  states: { a: 'wrap-up', b: 'talking' },
  hears: { customer: ['b'], b: ['customer'] },
};

const toB = ({ b }: Cast) => ({ to: 'agent', agentId: b.account });
const rings = ({ b }: Cast) => b.phone.until('his phone rings', ({ rings: does }) => does);
const picksUp = async ({ b }: Cast): Promise<void> => b.phone.answer();

/** The colleague is asked, and has picked up. */
async function consult(cast: Cast): Promise<void> {
  await cast.a.desk.ask('call.consult', { callId: cast.callId, destination: toB(cast) });
  await hears(cast, { customer: ['music'], a: ['b'], b: ['a'] });
}

async function listens({ a, boss }: Cast): Promise<void> {
  await boss.desk.ask('supervision.start', { agentId: a.account, mode: 'listen' });
  await boss.phone.until('he listens', ({ calls }) => calls === 1);
  await hear(boss.phone, ['customer', 'a']);
}

export const SCENES: readonly Scene[] = [
  {
    name: 'hold',
    order: ({ a, callId }) => a.desk.orders('call.hold', { callId }),
    outcomes: [{ named: 'held', states: { a: 'holding' }, hears: { customer: ['music'] } }, TOGETHER],
  },
  {
    name: 'consult, while the colleague’s phone rings',
    prepare: async (cast) => {
      cast.b.phone.picksUp = false;
      await cast.a.desk.ask('call.consult', { callId: cast.callId, destination: toB(cast) });
      await rings(cast);
    },
    afterwards: picksUp,
    outcomes: [CONSULTING],
    unwritten: TOGETHER,
  },
  {
    name: 'complete',
    prepare: consult,
    order: ({ a, callId }) => a.desk.orders('call.complete-transfer', { callId }),
    outcomes: [HANDED_OVER, CONSULTING],
  },
  {
    name: 'swap',
    prepare: consult,
    order: ({ a, callId }) => a.desk.orders('call.swap', { callId }),
    outcomes: [
      {
        named: 'agent and caller talk, and the colleague waits',
        states: { a: 'talking', b: 'talking' },
        hears: { customer: ['a'], a: ['customer'], b: ['music'] },
      },
      CONSULTING,
    ],
  },
  {
    name: 'conference',
    prepare: consult,
    order: ({ a, callId }) => a.desk.orders('call.conference', { callId }),
    outcomes: [
      {
        named: 'the three hear one another',
        states: { a: 'talking', b: 'talking' },
        hears: { customer: ['a', 'b'], a: ['customer', 'b'], b: ['customer', 'a'] },
      },
      CONSULTING,
    ],
  },
  {
    name: 'park',
    order: ({ a, callId }) => a.desk.orders('call.park', { callId }),
    outcomes: [{ named: 'parked', states: { a: 'wrap-up' }, hears: { customer: ['music'] } }, TOGETHER],
  },
  {
    name: 'pick-up, while the phone rings',
    prepare: async (cast) => {
      cast.b.phone.picksUp = false;
      await cast.a.desk.ask('call.park', { callId: cast.callId });
      await hear(cast.customer, ['music']);
      await cast.b.desk.ask('call.pick-up', { callId: cast.callId });
      await rings(cast);
    },
    afterwards: picksUp,
    outcomes: [HANDED_OVER],
    unwritten: { named: 'parked still', states: { a: 'wrap-up', b: 'aux' }, hears: { customer: ['music'] } },
  },
  {
    name: 'blind transfer, while the colleague’s phone rings',
    prepare: async (cast) => {
      cast.b.phone.picksUp = false;
      await cast.a.desk.ask('call.transfer', { callId: cast.callId, destination: toB(cast) });
      await rings(cast);
    },
    afterwards: picksUp,
    outcomes: [HANDED_OVER],
    unwritten: TOGETHER,
  },
  {
    name: 'listen, turned into whisper',
    supervised: true,
    prepare: listens,
    order: ({ boss }) => boss.desk.orders('supervision.set-mode', { mode: 'whisper' }),
    outcomes: [
      { ...TOGETHER, named: 'whispered', hears: { customer: ['a'], a: ['customer', 'boss'] } },
      TOGETHER,
    ],
  },
  {
    name: 'listen, turned into barge-in',
    supervised: true,
    prepare: listens,
    order: ({ boss }) => boss.desk.orders('supervision.set-mode', { mode: 'barge' }),
    outcomes: [
      { ...TOGETHER, named: 'barged in', hears: { customer: ['a', 'boss'], a: ['customer', 'boss'] } },
      TOGETHER,
    ],
  },
  {
    name: 'take-over',
    supervised: true,
    prepare: listens,
    order: ({ boss }) => boss.desk.orders('supervision.take-over'),
    outcomes: [
      {
        named: 'taken over',
        states: { a: 'wrap-up', boss: 'talking' },
        hears: { customer: ['boss'], boss: ['customer'] },
      },
      TOGETHER,
    ],
  },
  {
    name: 'recording pause',
    order: ({ a, callId }) => a.desk.orders('call.pause-recording', { callId }),
    // Whichever it is, it can be told from the call, and undone.
    afterwards: async ({ a, callId }) => {
      const { state } = await a.desk.look();
      const call = state.calls.find((one: { callId: string }) => one.callId === callId);
      if (call.recording === 'paused') await a.desk.ask('call.resume-recording', { callId });
      else if (call.recording !== 'running') throw new Error(`the recording is ${call.recording}`);
    },
    outcomes: [TOGETHER],
  },
];

/** Seats the people of a scene, and brings agent and customer together. */
export async function cast(centre: Centre, number: number, scene: Scene): Promise<Cast> {
  const [first, second, leader] = accountsOf(number);
  const a = await centre.seat(first, 'a');
  const b = await centre.seat(second, 'b');
  const boss = scene.supervised ? await centre.seat(leader, 'boss') : a;
  await a.desk.ask('agent.set-ready');
  const customer = await centre.customer(`1380013${8000 + number}`, numberOf(number));
  await hears({ customer, a, b, boss, callId: '' }, { customer: ['a'], a: ['customer'] });
  const { state } = await a.desk.look();
  return { customer, a, b, boss, callId: state.agent.callId };
}

/** Agent, colleague, supervisor. */
export function accountsOf(number: number): [string, string, string] {
  return [String(1_001 + 2 * number), String(1_002 + 2 * number), String(2_001 + number)];
}

const VOICES = Object.entries(HERTZ) as [Voice, number][];

/** Whom a phone hears in the next fifth of a second; null while there is something between. */
async function heardBy(phone: SipPhone): Promise<readonly Voice[] | null> {
  const isOnCall = await phone
    .until('a call', ({ calls }) => calls > 0, 200)
    .then(
      () => true,
      () => false,
    );
  if (!isOnCall) return [];
  const heard = await phone.sound.hears(() => true, 'anything', { deadlineMs: 2_000 }).catch(() => null);
  if (heard === null || heard.rms < 200) return [];
  const shares = VOICES.map(([voice, hertz]) => ({ voice, share: heard.share(hertz) }));
  if (shares.some(({ share }) => share > 0.05 && share < 0.2)) return null;
  return shares.filter(({ share }) => share >= 0.2).map(({ voice }) => voice);
}

function phoneOf(people: Cast, who: string): SipPhone {
  const person = people[who as 'customer' | Person];
  return 'phone' in person ? person.phone : person;
}

async function heardByAll(people: Cast, whom: Iterable<string>): Promise<Map<string, string>> {
  const heard = await Promise.all(
    [...whom].map(async (who) => [who, named(await heardBy(phoneOf(people, who)))] as const),
  );
  return new Map(heard);
}

const named = (voices: readonly Voice[] | null): string =>
  voices === null ? 'between' : [...voices].sort().join(' and ') || 'nothing';

/** Resolves when the phone hears these, all of them and nobody else. */
export async function hear(
  phone: SipPhone,
  voices: readonly Voice[],
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const until = Date.now() + deadlineMs;
  let last = '';
  while (Date.now() < until) {
    last = named(await heardBy(phone));
    if (last === named(voices)) return;
  }
  throw new Error(`${phone.line.user} hears ${last}, not ${named(voices)}`);
}

/** As {@link hear}, for several at once. */
async function hears(people: Cast, expected: Outcome['hears']): Promise<void> {
  await Promise.all(Object.entries(expected).map(([who, voices]) => hear(phoneOf(people, who), voices)));
}

/** Resolves with the outcome in which the scene is found; rejects when it is in none of them. */
export async function found(people: Cast, { name, outcomes }: Scene): Promise<Outcome> {
  const until = Date.now() + DEADLINE_MS;
  const agents = new Set(outcomes.flatMap(({ states }) => Object.keys(states) as Person[]));
  const whom = new Set(outcomes.flatMap(({ hears: expected }) => Object.keys(expected)));
  let last: unknown;
  while (Date.now() < until) {
    const states = new Map<string, string>();
    for (const who of agents) states.set(who, (await people[who].desk.look())['state'].agent.state);
    const heard = await heardByAll(people, whom);
    const fits = outcomes.find(
      (outcome) =>
        Object.entries(outcome.states).every(([who, state]) => states.get(who) === state) &&
        Object.entries(outcome.hears).every(([who, voices]) => heard.get(who) === named(voices)),
    );
    if (fits) return fits;
    last = { states: Object.fromEntries(states), hears: Object.fromEntries(heard) };
  }
  throw new Error(`${name}: nobody expects ${JSON.stringify(last)}`);
}
