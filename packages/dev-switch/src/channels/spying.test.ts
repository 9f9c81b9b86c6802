import { describe, expect, it } from 'vitest';
import type { FakeEndpoint } from './testing/fake-endpoints.js';
import { SwitchUnderTest } from './testing/switch-under-test.js';

interface Leg {
  readonly uuid: string;
  readonly endpoint: FakeEndpoint;
}

const CUSTOMER = 1;
const AGENT = 10;
const SUPERVISOR = 100;

/** Both directions of a leg are shown to its taps when it is asked for one beat. */
function beat(...legs: Leg[]): (number | undefined)[] {
  return legs.map(({ endpoint }) => endpoint.media.beat()?.[0]);
}

async function spied(variables = '') {
  const under = new SwitchUnderTest();
  const { customer, agent } = await under.bridged();
  const supervisor = await under.answeredAgent('supervisor', variables);
  for (const [leg, voice] of [
    [customer, CUSTOMER],
    [agent, AGENT],
    [supervisor, SUPERVISOR],
  ] as const)
    leg.endpoint.media.voice.fill(voice);
  await under.execute(supervisor.uuid, 'eavesdrop', agent.uuid);
  return { under, customer, agent, supervisor };
}

/** What customer, agent and supervisor hear, once what was switched has come through. */
function heard({ customer, agent, supervisor }: { customer: Leg; agent: Leg; supervisor: Leg }) {
  for (let before = 0; before < 4; before++) beat(customer, agent, supervisor);
  return beat(customer, agent, supervisor);
}

const LISTEN = [AGENT, CUSTOMER, AGENT + CUSTOMER];
const WHISPER = [AGENT, CUSTOMER + SUPERVISOR, AGENT + CUSTOMER];
const BARGE = [AGENT + SUPERVISOR, CUSTOMER + SUPERVISOR, AGENT + CUSTOMER];
const TO_CUSTOMER = [AGENT + SUPERVISOR, CUSTOMER, AGENT + CUSTOMER];

const send = (under: SwitchUnderTest, uuid: string, command: string): boolean | undefined =>
  under.core.find(uuid)?.queuedEvents.add({
    name: 'COMMAND',
    subclass: null,
    headers: new Map([
      ['Unique-ID', uuid],
      ['Eavesdrop-Command', command],
    ]),
    body: null,
  });

