import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallId, LegId, OfferId, RecordingId } from '@callweave/cti-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FactLog } from './contract/fact-log.js';
import { AGENT_HERTZ, CUSTOMER_HERTZ, type FarEnd, FarEnds } from './contract/far-ends.js';
import { connect, MUSIC_HERTZ, openSwitch, type SwitchUnderTest } from './contract/switch-under-test.js';
import { readStereo, toneWav } from './contract/wav.js';
import type { LegMark, LegTarget, MediaSwitch, SwitchOrder } from './media-switch.port.js';

/**
 * What every switch behind the port has to do, with SIP peers and sound at its far ends. It runs against dev-switch,
 * or against a real FreeSWITCH (see contract/switch-under-test.ts). Serves BRIDGE-1, ACD-5, IVR-3, REC-1.
 */

const TRUNK_NUMBER = '4008001234';
const PROMPT_HERTZ = 800;

let under: SwitchUnderTest;
let mediaSwitch: MediaSwitch;
let log: FactLog;
let ends: FarEnds;

beforeAll(async () => {
  under = await openSwitch();
  writeFileSync(join(under.folder, 'sounds', 'welcome.wav'), toneWav(PROMPT_HERTZ, 600));
}, 60_000);

afterAll(async () => {
  await under?.stop();
});

beforeEach(async () => {
  ends = new FarEnds(under);
  log = new FactLog();
  mediaSwitch = connect(under);
  mediaSwitch.onFact(log.take);
  mediaSwitch.start();
  await log.until('switch.up');
});

afterEach(async () => {
  await hangUpAll();
  await mediaSwitch.stop();
  await ends.close();
});

async function order(one: SwitchOrder): Promise<void> {
  await mediaSwitch.execute(one);
}

/** Leaves nothing behind for the next test. */
async function hangUpAll(): Promise<void> {
  const live = new Set<LegId>();
  for (const fact of log.facts) {
    if (fact.fact === 'leg.arrived' || fact.fact === 'leg.answered' || fact.fact === 'leg.ringing')
      live.add(fact.legId);
    if (fact.fact === 'leg.ended' || fact.fact === 'leg.failed') live.delete(fact.legId);
  }
  await Promise.all(
    [...live].map(async (legId) => {
      await order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' }).catch(() => {});
      await Promise.race([log.until('leg.ended', { legId }), log.until('leg.failed', { legId })]).catch(
        () => {},
      );
    }),
  );
}

function mark(party: LegMark['party'], facts: Record<string, string> = {}): LegMark {
  return { callId: `call-${randomUUID()}` as CallId, party, facts };
}

async function arrive(
  scenario?: 'customer-hangs-up' | 'customer-gives-up',
): Promise<{ legId: LegId; end: FarEnd }> {
  const since = log.mark;
  const end = await ends.customer(TRUNK_NUMBER, scenario);
  const { legId } = await log.until('leg.arrived', {}, { since });
  await order({ do: 'switch.mark', legId, mark: mark('customer') });
  return { legId, end };
}

async function answered(scenario?: 'customer-hangs-up'): Promise<{ legId: LegId; end: FarEnd }> {
  const customer = await arrive(scenario);
  await order({ do: 'switch.answer', legId: customer.legId });
  await log.until('leg.answered', { legId: customer.legId });
  return customer;
}

async function createLeg(target: LegTarget, with_: Partial<SwitchOrder & { do: 'switch.create-leg' }> = {}) {
  const legId = randomUUID() as LegId;
  await order({
    do: 'switch.create-leg',
    legId,
    target,
    mark: mark('agent', { agentId: 'agent-1' }),
    callerNumber: '13800138000',
    callerName: "Zoë O'Hara, VIP",
    ringMs: 20_000,
    offerId: 'offer-1' as OfferId,
    ...with_,
  });
  return legId;
}

/** A customer and an agent who hear each other. */
async function talking() {
  const customer = await answered();
  const phone = await ends.agent('1001', 'phone-answers');
  const agentLeg = await createLeg({ kind: 'extension', extension: '1001' });
  await log.until('leg.answered', { legId: agentLeg });
  await order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
  await log.until('legs.joined');
  return { customer, phone, agentLeg };
}

