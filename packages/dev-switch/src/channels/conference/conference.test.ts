import { describe, expect, it } from 'vitest';
import { readCapture } from '../testing/capture.js';
import type { FakeEndpoint } from '../testing/fake-endpoints.js';
import { SwitchUnderTest } from '../testing/switch-under-test.js';

interface Leg {
  readonly uuid: string;
  readonly endpoint: FakeEndpoint;
}

/** Each says one number all the time: what a leg hears is the sum of the others. */
function speak(leg: Leg, value: number): void {
  leg.endpoint.media.voice.fill(value);
}

const hears = (leg: Leg): number | undefined => leg.endpoint.media.source?.read()?.[0];

const actions = (under: SwitchUnderTest): string[] =>
  under.events
    .filter((event) => event.subclass === 'conference::maintenance')
    .map((event) => `${String(event.header('Action'))} ${String(event.header('Member-ID') ?? '-')}`);

/** A customer and two agents in the room `r`. */
async function threeInARoom() {
  const under = new SwitchUnderTest();
  const { customer, agent } = await under.bridged();
  const target = await under.answeredAgent('target');
  speak(customer, 1);
  speak(agent, 10);
  speak(target, 100);
  expect(await under.api(`uuid_transfer ${customer.uuid} -both conference:r@default inline`)).toBe('+OK\n');
  await under.clock.advance(50);
  await under.api(`uuid_transfer ${target.uuid} conference:r@default inline`);
  await under.clock.advance(50);
  return { under, customer, agent, target };
}

describe('a conference (AGT-3)', () => {
  it('lets everybody hear all others and nobody himself', async () => {
    const { customer, agent, target } = await threeInARoom();
    for (let beat = 0; beat < 5; beat++) {
      expect(hears(customer)).toBe(110);
      expect(hears(agent)).toBe(101);
      expect(hears(target)).toBe(11);
    }
  });

  it('tells who came, who is muted, who left, and its beginning and end', async () => {
    const { under, customer } = await threeInARoom();
    const memberId = under.core.find(customer.uuid)?.channel.variables.get('conference_member_id');
    expect(await under.api(`conference r mute ${memberId}`)).toBe(`+OK mute ${memberId}\n`);
    await under.api(`conference r unmute ${memberId}`);
    await under.api('conference r hup all');
    await under.clock.advance(50);
    expect(actions(under)).toEqual([
      'conference-create -',
      'add-member 1',
      'add-member 2',
      'add-member 3',
      `mute-member ${memberId}`,
      `unmute-member ${memberId}`,
      'hup-member 3',
      'hup-member 2',
      'hup-member 1',
      'del-member 3',
      'del-member 2',
      'del-member 1',
      'conference-destroy -',
    ]);
    expect(under.core.sessions()).toHaveLength(0);
  });

  it('a muted member is not heard, and hears', async () => {
    const { under, customer, agent, target } = await threeInARoom();
    const id = under.core.find(agent.uuid)?.channel.variables.get('conference_member_id');
    expect(await under.api(`conference r mute uuid=${agent.uuid} quiet`)).toBe(`+OK mute ${id}\n`);
    expect([hears(customer), hears(agent), hears(target)]).toEqual([100, 101, 1]);
    await under.api(`conference r unmute ${id}`);
    await under.api(`conference r deaf ${id}`);
    await under.clock.advance(40);
    expect(hears(agent)).toBeUndefined();
    expect(hears(target)).toBe(11);
  });

  it('is full scale at most, whoever shouts', async () => {
    const { customer, agent, target } = await threeInARoom();
    speak(customer, 30_000);
    speak(agent, 30_000);
    hears(customer);
    expect(hears(target)).toBe(32_767);
  });

  it('lists its members as FreeSWITCH does', async () => {
    const { under, customer } = await threeInARoom();
    const ours = JSON.parse(await under.api('conference r json_list'));
    const capture = readCapture('three-way-conference');
    const reply = capture.commands.find((command) => command.api?.endsWith('json_list'))?.reply ?? '';
    const [theirs] = JSON.parse(reply);
    const shape = (value: object): unknown =>
      Object.entries(value).map(([key, each]) => [key, typeof each, key === 'flags' ? shape(each) : null]);
    expect(shape(ours[0])).toEqual(shape(theirs));
    expect(shape(ours[0].members[0])).toEqual(shape(theirs.members[0]));
    expect(ours[0].members.map((member: { id: number }) => member.id)).toEqual([3, 2, 1]);
    expect((await under.api('conference r list')).split('\n')).toHaveLength(4);
    expect(await under.api('conference r list')).toContain(`;${customer.uuid};`);
    expect(await under.api('conference list')).toContain(
      '+OK Conference r (3 members rate: 8000 flags: running',
    );
  });

  it('refuses what it does not know in FreeSWITCH’s words', async () => {
    const { under } = await threeInARoom();
    expect(await under.api('conference elsewhere list')).toBe('-ERR Conference elsewhere not found\n');
    expect(await under.api('conference r mute 99')).toBe('-ERR Non-Existant ID 99\n');
    expect(await under.api('conference r mute uuid=nobody quiet')).toBe('-ERR Non-Existant member\n');
    expect(await under.api('conference r mute')).toBe('mute <[member_id|all]|last|non_moderator> [<quiet>]');
    expect(await under.api('conference r sing')).toBe("-ERR Conference command 'sing' not found.\n");
    await under.api('hupall');
    await under.clock.advance(50);
    expect(await under.api('conference list')).toBe('+OK No active conferences.\n');
    expect(await under.api('conference json_list')).toBe('[]');
  });

  it('given it is locked, then nobody else comes in', async () => {
    const { under } = await threeInARoom();
    expect(await under.api('conference r lock')).toBe('+OK r locked\n');
    const late = await under.answeredAgent('late');
    await under.api(`uuid_transfer ${late.uuid} conference:r@default inline`);
    await under.clock.advance(50);
    expect(await under.api(`uuid_exists ${late.uuid}`)).toBe('false');
    expect(await under.api('conference r count')).toBe('3');
  });
});

