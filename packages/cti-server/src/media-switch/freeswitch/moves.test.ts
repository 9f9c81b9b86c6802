import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import type { SwitchOrder } from '../media-switch.port.js';
import { EslEvent } from './esl-event.js';
import { type Fact, FactTranslator } from './facts.js';
import type { OrderContext } from './order-steps.js';
import { stepsOf } from './orders.js';
import { SOUND_ALONE } from './pictures.js';

/** What FreeSWITCH is told for legs that go elsewhere, where a real one shows the reason only now and then. Serves AGT-2, SUP-2. */

const CUSTOMER = 'customer' as LegId;
const AGENT = 'agent' as LegId;
const TARGET = 'target' as LegId;

interface Scene {
  /** Pairs; the first of one holds the second when it is listed below. */
  readonly joined?: readonly (readonly [LegId, LegId])[];
  readonly holding?: readonly LegId[];
  readonly rooms?: Readonly<Record<string, string>>;
  readonly spying?: Readonly<Record<string, LegId>>;
  readonly unknown?: readonly LegId[];
}

function contextOf({
  joined = [],
  holding = [],
  rooms = {},
  spying = {},
  unknown = [],
}: Scene): OrderContext {
  const joinedTo = (legId: LegId) =>
    joined.find((pair) => pair.includes(legId))?.find((one) => one !== legId) ?? null;
  return {
    domain: 'callweave.local',
    recordingsPath: '/recordings',
    soundsPath: '/sounds',
    holdMusic: 'local_stream://moh',
    mediaTimeoutMs: 20_000,
    newId: () => 'app-1',
    codecs: () => SOUND_ALONE,
    picturesOfLeg: () => undefined,
    recordingsOf: () => [],
    isAnswered: (legId) => !unknown.includes(legId),
    joinedTo,
    holds: (legId) => holding.includes(legId),
    roomOf: (legId) => rooms[legId] ?? null,
    spiesOn: (legId) => spying[legId] ?? null,
    markedWith: () => new Set(),
  };
}

function told(order: SwitchOrder, scene: Scene = {}): string[] {
  const steps = stepsOf(order, contextOf(scene)).flatMap((step) =>
    step.is === 'at-once' ? step.steps : step,
  );
  return steps.map((step) => {
    if (step.is === 'app') return `${step.legId}: ${step.app} ${step.arg}`;
    return step.is === 'event' ? `${step.legId}: ${JSON.stringify(step.headers)}` : step.command;
  });
}

const join = (legId: LegId, otherLegId: LegId): SwitchOrder => ({ do: 'switch.join', legId, otherLegId });
const part = (legId: LegId): SwitchOrder => ({ do: 'switch.part', legId });
const stays = (legId: LegId) => `uuid_setvar_multi ${legId} park_after_bridge=true;hangup_after_bridge=false`;

describe('two who are joined', () => {
  it('are bridged, and carry nothing of what they did before', () => {
    expect(told(join(TARGET, AGENT))).toEqual(['uuid_bridge target agent']);
    expect(told(join(TARGET, AGENT), { spying: { agent: CUSTOMER } })).toEqual([
      'uuid_setvar_multi agent callweave_spies_on=',
      'uuid_bridge target agent',
    ]);
  });
});

describe('a leg on its way from one to another', () => {
  /** The agent talks with the customer and is about to go to somebody else. */
  function passing(): (type: string, headers: Record<string, string>) => readonly Fact[] {
    const translator = new FactTranslator('/recordings');
    const take = (type: string, headers: Record<string, string>) =>
      translator.take(new EslEvent({ 'Event-Name': type, ...headers }));
    for (const legId of [CUSTOMER, AGENT, TARGET]) {
      translator.ordered(legId, legId, null, new Set());
      take('CHANNEL_PARK', { 'Unique-ID': legId, 'Answer-State': 'answered' });
    }
    take('CHANNEL_BRIDGE', { 'Bridge-A-Unique-ID': CUSTOMER, 'Bridge-B-Unique-ID': AGENT });
    translator.passes(AGENT);
    return take;
  }
  const parked = (legId: LegId) => ({ 'Unique-ID': legId, 'Answer-State': 'answered' });

  it('is told as joined there; only the one who is left is told as parted', () => {
    const take = passing();
    expect(take('CHANNEL_PARK', parked(AGENT))).toEqual([]);
    expect(take('CHANNEL_PARK', parked(CUSTOMER))).toEqual([{ fact: 'leg.parted', legId: CUSTOMER }]);
    expect(take('CHANNEL_BRIDGE', { 'Bridge-A-Unique-ID': TARGET, 'Bridge-B-Unique-ID': AGENT })).toEqual([
      { fact: 'legs.joined', legId: TARGET, otherLegId: AGENT },
    ]);
    expect(take('CHANNEL_PARK', parked(AGENT))).toEqual([{ fact: 'leg.parted', legId: AGENT }]);
  });

  it('is told as parted when it does not get there', () => {
    const take = passing();
    take('CHANNEL_PARK', parked(AGENT));
    expect(take('CHANNEL_PARK', parked(AGENT))).toEqual([{ fact: 'leg.parted', legId: AGENT }]);
  });
});

