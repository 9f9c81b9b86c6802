import { describe, expect, it } from 'vitest';
import { SwitchUnderTest } from './testing/switch-under-test.js';

describe('two who talk (CALL-3)', () => {
  it('hear each other, and keys go through with their DTMF event', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    expect(agent.endpoint.media.hears(customer.endpoint.media)).toBe(true);
    customer.endpoint.onEvent({ event: 'digit', digit: '9', durationMs: 100, source: 'rtp' });
    await under.clock.advance(0);
    expect(agent.endpoint.done).toContain('digits 9 100');
    expect(under.last('DTMF').header('Unique-ID')).toBe(customer.uuid);
  });

  it('one announcement for one party interrupts the talk for both', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    expect(await under.api(`uuid_broadcast ${customer.uuid} silence_stream://400 aleg`)).toBe(
      '+OK Message sent\n',
    );
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(false);
    expect(agent.endpoint.media.hears(customer.endpoint.media)).toBe(false);
    await under.clock.advance(500);
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    await under.api(`uuid_broadcast ${customer.uuid} playback::silence_stream://400 both`);
    await under.clock.advance(0);
    expect(under.events.filter((event) => event.name === 'PLAYBACK_START')).toHaveLength(3);
  });

  it('the held one’s partner hears the music until it is taken back', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    await under.api(`uuid_setvar ${agent.uuid} hold_music local_stream://moh`);
    expect(await under.api(`uuid_hold ${agent.uuid}`)).toBe('+OK Success\n');
    expect(agent.endpoint.done).toContain('hold');
    await under.clock.advance(3_000);
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(false);
    expect(await under.api(`uuid_hold ${agent.uuid}`)).toBe('-ERR Operation failed\n');
    expect(await under.api(`uuid_hold toggle ${agent.uuid}`)).toBe('+OK Success\n');
    await under.clock.advance(50);
    expect(agent.endpoint.done).toContain('retrieve');
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    expect(under.last('CHANNEL_UNHOLD').header('Caller-Channel-Hold-Accum')).toBe('3000000');
    expect(await under.api(`uuid_getvar ${agent.uuid} hold_music`)).toBe('local_stream://moh');
  });

  it('a phone’s own hold is told like ours', async () => {
    const under = new SwitchUnderTest();
    const { agent } = await under.bridged();
    agent.endpoint.onEvent({ event: 'remote-hold', held: true });
    expect(under.last('CHANNEL_HOLD').header('Channel-Call-State')).toBe('HELD');
    agent.endpoint.onEvent({ event: 'remote-hold', held: false });
    expect(under.last('CHANNEL_UNHOLD').header('Unique-ID')).toBe(agent.uuid);
    expect(under.core.find(agent.uuid)?.channel.callState).toBe('ACTIVE');
  });

  it('both leave together while held with music, when the customer hangs up', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    await under.api(`uuid_setvar ${agent.uuid} hold_music local_stream://moh`);
    await under.api(`uuid_hold ${agent.uuid}`);
    customer.endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    await under.clock.advance(50);
    expect(under.core.sessions()).toHaveLength(0);
    expect(customer.endpoint.done.some((deed) => deed.startsWith('hang-up'))).toBe(false);
    expect(agent.endpoint.done.at(-1)).toBe('hang-up NORMAL_CLEARING');
  });

  it('the agent survives the customer with park_after_bridge, and can be bridged again', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    await under.api(`uuid_setvar_multi ${agent.uuid} park_after_bridge=true;hangup_after_bridge=false`);
    customer.endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    await under.clock.advance(100);
    expect(under.last('CHANNEL_PARK').header('Unique-ID')).toBe(agent.uuid);
    const next = await under.answeredCaller();
    expect(await under.api(`uuid_bridge ${next.uuid} ${agent.uuid}`)).toBe(`+OK ${agent.uuid}\n`);
    await under.clock.advance(100);
    expect(next.endpoint.media.hears(agent.endpoint.media)).toBe(true);
  });

  it('a consultation swaps partners: the first waits parked and comes back', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    for (const uuid of [customer.uuid, agent.uuid])
      await under.api(`uuid_setvar ${uuid} park_after_bridge true`);
    const second = await under.answeredAgent('second');
    await under.api(`uuid_bridge ${agent.uuid} ${second.uuid}`);
    await under.clock.advance(100);
    expect(second.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    expect(customer.endpoint.media.source).toBeNull();
    await under.api(`uuid_bridge ${customer.uuid} ${agent.uuid}`);
    await under.clock.advance(100);
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    expect(await under.api(`uuid_exists ${second.uuid}`)).toBe('false');
  });

  it('a blind transfer from the phone moves the customer and lets the phone go', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    const done: string[] = [];
    agent.endpoint.onEvent({
      event: 'refer',
      target: 'sip:1002@test',
      accept: () => done.push('accepted'),
      reject: (status) => done.push(`rejected ${status}`),
    });
    await under.clock.advance(100);
    expect(done).toEqual(['accepted']);
    expect(under.last('CHANNEL_PARK').header('Unique-ID')).toBe(customer.uuid);
    expect(under.last('CHANNEL_PARK').header('Caller-Destination-Number')).toBe('1002');
    expect(await under.api(`uuid_exists ${agent.uuid}`)).toBe('false');
  });

  it('-bleg moves the other party, -both moves both', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    for (const uuid of [customer.uuid, agent.uuid])
      await under.api(`uuid_setvar ${uuid} park_after_bridge true`);
    expect(await under.api(`uuid_transfer ${customer.uuid} -bleg park inline`)).toBe('+OK\n');
    await under.clock.advance(100);
    const parks = under.events
      .filter((event) => event.name === 'CHANNEL_PARK')
      .map((event) => event.header('Unique-ID'));
    expect(parks.slice(-2).sort()).toEqual([customer.uuid, agent.uuid].sort());
    expect(await under.api(`uuid_transfer ${customer.uuid}`)).toMatch(/^-USAGE/);
    expect(await under.api(`uuid_transfer nobody 1002`)).toBe('-ERR No such channel!\n');
  });

  it('cannot be with oneself, with nobody, or before anybody has answered', async () => {
    const under = new SwitchUnderTest();
    under.endpoints.arrive();
    under.endpoints.arrive();
    await under.clock.advance(0);
    const [one, two] = under.core.sessions().map((session) => session.uuid);
    expect(await under.api(`uuid_bridge ${one} ${two}`)).toBe('-ERR Invalid uuid\n');
    expect(await under.api(`uuid_bridge ${one} ${one}`)).toBe('-ERR Invalid uuid\n');
    expect(await under.api(`uuid_bridge ${one} nobody`)).toBe('-ERR Invalid uuid\n');
    expect(await under.api('uuid_bridge')).toMatch(/^-USAGE/);
    expect(under.core.sessions()).toHaveLength(2);
  });

  it('one that hangs up on the way into the bridge takes the other along, and nothing hangs', async () => {
    const under = new SwitchUnderTest();
    const customer = await under.answeredCaller();
    const agent = await under.answeredAgent();
    void under.job(`uuid_bridge ${customer.uuid} ${agent.uuid}`);
    agent.endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    await under.clock.advance(200);
    expect(under.core.sessions()).toHaveLength(0);
    expect(under.names()).not.toContain('CHANNEL_BRIDGE');
  });
});