describe('out of a conference', () => {
  it('one is parked, the others go on hearing each other', async () => {
    const { under, customer, agent, target } = await threeInARoom();
    await under.api(`uuid_transfer ${target.uuid} park inline`);
    await under.clock.advance(50);
    expect(under.last('CHANNEL_PARK').header('Unique-ID')).toBe(target.uuid);
    expect(under.names(target.uuid).slice(-4)).toEqual([
      'CUSTOM',
      'CHANNEL_EXECUTE_COMPLETE',
      'CHANNEL_EXECUTE',
      'CHANNEL_PARK',
    ]);
    expect(hears(target)).toBeUndefined();
    expect([hears(customer), hears(agent)]).toEqual([10, 1]);
  });

  it('two are bridged, and the last one stays alone in it', async () => {
    const { under, customer, agent, target } = await threeInARoom();
    expect(await under.api(`uuid_bridge ${customer.uuid} ${agent.uuid}`)).toBe(`+OK ${agent.uuid}\n`);
    await under.clock.advance(100);
    expect(customer.endpoint.media.hears(agent.endpoint.media)).toBe(true);
    expect(agent.endpoint.media.hears(customer.endpoint.media)).toBe(true);
    expect(hears(target)).toBe(0);
    expect(await under.api('conference r list count')).toBe('1');
  });

  it('one who comes back is known by the same id', async () => {
    const { under, target } = await threeInARoom();
    const id = (): string | undefined =>
      under.core.find(target.uuid)?.channel.variables.get('conference_member_id');
    const before = id();
    await under.api(`uuid_transfer ${target.uuid} park inline`);
    await under.clock.advance(50);
    await under.api(`uuid_transfer ${target.uuid} conference:r@default inline`);
    await under.clock.advance(50);
    expect(id()).toBe(before);
    expect(actions(under).slice(-2)).toEqual([`del-member ${before}`, `add-member ${before}`]);
  });

  it('the customer hangs up, and is told to have left before he is told to be gone', async () => {
    const { under, customer } = await threeInARoom();
    customer.endpoint.onEvent({ event: 'hung-up', cause: 'NORMAL_CLEARING', sipTerm: 'BYE' });
    await under.clock.advance(50);
    const names = under.names(customer.uuid);
    expect(names.slice(names.lastIndexOf('CHANNEL_HANGUP'))).toEqual([
      'CHANNEL_HANGUP',
      'CUSTOM',
      'CHANNEL_EXECUTE_COMPLETE',
      'CHANNEL_CALLSTATE',
      'CHANNEL_HANGUP_COMPLETE',
      'CHANNEL_DESTROY',
    ]);
    expect(await under.api('conference r count')).toBe('2');
  });

  it('a sound for one member interrupts the conference for him alone', async () => {
    const { under, customer, agent, target } = await threeInARoom();
    await under.execute(customer.uuid, 'playback', 'silence_stream://400');
    expect(hears(customer)).toBe(0);
    expect([hears(agent), hears(target)]).toEqual([101, 11]);
    await under.clock.advance(900);
    expect(hears(customer)).toBe(110);
  });
});

describe('a recording (REC-1)', () => {
  it('goes on while its leg is moved from partner to conference to partner', async () => {
    const under = new SwitchUnderTest();
    const { customer, agent } = await under.bridged();
    await under.api(`uuid_setvar ${customer.uuid} RECORD_STEREO true`);
    await under.api(`uuid_record ${customer.uuid} start /rec/a.wav`);
    await under.api(`uuid_transfer ${customer.uuid} -both conference:r@default inline`);
    await under.clock.advance(1_000);
    await under.api(`uuid_bridge ${customer.uuid} ${agent.uuid}`);
    await under.clock.advance(1_000);
    expect(under.recorded[0]?.stopped).toBe(false);
    await under.api(`uuid_record ${customer.uuid} stop /rec/a.wav`);
    expect(Number(under.last('RECORD_STOP').header('variable_record_ms'))).toBeGreaterThanOrEqual(2_000);
    expect(under.recorded).toHaveLength(1);
  });
});