describe('a leg that is parted', () => {
  it('is moved, and its partner with it; of two of whom one holds, the one who hears music is', () => {
    const joined = [[CUSTOMER, AGENT]] as const;
    expect(told(part(AGENT), { joined })).toEqual([
      stays(CUSTOMER),
      stays(AGENT),
      'uuid_setvar_multi agent max_forwards=70',
      'uuid_transfer agent park inline',
    ]);
    expect(told(part(AGENT), { joined, holding: [AGENT] }).at(-1)).toBe('uuid_transfer customer park inline');
  });

  it('stays as it is when it stands parked, with what it hears', () => {
    expect(told(part(CUSTOMER))).toEqual([]);
  });

  it('is looked for on the switch, which refuses, when nobody knows it', () => {
    expect(told(part(CUSTOMER), { unknown: [CUSTOMER] }).at(-1)).toBe('uuid_transfer customer park inline');
  });

  it('leaves its room, or the one it spies on', () => {
    for (const scene of [{ rooms: { agent: 'call-1' } }, { spying: { agent: TARGET } }])
      expect(told(part(AGENT), scene).at(-1)).toBe('uuid_transfer agent park inline');
  });
});

describe('a room', () => {
  it('is entered as often as one likes: each transfer would count down', () => {
    expect(told({ do: 'switch.confer', legId: AGENT, room: 'call-1' })).toEqual([
      'uuid_setvar_multi agent max_forwards=70',
      'uuid_transfer agent conference:cw-call-1@default inline',
    ]);
  });

  it.each(['call 1', 'call@1', "call',hangup", 'call+1234', ''])('cannot be called %j', (room) => {
    expect(() => told({ do: 'switch.confer', legId: AGENT, room })).toThrow(
      expect.objectContaining({ code: 'switch.invalid-argument' }),
    );
  });

  it('is where one can be muted', () => {
    const mute: SwitchOrder = { do: 'switch.mute', legId: AGENT, muted: true };
    expect(told(mute, { rooms: { agent: 'call-1' } })).toEqual([
      'conference cw-call-1 mute uuid=agent quiet',
    ]);
    expect(() => told(mute)).toThrow(expect.objectContaining({ code: 'switch.refused' }));
  });
});

describe('a leg that spies', () => {
  it.each([
    ['listen', 'false', 'false', '0'],
    ['whisper', 'false', 'true', '2'],
    ['barge', 'true', 'true', '3'],
  ] as const)('with %s is heard by partners: %s, by the other: %s', (mode, aleg, bleg, key) => {
    expect(told({ do: 'switch.spy', legId: TARGET, onLegId: AGENT, mode })).toEqual([
      `uuid_setvar_multi target eavesdrop_enable_dtmf=false;eavesdrop_whisper_aleg=${aleg};eavesdrop_whisper_bleg=${bleg};callweave_spies_on=agent`,
      'target: eavesdrop agent',
    ]);
    expect(told({ do: 'switch.set-spy-mode', legId: TARGET, mode }, { spying: { target: AGENT } })).toEqual([
      `target: {"eavesdrop-command":"${key}"}`,
    ]);
  });

  it('is one, and no other can be told how', () => {
    expect(() =>
      told(
        { do: 'switch.spy', legId: TARGET, onLegId: AGENT, mode: 'listen' },
        { spying: { target: AGENT } },
      ),
    ).toThrow(expect.objectContaining({ code: 'switch.refused' }));
    expect(() => told({ do: 'switch.set-spy-mode', legId: TARGET, mode: 'barge' })).toThrow(
      expect.objectContaining({ code: 'switch.refused' }),
    );
  });
});
