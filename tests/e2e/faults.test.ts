import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Centre, numberOf } from './faults/centre.js';
import { accountsOf, type Cast, cast, found, hear, SCENES } from './faults/scenes.js';

/*
 * Everything breaks in the middle of every operation (AGT-8, OPS-2): all operations are brought to their middle, each in a call of its
 * own, then one thing breaks for all of them, and each call has to be found in a state that has a name, in which nobody hears
 * nothing.
 */

interface Leg {
  readonly agentId: string | null;
  readonly state: string;
}

let centre: Centre;
let casts: Cast[];

/** Each fault has people and queues of its own. */
const ROUNDS = 4;
beforeAll(async () => {
  const accounts = Array.from({ length: ROUNDS * SCENES.length }, (_, number) => accountsOf(number));
  centre = await Centre.open(
    accounts.map(([a, b]) => [a, b]),
    accounts.map(([, , boss]) => boss),
  );
});
afterAll(() => centre.close());

/** All calls, in the middle of their operations. */
async function stage(round: number): Promise<void> {
  casts = await Promise.all(
    SCENES.map((scene, number) => cast(centre, round * SCENES.length + number, scene)),
  );
  await Promise.all(SCENES.map((scene, number) => scene.prepare?.(casts[number] as Cast)));
}

function hangUpAll(): void {
  for (const { customer } of casts) customer.hangUp();
  for (const { phone } of people()) phone.hangUp();
}

const order = (): void => {
  for (const [number, scene] of SCENES.entries()) scene.order?.(casts[number] as Cast);
};

const people = () => [...new Set(casts.flatMap(({ a, b, boss }) => [a, b, boss]))];

/** Each scene is found as it should be, whatever has happened to the rest; a server that died may lack the last words. */
function eachIsFound({ died = false } = {}): void {
  test.each(SCENES.map((scene, number) => [scene.name, number] as const))('%s', async (_name, number) => {
    const [scene, its] = [SCENES[number], casts[number]];
    if (!scene || !its) throw new Error('no such scene');
    await scene.afterwards?.(its);
    const outcomes = [...scene.outcomes, ...(died && scene.unwritten ? [scene.unwritten] : [])];
    expect(outcomes).toContain(await found(its, { ...scene, outcomes }));
  });
}

describe('the server is killed in the middle of each operation, and starts again', () => {
  beforeAll(async () => {
    await stage(0);
    order();
    await centre.kill('server');
    await centre.startServer();
    for (const { desk } of people()) await desk.open();
  });
  afterAll(hangUpAll);

  eachIsFound({ died: true });

  test('and when all have hung up, no call is open and nobody is in one', async () => {
    hangUpAll();
    await expect
      .poll(async () => (await centre.records()).filter(({ endedAt }) => endedAt === null))
      .toEqual([]);
    for (const { desk } of people())
      expect((await desk.look())['state'].agent.state).toMatch(/^(ready|aux|wrap-up)$/);
  });
});

describe('connections to the server are dropped in the middle of each operation', () => {
  beforeAll(async () => {
    await stage(1);
    order();
    for (const { desk } of people()) desk.drop();
    for (const { desk } of people()) await desk.open({ resume: true });
  });
  afterAll(hangUpAll);

  eachIsFound();

  test('nothing was lost: whoever comes back is told all that happened, and ends with the server’s picture', async () => {
    for (const { account, desk } of people()) {
      expect(desk.opened['state']).toBeNull();
      const { state } = await desk.look();
      await expect
        .poll(() => desk.events.findLast(({ data }) => data.agent?.agentId === account)?.['data'].agent.state)
        .toBe(state.agent.state);
      // Of a call that he handed on he is told no more.
      for (const { callId, phase, heldSince, legs } of state.calls) {
        if (!legs.some((leg: Leg) => leg.agentId === account && leg.state !== 'ended')) continue;
        await expect
          .poll(() => desk.events.findLast(({ data }) => data.call?.callId === callId)?.['data'].call)
          .toMatchObject({ phase, heldSince });
      }
    }
  });
});

describe('phones lose their registration in the middle of each operation', () => {
  beforeAll(async () => {
    await stage(2);
    order();
    for (const { a } of casts) await a.phone.register(0);
  });
  afterAll(hangUpAll);

  eachIsFound();

  test('their agents are unreachable, and their calls go on; back again they are in them', async () => {
    for (const { a } of casts)
      await expect
        .poll(async () => (await a.desk.look())['state'].agent.reachable, { timeout: 10_000 })
        .toBe(false);
    for (const { a } of casts) await a.phone.register();
    for (const { a } of casts)
      await expect.poll(async () => (await a.desk.look())['state'].agent.reachable).toBe(true);
    for (const [number, scene] of SCENES.entries())
      expect(scene.outcomes).toContain(await found(casts[number] as Cast, scene));
  });
});

describe('the switch is killed in the middle of each operation, and starts again', () => {
  beforeAll(async () => {
    await stage(3);
    order();
    await centre.kill('switch');
    await centre.startSwitch();
  });
  afterAll(hangUpAll);

  test('every call is over, and its record closed', async () => {
    await expect
      .poll(async () => (await centre.records()).filter(({ endedAt }) => endedAt === null), {
        timeout: 10_000,
      })
      .toEqual([]);
    expect((await centre.records()).length).toBeGreaterThanOrEqual(SCENES.length);
  });

  test('nobody is in a call, and nobody supervises', async () => {
    for (const { desk } of people()) {
      const { state } = await desk.look();
      expect(state.agent.state).toMatch(/^(ready|aux|wrap-up)$/);
      expect(state.supervision).toBeUndefined();
      expect(state.parked).toBeUndefined();
    }
  });

  test('the next caller is served as if nothing had been', async () => {
    const { a } = casts[0] as Cast;
    await a.phone.register();
    await a.desk.ask('agent.set-ready');
    const customer = await centre.customer('13900139000', numberOf(3 * SCENES.length));
    await Promise.all([hear(customer, ['a']), hear(a.phone, ['customer'])]);
  });
});
