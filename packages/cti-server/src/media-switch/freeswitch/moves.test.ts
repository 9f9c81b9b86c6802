import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import type { SwitchOrder } from '../media-switch.port.js';
import { toPartFirst } from './bridging.js';
import { EslEvent } from './esl-event.js';
import { FactTranslator } from './facts.js';
import type { OrderContext } from './order-steps.js';
import { stepsOf } from './orders.js';

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
    recordingsOf: () => [],
    isAnswered: (legId) => !unknown.includes(legId),
    joinedTo,
    isBridged: (legId) => joinedTo(legId) !== null,
    holds: (legId) => holding.includes(legId),
    roomOf: (legId) => rooms[legId] ?? null,
    spiesOn: (legId) => spying[legId] ?? null,
    markedWith: () => new Set(),
  };
}

function told(order: SwitchOrder, scene: Scene = {}): string[] {
  return stepsOf(order, contextOf(scene)).map((step) => {
    if (step.is === 'app') return `${step.legId}: ${step.app} ${step.arg}`;
    return step.is === 'event' ? `${step.legId}: ${JSON.stringify(step.headers)}` : step.command;
  });
}

const join = (legId: LegId, otherLegId: LegId): SwitchOrder => ({ do: 'switch.join', legId, otherLegId });
const part = (legId: LegId): SwitchOrder => ({ do: 'switch.part', legId });
const stays = (legId: LegId) => `uuid_setvar_multi ${legId} park_after_bridge=true;hangup_after_bridge=false`;

describe('two who are joined', () => {
  it('are led by the one who comes from another, who stays', () => {
    const scene = { joined: [[CUSTOMER, AGENT]] as const };
    expect(told(join(TARGET, AGENT), scene)).toEqual([stays(CUSTOMER), 'uuid_bridge agent target']);
    expect(told(join(AGENT, TARGET), scene)).toEqual([stays(CUSTOMER), 'uuid_bridge agent target']);
    expect(told(join(TARGET, AGENT))).toEqual(['uuid_bridge target agent']);
  });

  it('are told as they were ordered, whoever leads', () => {
    const translator = new FactTranslator('/recordings');
    for (const legId of [AGENT, TARGET]) translator.ordered(legId, legId, null, new Set());
    translator.joins(TARGET, AGENT);
    const bridged = {
      'Event-Name': 'CHANNEL_BRIDGE',
      'Bridge-A-Unique-ID': AGENT,
      'Bridge-B-Unique-ID': TARGET,
    };
    expect(translator.take(new EslEvent(bridged))).toEqual([
      { fact: 'legs.joined', legId: TARGET, otherLegId: AGENT },
    ]);
  });

  it('and both come from others: one is parted first', () => {
    const scene = {
      joined: [
        [CUSTOMER, AGENT],
        [TARGET, 'somebody' as LegId],
      ] as const,
    };
    expect(toPartFirst(join(CUSTOMER, TARGET), contextOf(scene))).toBe(TARGET);
    expect(toPartFirst(join(CUSTOMER, AGENT), contextOf(scene))).toBeNull();
    expect(toPartFirst(part(CUSTOMER), contextOf(scene))).toBeNull();
  });

  it('leave no music behind with one whom they held', () => {
    const scene = { joined: [[CUSTOMER, AGENT]] as const, holding: [AGENT] };
    expect(told(join(TARGET, AGENT), scene)).toEqual([
      stays(CUSTOMER),
      'uuid_break customer all',
      'uuid_setvar_multi agent callweave_held=',
      'uuid_bridge agent target',
    ]);
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
    const scene = { joined: [[CUSTOMER, AGENT]] as const };
    expect(told({ do: 'switch.confer', legId: AGENT, room: 'call-1' }, scene)).toEqual([
      stays(CUSTOMER),
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