function heard(end: FarEnd, hertz: number): Promise<void> {
  return expect.poll(() => end.sound.share(hertz), { timeout: 8_000, interval: 50 }).toBeGreaterThan(0.7);
}

function notHeard(end: FarEnd, hertz: number): Promise<void> {
  return expect.poll(() => end.sound.share(hertz), { timeout: 8_000, interval: 50 }).toBeLessThan(0.1);
}

describe('a call from a trunk', () => {
  it('arrives with its numbers and waits', async () => {
    await ends.customer(TRUNK_NUMBER, 'customer', { number: '13900001111', name: '张三' });
    const arrived = await log.until('leg.arrived');
    expect(arrived).toMatchObject({ caller: '13900001111', callerName: '张三', called: TRUNK_NUMBER });
    expect(arrived.trunk).toBeTruthy();
  });

  it('is answered on order, once', async () => {
    const { legId, end } = await answered();
    await order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    expect(await log.until('leg.ended', { legId })).toMatchObject({ cause: 'NORMAL_CLEARING', by: 'switch' });
    expect(await end.sip.ended).toBe(0);
    expect(log.namesOf(legId)).toEqual(['leg.arrived', 'leg.answered', 'leg.ended']);
  });

  it('tells that the customer hung up', async () => {
    const { legId } = await answered('customer-hangs-up');
    expect(await log.until('leg.ended', { legId })).toMatchObject({ by: 'far-end' });
  });

  it('tells that the customer gave up before the answer', async () => {
    const { legId } = await arrive('customer-gives-up');
    expect(await log.until('leg.ended', { legId })).toMatchObject({ by: 'far-end' });
    expect(log.namesOf(legId)).toEqual(['leg.arrived', 'leg.ended']);
  });
});

describe('sound for one leg', () => {
  it('plays a prompt and says when it has ended', async () => {
    const { legId, end } = await answered();
    await order({ do: 'switch.play', legId, sound: { kind: 'prompt', name: 'welcome' }, tag: 'greeting' });
    await heard(end, PROMPT_HERTZ);
    expect(await log.until('play.ended', { legId })).toMatchObject({ tag: 'greeting' });
  });

  it('plays music until it is stopped', async () => {
    const { legId, end } = await answered();
    await order({ do: 'switch.play-music', legId });
    await heard(end, MUSIC_HERTZ);
    await order({ do: 'switch.stop-playing', legId });
    await order({
      do: 'switch.play',
      legId,
      sound: { kind: 'tone', spec: `%(3000,0,${PROMPT_HERTZ})` },
      tag: 'after',
    });
    await heard(end, PROMPT_HERTZ);
    expect(log.facts.filter(({ fact }) => fact === 'play.ended')).toEqual([]);
  });

  it('collects keys up to the last one', async () => {
    const { legId, end } = await answered();
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('4711');
    expect(await log.until('digits.collected', { legId })).toMatchObject({
      tag: 'menu',
      digits: '4711',
      outcome: 'collected',
    });
  });

  it('takes fewer keys when the terminator is pressed, or the pause is long', async () => {
    const { legId, end } = await answered();
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('12#');
    expect(await log.until('digits.collected', { legId })).toMatchObject({
      digits: '12',
      outcome: 'collected',
    });
    const since = log.mark;
    await collect(legId);
    await heard(end, PROMPT_HERTZ);
    end.sound.press('3');
    expect(await log.until('digits.collected', { legId }, { since })).toMatchObject({
      digits: '3',
      outcome: 'collected',
    });
  });

  it('says when nothing was pressed in time', async () => {
    const { legId } = await answered();
    await collect(legId);
    expect(await log.until('digits.collected', { legId })).toMatchObject({
      digits: '',
      outcome: 'timed-out',
    });
  });

  function collect(legId: LegId): Promise<void> {
    return order({
      do: 'switch.collect',
      legId,
      tag: 'menu',
      prompt: { kind: 'prompt', name: 'welcome' },
      minDigits: 1,
      maxDigits: 4,
      terminators: '#',
      timeoutMs: 1_500,
      betweenDigitsMs: 1_200,
    });
  }
});