describe('a supervisor on an agent’s leg (SUP-4)', () => {
  it('hears both, and nobody hears him', async () => {
    expect(heard(await spied())).toEqual(LISTEN);
  });

  it('whispers to the agent with 2, to the customer with 1, to both with 3, and listens again with 0', async () => {
    const all = await spied();
    const { under, supervisor } = all;
    for (const [command, expected] of [
      ['2', WHISPER],
      ['1', TO_CUSTOMER],
      ['3', BARGE],
      ['0', LISTEN],
    ] as const) {
      expect(send(under, supervisor.uuid, command)).toBe(true);
      await under.clock.advance(0);
      expect({ command, heard: heard(all) }).toEqual({ command, heard: expected });
    }
    for (const [key, expected] of [
      ['2', WHISPER],
      ['3', BARGE],
      ['0', LISTEN],
    ] as const) {
      await under.api(`uuid_recv_dtmf ${supervisor.uuid} ${key}`);
      expect({ key, heard: heard(all) }).toEqual({ key, heard: expected });
    }
  });

  it('keys do nothing when eavesdrop_enable_dtmf is false; eavesdrop_whisper_bleg speaks from the start', async () => {
    const all = await spied(',eavesdrop_enable_dtmf=false,eavesdrop_whisper_bleg=true');
    expect(heard(all)).toEqual(WHISPER);
    await all.under.api(`uuid_recv_dtmf ${all.supervisor.uuid} 3`);
    expect(heard(all)).toEqual(WHISPER);
    send(all.under, all.supervisor.uuid, '3');
    await all.under.clock.advance(0);
    expect(heard(all)).toEqual(BARGE);
  });

  it('follows the agent into a conference and to another partner', async () => {
    const all = await spied();
    const { under, customer, agent, supervisor } = all;
    send(under, supervisor.uuid, '3');
    await under.api(`uuid_transfer ${agent.uuid} -both conference:r@default inline`);
    await under.clock.advance(100);
    expect(heard(all)).toEqual(BARGE);
    const target = await under.answeredAgent('target');
    target.endpoint.media.voice.fill(1_000);
    await under.api(`uuid_bridge ${agent.uuid} ${target.uuid}`);
    await under.clock.advance(100);
    const [, ...others] = heard({ customer: target, agent, supervisor });
    expect(others).toEqual([1_000 + SUPERVISOR, AGENT + 1_000]);
    expect(beat(target)).toEqual([AGENT + SUPERVISOR]);
    expect(beat(customer)).toEqual([0]);
  });

  it('hears an agent who talks with nobody', async () => {
    const all = await spied();
    await all.under.api(`uuid_transfer ${all.agent.uuid} -both park inline`);
    await all.under.clock.advance(100);
    expect(heard(all)).toEqual([undefined, undefined, AGENT]);
  });

  it('ends with the agent’s leg, is told, and stands parked again', async () => {
    const { under, agent, supervisor } = await spied();
    await under.api(`uuid_kill ${agent.uuid}`);
    await under.clock.advance(100);
    expect(await under.api(`uuid_exists ${supervisor.uuid}`)).toBe('true');
    expect(under.last('MEDIA_BUG_STOP').header('Unique-ID')).toBe(agent.uuid);
    const complete = under.events.findLast(
      (event) => event.name === 'CHANNEL_EXECUTE_COMPLETE' && event.header('Unique-ID') === supervisor.uuid,
    );
    expect(complete?.header('Application')).toBe('eavesdrop');
    expect(supervisor.endpoint.media.source).toBeNull();
    // The park it was called into goes on: it is not announced again.
    expect(under.names(supervisor.uuid).filter((name) => name === 'CHANNEL_PARK')).toHaveLength(1);
  });

  it('given it is all he was called for, then he is hung up with the agent’s leg', async () => {
    const under = new SwitchUnderTest();
    const { agent } = await under.bridged();
    const job = under.job(`originate {origination_uuid=s}user/1009@test &eavesdrop(${agent.uuid})`);
    await under.clock.advance(1_100);
    await job;
    await under.api(`uuid_kill ${agent.uuid}`);
    await under.clock.advance(100);
    expect(await under.api('uuid_exists s')).toBe('false');
  });

  it('needs a leg that is there, is not himself, and is of his group', async () => {
    const under = new SwitchUnderTest();
    const { agent } = await under.bridged();
    const supervisor = await under.answeredAgent('supervisor', ',eavesdrop_require_group=sales');
    for (const target of ['nobody', supervisor.uuid, agent.uuid]) {
      await under.execute(supervisor.uuid, 'eavesdrop', target);
      expect(under.last('CHANNEL_EXECUTE_COMPLETE').header('Application')).toBe('eavesdrop');
    }
    await under.api(`uuid_setvar ${agent.uuid} eavesdrop_group support,sales`);
    await under.execute(supervisor.uuid, 'eavesdrop', agent.uuid);
    expect(under.last('MEDIA_BUG_START').header('Media-Bug-Target')).toBe(agent.uuid);
  });

  it('what he whispers is not in the agent’s recording, what he says to both is in the customer’s', async () => {
    const all = await spied();
    const { under, customer, agent, supervisor } = all;
    const recorded = new Map<string, [number, number]>();
    for (const { uuid } of [customer, agent]) {
      under.core.find(uuid)?.sound.tap((said, hears) => recorded.set(uuid, [said[0] ?? 0, hears[0] ?? 0]));
    }
    send(under, supervisor.uuid, '3');
    await under.clock.advance(0);
    heard(all);
    expect(recorded.get(agent.uuid)).toEqual([AGENT, CUSTOMER]);
    expect(recorded.get(customer.uuid)).toEqual([CUSTOMER, AGENT + SUPERVISOR]);
  });
});

describe('taking a call over (SUP-4)', () => {
  it('intercept brings the customer to the supervisor, and the agent is picked off', async () => {
    const { under, customer, agent, supervisor } = await spied();
    await under.execute(supervisor.uuid, 'intercept', customer.uuid);
    await under.clock.advance(200);
    expect(await under.api(`uuid_exists ${agent.uuid}`)).toBe('false');
    expect(agent.endpoint.done.at(-1)).toBe('hang-up PICKED_OFF');
    expect(customer.endpoint.media.hears(supervisor.endpoint.media)).toBe(true);
  });

  it('uuid_bridge does it without hanging the agent up', async () => {
    const { under, customer, agent, supervisor } = await spied();
    await under.api(`uuid_setvar ${agent.uuid} park_after_bridge true`);
    await under.api(`uuid_bridge ${customer.uuid} ${supervisor.uuid}`);
    await under.clock.advance(200);
    expect(customer.endpoint.media.hears(supervisor.endpoint.media)).toBe(true);
    expect(under.last('CHANNEL_PARK').header('Unique-ID')).toBe(agent.uuid);
  });
});

describe('an event for one channel', () => {
  it('is passed on by a parked channel with its own headers, and nobody hears of it in a bridge', async () => {
    const under = new SwitchUnderTest();
    const caller = await under.answeredCaller();
    send(under, caller.uuid, '2');
    await under.clock.advance(50);
    expect(under.last('COMMAND').header('Channel-Call-State')).toBe('ACTIVE');
    const { agent } = await under.bridged();
    const count = under.events.filter((event) => event.name === 'COMMAND').length;
    send(under, agent.uuid, '2');
    await under.clock.advance(50);
    expect(under.events.filter((event) => event.name === 'COMMAND')).toHaveLength(count);
  });
});
