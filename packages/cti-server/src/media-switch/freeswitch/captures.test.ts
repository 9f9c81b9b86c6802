import { describe, expect, it } from 'vitest';
import type { Flow } from '../../ivr/flow.types.js';
import { AGENT, Replay } from './testing/replay.js';

/**
 * What a real FreeSWITCH sent (packages/dev-switch/captures), through the adapter's parser and translator into the
 * kernel. Serves BRIDGE-1, ACD-5, IVR-3, REC-1.
 */

const menu: Flow = {
  id: 'menu',
  version: 1,
  start: 'ask',
  nodes: {
    ask: {
      type: 'menu',
      prompt: { kind: 'prompt', name: 'menu' },
      timeoutMs: 5_000,
      retries: 0,
      exits: { '2': 'queue' },
      otherwise: 'bye',
    },
    queue: { type: 'queue', queueId: 'sales' as never },
    bye: { type: 'hang-up' },
  },
};

const ARRIVES = ['leg.arrived customer', 'leg.answered customer'];
const ANSWERED = [
  'call.arrived',
  'call.queued',
  'call.routed',
  'call.offered',
  'call.offer-ended',
  'call.answered',
];

describe('a caller in a menu', () => {
  it('presses 2 and is queued', () => {
    const replay = new Replay('inbound-park-answer-digits-hangup', { flow: menu }).run();
    expect(replay.story).toEqual([
      ...ARRIVES,
      'leg.digit customer 2',
      'digits.collected customer collected 2',
      'leg.ended customer NORMAL_CLEARING switch',
    ]);
    expect(replay.decided.slice(0, 2)).toEqual(['call.arrived', 'call.queued']);
    expect(replay.end).toMatchObject({
      caller: '13800138000',
      called: '4008001234',
      keys: '2',
      queueId: 'sales',
    });
  });

  it('presses nothing and is let go', () => {
    const replay = new Replay('menu-timeout', { flow: menu }).run();
    expect(replay.story).toContain('digits.collected customer timed-out');
    expect(replay.orders.at(-1)).toMatchObject({ do: 'switch.hang-up' });
    expect(replay.decided).toEqual(['call.arrived', 'call.ended']);
  });

  it('leaves in the middle, and no key is made of it', () => {
    const replay = new Replay('caller-hangs-up-during-menu', { flow: menu }).run();
    expect(replay.story).toEqual([...ARRIVES, 'leg.ended customer ORIGINATOR_CANCEL switch']);
    expect(replay.end).toMatchObject({ phase: 'ended', keys: '', cause: 'ORIGINATOR_CANCEL' });
  });
});

describe('an offer', () => {
  it.each([
    ['agent-busy', 'leg.failed agent busy USER_BUSY', 'busy'],
    ['agent-no-answer', 'leg.failed agent no-answer NO_ANSWER', 'no-answer'],
  ])('fails: %s', (name, fact, outcome) => {
    const replay = new Replay(name).run();
    expect(replay.story).toEqual([...ARRIVES, fact, 'leg.ended customer NORMAL_CLEARING switch']);
    const ended = replay.events.filter(({ event }) => event === 'call.offer-ended');
    expect(ended).toMatchObject([{ data: { outcome, agentId: AGENT } }]);
    expect(replay.end).toMatchObject({ queueId: 'sales', agentId: null, answeredAt: null });
  });

  it('fails as unreachable, without a channel and with one', () => {
    const replay = new Replay('agent-unreachable', { legsOrdered: true }).run();
    expect(replay.story).toContain('leg.failed leg-1 unreachable USER_NOT_REGISTERED');
    expect(replay.story).toContain('leg.failed leg-2 unreachable NORMAL_TEMPORARY_FAILURE');
  });

  it('is withdrawn when the customer leaves while it rings', () => {
    const replay = new Replay('customer-abandons-while-agent-rings').run();
    expect(replay.story.toSorted()).toEqual(
      [
        ...ARRIVES,
        'leg.failed agent cancelled LOSE_RACE',
        'leg.ended customer NORMAL_CLEARING switch',
      ].toSorted(),
    );
    expect(replay.decided).toEqual([
      'call.arrived',
      'call.queued',
      'call.routed',
      'call.offered',
      'call.offer-ended',
      // The switch told of the cancelled leg first: for a moment he waits again.
      'call.routed',
      'call.ended',
    ]);
    expect(replay.kernel.callsOfAgent(AGENT)).toEqual([]);
  });
});