describe("an agent's leg", () => {
  it('rings and is answered', async () => {
    await ends.agent('1001', 'phone-answers');
    const legId = await createLeg({ kind: 'extension', extension: '1001' });
    await log.until('leg.answered', { legId });
    expect(log.namesOf(legId)).toEqual(['leg.ringing', 'leg.answered']);
  });

  it('fails with busy', async () => {
    await ends.agent('1002', 'phone-busy');
    const legId = await createLeg({ kind: 'extension', extension: '1002' });
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'busy', cause: 'USER_BUSY' });
  });

  it('fails with no answer when its time is up', async () => {
    await ends.agent('1003', 'phone-rings');
    const legId = await createLeg({ kind: 'extension', extension: '1003' }, { ringMs: 2_000 });
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'no-answer' });
    expect(log.namesOf(legId)).toEqual(['leg.ringing', 'leg.failed']);
  });

  it('fails as unreachable when no phone is registered', async () => {
    const legId = await createLeg({ kind: 'extension', extension: '1010' });
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'unreachable' });
    expect(log.namesOf(legId)).toEqual(['leg.failed']);
  });

  it('is cancelled when it is hung up while it rings', async () => {
    const phone = await ends.agent('1004', 'phone-rings');
    const legId = await createLeg({ kind: 'extension', extension: '1004' });
    await log.until('leg.ringing', { legId });
    await order({ do: 'switch.hang-up', legId, cause: 'ORIGINATOR_CANCEL' });
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'cancelled' });
    expect(await phone.sip.ended).toBe(0);
  });

  it('is cancelled even when it is hung up before it exists', async () => {
    await ends.agent('1005', 'phone-rings');
    const legId = randomUUID() as LegId;
    await Promise.all([
      createLeg({ kind: 'extension', extension: '1005' }, { legId }),
      order({ do: 'switch.hang-up', legId, cause: 'ORIGINATOR_CANCEL' }),
    ]);
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'cancelled' });
  });
});

describe('a call to a trunk', () => {
  it('rings and is answered, and counts on its gateway', async () => {
    await ends.phone('phone-answers', { port: under.gateway.port });
    const target = { kind: 'gateway', gateway: under.gateway.name, number: '13900139000' } as const;
    const legId = await createLeg(target, { mark: mark('customer'), offerId: null });
    await log.until('leg.answered', { legId });
    const used = await log.until('gateway.changed');
    expect(used.gateway).toEqual({ name: under.gateway.name, up: true, channelsInUse: 1 });
  });

  it('fails as unreachable on a gateway that does not exist', async () => {
    const legId = await createLeg(
      { kind: 'gateway', gateway: 'nowhere', number: '139' },
      { mark: mark('customer') },
    );
    expect(await log.until('leg.failed', { legId })).toMatchObject({ failure: 'unreachable' });
  });
});

describe('two legs', () => {
  it('hear each other when they are joined', async () => {
    const { customer, phone } = await talking();
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });

  it('are joined out of the music', async () => {
    const customer = await answered();
    await order({ do: 'switch.play-music', legId: customer.legId });
    const phone = await ends.agent('1001', 'phone-answers');
    const agentLeg = await createLeg({ kind: 'extension', extension: '1001' });
    await log.until('leg.answered', { legId: agentLeg });
    await order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
    await heard(phone, CUSTOMER_HERTZ);
    await notHeard(customer.end, MUSIC_HERTZ);
  });

  it('part when the agent leaves: the customer waits again and can be joined anew', async () => {
    const { customer, agentLeg } = await talking();
    const since = log.mark;
    await order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await log.until('leg.parted', { legId: customer.legId }, { since });
    await log.until('leg.ended', { legId: agentLeg }, { since });
    const other = await ends.agent('1002', 'phone-answers');
    const otherLeg = await createLeg({ kind: 'extension', extension: '1002' });
    await log.until('leg.answered', { legId: otherLeg });
    await order({ do: 'switch.join', legId: customer.legId, otherLegId: otherLeg });
    await log.until('legs.joined', {}, { since });
    await heard(other, CUSTOMER_HERTZ);
  });

  it("part when the agent's phone hangs up", async () => {
    const customer = await answered();
    await ends.agent('1001', 'phone-hangs-up', 1_500);
    const agentLeg = await createLeg({ kind: 'extension', extension: '1001' });
    await log.until('leg.answered', { legId: agentLeg });
    await order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
    expect(await log.until('leg.ended', { legId: agentLeg })).toMatchObject({ by: 'far-end' });
    await log.until('leg.parted', { legId: customer.legId });
  });

  it('end together when the customer hangs up', async () => {
    const customer = await answered('customer-hangs-up');
    await ends.agent('1001', 'phone-answers', 0);
    const agentLeg = await createLeg({ kind: 'extension', extension: '1001' });
    await log.until('leg.answered', { legId: agentLeg });
    await order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
    expect(await log.until('leg.ended', { legId: customer.legId })).toMatchObject({ by: 'far-end' });
    expect(await log.until('leg.ended', { legId: agentLeg })).toMatchObject({ by: 'switch' });
  });
});