describe('recording (REC-1)', () => {
  it('runs over bridge and hold, is masked and stops with its length', async () => {
    const under = new SwitchUnderTest();
    const { customer } = await under.bridged();
    await under.api(`uuid_setvar ${customer.uuid} RECORD_STEREO true`);
    expect(await under.api(`uuid_record ${customer.uuid} start /rec/a.wav`)).toBe('+OK Success\n');
    expect(under.recorded[0]?.options).toMatchObject({ path: '/rec/a.wav', stereo: true, append: false });
    expect(under.recorded[0]?.options.sound).toBe(under.core.find(customer.uuid)?.sound);
    await under.clock.advance(2_500);
    expect(await under.api(`uuid_record ${customer.uuid} mask /rec/a.wav`)).toBe('+OK Success\n');
    expect(await under.api(`uuid_record ${customer.uuid} unmask /rec/a.wav`)).toBe('+OK Success\n');
    expect(under.recorded[0]?.masks).toEqual([true, false]);
    expect(await under.api(`uuid_record ${customer.uuid} start /rec/a.wav`)).toBe('+OK Success\n');
    expect(under.recorded).toHaveLength(1);
    expect(await under.api(`uuid_record ${customer.uuid} stop /rec/a.wav`)).toBe('+OK Success\n');
    const stopped = under.last('RECORD_STOP');
    expect(stopped.header('variable_record_ms')).toBe('2500');
    expect(stopped.header('variable_record_samples')).toBe('20000');
  });

  it('stops by itself before the call is reported as ended', async () => {
    const under = new SwitchUnderTest();
    const { customer } = await under.bridged();
    await under.api(`uuid_record ${customer.uuid} start /rec/b.wav`);
    await under.api(`uuid_kill ${customer.uuid}`);
    await under.clock.advance(100);
    const names = under.names(customer.uuid);
    expect(names.indexOf('RECORD_STOP')).toBeGreaterThan(0);
    expect(names.indexOf('RECORD_STOP')).toBeLessThan(names.indexOf('CHANNEL_HANGUP_COMPLETE'));
    expect(under.recorded[0]?.stopped).toBe(true);
  });

  it('that cannot begin or does not run says so', async () => {
    const under = new SwitchUnderTest();
    const { customer } = await under.bridged();
    const record = (rest: string) => under.api(`uuid_record ${customer.uuid} ${rest}`);
    expect(await record('start /nowhere/x.wav')).toBe('-ERR Cannot record session!\n');
    expect(await record('stop /rec/none.wav')).toBe('-ERR Cannot stop record session!\n');
    expect(await record('mask /rec/none.wav')).toBe('-ERR Cannot mask recording session!\n');
    expect(await record('sing /rec/none.wav')).toMatch(/^-USAGE/);
    expect(await record('start')).toMatch(/^-USAGE/);
  });

  it('ends at its limit', async () => {
    const under = new SwitchUnderTest();
    const { customer } = await under.bridged();
    await under.api(`uuid_record ${customer.uuid} start /rec/c.wav 2`);
    await under.clock.advance(2_100);
    expect(under.last('RECORD_STOP').header('Record-File-Path')).toBe('/rec/c.wav');
  });
});