describe('an answered offer', () => {
  const TALK = [...ARRIVES, 'leg.ringing agent', 'leg.answered agent', 'legs.joined customer agent'];

  it('becomes a talk, and the agent is free when both are gone', () => {
    const replay = new Replay('queue-offer-answer-bridge-agent-hangup').run();
    expect(replay.story).toEqual([
      ...TALK,
      'leg.ended customer NORMAL_CLEARING switch',
      'leg.ended agent NORMAL_CLEARING switch',
    ]);
    expect(replay.decided).toEqual([...ANSWERED, 'call.ended']);
    expect(replay.end).toMatchObject({ agentId: AGENT, queueId: 'sales' });
    expect(replay.kernel.agentSnapshot(AGENT)).toMatchObject({
      state: 'ready',
      callId: null,
      today: { calls: 1, missed: 0 },
    });
    const orders = replay.orders.map((order) => order.do).filter((name) => name !== 'switch.mark');
    expect(orders.slice(0, 4)).toEqual([
      'switch.answer',
      'switch.play-music',
      'switch.create-leg',
      'switch.join',
    ]);
  });

  it('ends by the customer, though the switch tells the end of the agent first', () => {
    const replay = new Replay('bridged-customer-hangup-bye').run();
    expect(replay.story.slice(-2)).toEqual([
      'leg.ended agent NORMAL_CLEARING switch',
      'leg.ended customer NORMAL_CLEARING far-end',
    ]);
    expect(replay.end).toMatchObject({ endedBy: 'customer', cause: 'NORMAL_CLEARING' });
  });

  it("keeps the customer when the agent's leg is lost", () => {
    const replay = new Replay('park-after-bridge-agent-hangup').run();
    const parted = replay.story.indexOf('leg.parted customer');
    expect(replay.story.indexOf('leg.ended customer NORMAL_CLEARING switch')).toBeGreaterThan(parted);
    expect(replay.orders.slice(-2).map((order) => order.do)).toContain('switch.play-music');
    expect(replay.end?.legs.map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('is held, taken back and recorded', () => {
    const replay = new Replay('hold-retrieve-record-mask', {
      commands: [
        { when: 'uuid_hold c6d2da3d', command: 'call.hold' },
        { when: 'uuid_hold off', command: 'call.retrieve' },
      ],
    }).run();
    expect(replay.story.slice(TALK.length)).toEqual([
      'recording.started customer',
      'leg.held agent',
      'leg.retrieved agent',
      'recording.stopped customer',
      'leg.ended customer NORMAL_CLEARING switch',
      'leg.ended agent NORMAL_CLEARING switch',
    ]);
    expect(replay.decided).toEqual([...ANSWERED, 'call.held', 'call.retrieved', 'call.ended']);
    expect(replay.orders.map((order) => order.do)).toEqual(
      expect.arrayContaining(['switch.hold', 'switch.retrieve', 'switch.start-recording']),
    );
    const stopped = replay.facts.find(({ fact }) => fact === 'recording.stopped');
    expect(stopped).toMatchObject({ durationMs: expect.toSatisfy((ms: number) => ms > 2_000 && ms < 3_000) });
    expect(replay.end?.recordingId).not.toBeNull();
  });

  it.each(['blind-transfer-to-extension', 'server-side-hold-with-music', 'consult-then-complete-transfer'])(
    'that others move about ends with nothing left behind: %s',
    (name) => {
      const replay = new Replay(name).run();
      expect(replay.story.slice(0, TALK.length)).toEqual(TALK);
      expect(replay.story).toContain('leg.parted customer');
      expect(replay.end).toMatchObject({ phase: 'ended', agentId: AGENT });
      expect(replay.kernel.callsOfAgent(AGENT)).toEqual([]);
    },
  );
});

describe('a call to a trunk', () => {
  it('rings, is answered and joined, and counts on its gateway until it ends', () => {
    const replay = new Replay('outbound-gateway-answered', { legsOrdered: true }).run();
    expect(replay.story).toEqual([
      'gateway.changed pstn1 true 1',
      'leg.ringing leg-1',
      'leg.answered leg-1',
      'leg.ringing leg-2',
      'leg.answered leg-2',
      'legs.joined leg-1 leg-2',
      'leg.ended leg-1 NORMAL_CLEARING switch',
      'gateway.changed pstn1 true 0',
      'leg.ended leg-2 NORMAL_CLEARING switch',
    ]);
  });

  it('fails as unreachable on a gateway that is down or does not exist', () => {
    const replay = new Replay('gateway-down-outbound-fails', { legsOrdered: true }).run();
    expect(replay.story.filter((line) => line.startsWith('leg.'))).toEqual([
      'leg.failed leg-1 unreachable GATEWAY_DOWN',
      'leg.failed leg-2 unreachable INVALID_GATEWAY',
    ]);
  });
});