describe('hold', () => {
  it('gives the customer music and the agent silence, and takes both back', async () => {
    const { customer, phone, agentLeg } = await talking();
    await heard(phone, CUSTOMER_HERTZ);
    await order({ do: 'switch.hold', legId: agentLeg });
    await log.until('leg.held', { legId: agentLeg });
    await heard(customer.end, MUSIC_HERTZ);
    await notHeard(phone, CUSTOMER_HERTZ);
    await order({ do: 'switch.retrieve', legId: agentLeg });
    await log.until('leg.retrieved', { legId: agentLeg });
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });
});

describe('hold, by somebody in a hurry', () => {
  it('is over when it is taken back at once', async () => {
    const { customer, phone, agentLeg } = await talking();
    await Promise.all([
      order({ do: 'switch.hold', legId: agentLeg }).then(() =>
        order({ do: 'switch.retrieve', legId: agentLeg }),
      ),
      log.until('leg.retrieved', { legId: agentLeg }),
    ]);
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });

  it('keeps the customer when the agent is hung up at once', async () => {
    const { customer, agentLeg } = await talking();
    await order({ do: 'switch.hold', legId: agentLeg });
    await order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await log.until('leg.parted', { legId: customer.legId });
    await notHeard(customer.end, MUSIC_HERTZ);
  });

  it.each([
    [300, 'at once'],
    [1_500, 'later'],
  ])("keeps the customer when the agent's phone hangs up (after %i ms, %s)", async (pauseMs) => {
    const customer = await answered();
    await ends.agent('1001', 'phone-hangs-up', 700 + pauseMs);
    const agentLeg = await createLeg({ kind: 'extension', extension: '1001' });
    await log.until('leg.answered', { legId: agentLeg });
    await order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
    await order({ do: 'switch.hold', legId: agentLeg });
    await log.until('leg.ended', { legId: agentLeg });
    await log.until('leg.parted', { legId: customer.legId });
    await notHeard(customer.end, MUSIC_HERTZ);
  });
});

describe('keys for the far end', () => {
  it('are accepted', async () => {
    const { legId } = await answered();
    await order({ do: 'switch.send-digits', legId, digits: '12#' });
  });
});

describe('a recording', () => {
  it('is stereo: left what the leg says, right what it hears', async () => {
    const { customer, phone } = await talking();
    await heard(phone, CUSTOMER_HERTZ);
    const path = '2026-01-05/first.wav';
    await order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-1' as RecordingId,
      path,
    });
    await log.until('recording.started', { legId: customer.legId, path });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await order({ do: 'switch.stop-recording', legId: customer.legId, path });
    const stopped = await log.until('recording.stopped', { legId: customer.legId, path });
    expect(stopped.durationMs).toBeGreaterThan(800);
    const { left, right } = readStereo(join(under.folder, 'recordings', path));
    expect(left.share(CUSTOMER_HERTZ)).toBeGreaterThan(0.7);
    expect(right.share(AGENT_HERTZ)).toBeGreaterThan(0.7);
  });

  it('stops with its leg', async () => {
    const { customer } = await talking();
    const path = '2026-01-05/second.wav';
    await order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-2' as RecordingId,
      path,
    });
    await log.until('recording.started', { path });
    await order({ do: 'switch.hang-up', legId: customer.legId, cause: 'NORMAL_CLEARING' });
    await log.until('recording.stopped', { path, legId: customer.legId });
  });
});

describe('a phone', () => {
  it('is told when it registers, not when it refreshes, and when it leaves', async () => {
    const phone = await ends.phone('phone-answers');
    const before = log.mark;
    const from = 30_000 + (process.pid % 20_000);
    await ends.register('1006', phone.sip.port, { from });
    await log.until('extension.registered', { extension: '1006' }, { since: before });
    const since = log.mark;
    await ends.register('1006', phone.sip.port, { from });
    await ends.register('1006', phone.sip.port, { from, expires: 0 });
    await log.until('extension.unregistered', { extension: '1006' }, { since });
    expect(log.facts.slice(since).filter(({ fact }) => fact === 'extension.registered')).toEqual([]);
  });
});

describe('a server that starts while calls are up', () => {
  it('finds them with their marks, joined, held and recorded as they are', async () => {
    const { customer, agentLeg } = await talking();
    const customerMark = mark('customer', {
      queueId: 'sales',
      data: encodeURIComponent('{"客户":"a;b,c=d"}'),
    });
    await order({ do: 'switch.mark', legId: customer.legId, mark: mark('customer', { old: 'x' }) });
    await order({ do: 'switch.mark', legId: customer.legId, mark: customerMark });
    await order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-3' as RecordingId,
      path: 'adopted.wav',
    });
    await order({ do: 'switch.hold', legId: agentLeg });
    await log.until('leg.held', { legId: agentLeg });

    const next = connect(under);
    const nextLog = new FactLog();
    next.onFact(nextLog.take);
    next.start();
    try {
      const up = await nextLog.until('switch.up');
      const found = (legId: LegId) => up.legs.find((leg) => leg.legId === legId);
      expect(found(customer.legId)).toMatchObject({
        mark: customerMark,
        direction: 'inbound',
        caller: '13800138000',
        called: TRUNK_NUMBER,
        joinedTo: agentLeg,
        recordings: ['adopted.wav'],
      });
      expect(found(agentLeg)).toMatchObject({
        mark: { party: 'agent', facts: { agentId: 'agent-1' } },
        joinedTo: customer.legId,
        held: true,
      });
      expect(found(customer.legId)?.answeredAt).toBeGreaterThan(Date.now() - 60_000);
      await next.execute({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
      await nextLog.until('leg.parted', { legId: customer.legId });
    } finally {
      await next.stop();
    }
  });

  it('finds a caller whom nobody has taken yet', async () => {
    await ends.customer(TRUNK_NUMBER);
    const { legId } = await log.until('leg.arrived');
    const next = connect(under);
    const nextLog = new FactLog();
    next.onFact(nextLog.take);
    next.start();
    const up = await nextLog.until('switch.up');
    await next.stop();
    expect(up.legs.find((leg) => leg.legId === legId)).toMatchObject({
      mark: null,
      answeredAt: null,
      called: TRUNK_NUMBER,
    });
  });
});

describe('an order that cannot be', () => {
  it('is refused with the words of the switch when the leg is unknown', async () => {
    const legId = randomUUID() as LegId;
    await expect(order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' })).rejects.toMatchObject({
      code: 'switch.refused',
      details: { reply: expect.stringContaining('No such channel') },
    });
    await expect(order({ do: 'switch.answer', legId })).rejects.toMatchObject({ code: 'switch.refused' });
  });

  it('is refused before it is sent when a value holds a line break', async () => {
    const legId = `x\n\napi system reboot` as LegId;
    await expect(order({ do: 'switch.answer', legId })).rejects.toMatchObject({
      code: 'switch.invalid-argument',
    });
    await expect(
      createLeg({ kind: 'extension', extension: '1001' }, { callerName: 'Eve\r\nX-Evil: 1' }),
    ).rejects.toMatchObject({ code: 'switch.invalid-argument' });
  });
});
