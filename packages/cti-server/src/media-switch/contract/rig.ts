import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallId, LegId, OfferId } from '@callweave/cti-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { LegMark, LegTarget, MediaSwitch, SwitchOrder } from '../media-switch.port.js';
import { FactLog } from './fact-log.js';
import {
  AGENT_HERTZ,
  CUSTOMER_HERTZ,
  type FarEnd,
  FarEnds,
  SUPERVISOR_HERTZ,
  TARGET_HERTZ,
} from './far-ends.js';
import { connect, MUSIC_HERTZ, openSwitch, type SwitchUnderTest } from './switch-under-test.js';
import { toneWav } from './wav.js';

/** The number customers call. */
export const TRUNK_NUMBER = '4008001234';
/** The tone of the prompt `welcome`, 600 ms. */
export const PROMPT_HERTZ = 800;
/** The tone of the prompt `second`, 600 ms. */
export const SECOND_HERTZ = 1_300;

/** A switch with nobody on it, the port on top, and the far ends of one test. */
export class Rig {
  readonly under: SwitchUnderTest;
  readonly ends: FarEnds;
  readonly log = new FactLog();
  readonly mediaSwitch: MediaSwitch;

  constructor(under: SwitchUnderTest) {
    this.under = under;
    this.ends = new FarEnds(under);
    this.mediaSwitch = connect(under);
    this.mediaSwitch.onFact(this.log.take);
  }

  async start(): Promise<void> {
    this.mediaSwitch.start();
    await this.log.until('switch.up');
  }

  async order(order: SwitchOrder): Promise<void> {
    await this.mediaSwitch.execute(order);
  }

  async arrive(scenario?: 'customer-hangs-up' | 'customer-gives-up'): Promise<{ legId: LegId; end: FarEnd }> {
    const since = this.log.mark;
    const end = await this.ends.customer(TRUNK_NUMBER, scenario);
    const { legId } = await this.log.until('leg.arrived', {}, { since });
    await this.order({ do: 'switch.mark', legId, mark: mark('customer') });
    return { legId, end };
  }

  async answered(scenario?: 'customer-hangs-up'): Promise<{ legId: LegId; end: FarEnd }> {
    const customer = await this.arrive(scenario);
    await this.order({ do: 'switch.answer', legId: customer.legId });
    await this.log.until('leg.answered', { legId: customer.legId });
    return customer;
  }

  async createLeg(target: LegTarget, with_: Partial<SwitchOrder & { do: 'switch.create-leg' }> = {}) {
    const legId = randomUUID() as LegId;
    await this.order({
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

  /** A leg to an agent's phone that was answered. */
  async agentLeg(extension: string): Promise<LegId> {
    const legId = await this.createLeg({ kind: 'extension', extension });
    await this.log.until('leg.answered', { legId });
    return legId;
  }

  async join(legId: LegId, otherLegId: LegId): Promise<void> {
    const since = this.log.mark;
    await this.order({ do: 'switch.join', legId, otherLegId });
    await this.log.until('legs.joined', { legId, otherLegId }, { since });
  }

  /** A customer and an agent who hear each other. */
  async talking() {
    const customer = await this.answered();
    const phone = await this.ends.agent('1001', 'phone-answers');
    const agentLeg = await this.agentLeg('1001');
    await this.join(customer.legId, agentLeg);
    return { customer, phone, agentLeg };
  }

  /** Somebody else's phone, which has answered: that of another agent, or of a supervisor. */
  async also(extension: string, hertz: number, party: LegMark['party'] = 'agent') {
    const phone = await this.ends.agent(extension, 'phone-answers', 100, hertz);
    const legId = await this.createLeg({ kind: 'extension', extension }, { mark: mark(party) });
    await this.log.until('leg.answered', { legId });
    return { phone, legId };
  }

  /** Parts a leg from its partner; both stand parked then. */
  async part(legId: LegId, partner: LegId): Promise<void> {
    const since = this.log.mark;
    await this.order({ do: 'switch.part', legId });
    for (const one of [legId, partner]) await this.log.until('leg.parted', { legId: one }, { since });
  }

  /** Brings legs into a room. */
  async confer(room: string, ...legIds: LegId[]): Promise<void> {
    const since = this.log.mark;
    for (const legId of legIds) await this.order({ do: 'switch.confer', legId, room });
    for (const legId of legIds) await this.log.until('leg.conferred', { legId, room }, { since });
  }

  /** A customer who hears music, and his agent who talks with somebody else. */
  async consulting() {
    const { customer, phone, agentLeg } = await this.talking();
    await this.part(agentLeg, customer.legId);
    await this.order({ do: 'switch.play-music', legId: customer.legId });
    const target = await this.also('1002', TARGET_HERTZ);
    await this.join(target.legId, agentLeg);
    return { customer, phone, agentLeg, target };
  }

  /** Leaves nothing behind for the next test. */
  async stop(): Promise<void> {
    await this.#hangUpAll();
    await this.mediaSwitch.stop();
    await this.ends.close();
  }

  async #hangUpAll(): Promise<void> {
    const live = new Set<LegId>();
    for (const fact of this.log.facts) {
      if (fact.fact === 'leg.arrived' || fact.fact === 'leg.answered' || fact.fact === 'leg.ringing')
        live.add(fact.legId);
      if (fact.fact === 'leg.ended' || fact.fact === 'leg.failed') live.delete(fact.legId);
    }
    await Promise.all(
      [...live].map(async (legId) => {
        await this.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' }).catch(() => {});
        await Promise.race([
          this.log.until('leg.ended', { legId }),
          this.log.until('leg.failed', { legId }),
        ]).catch(() => {});
      }),
    );
  }
}

/** Opens a switch for the tests of a file; `current` is the running test's rig. */
export function useRig(): { readonly current: Rig } {
  let under: SwitchUnderTest | undefined;
  let rig: Rig | undefined;
  beforeAll(async () => {
    under = await openSwitch();
    writeFileSync(join(under.folder, 'sounds', 'welcome.wav'), toneWav(PROMPT_HERTZ, 600));
    writeFileSync(join(under.folder, 'sounds', 'second.wav'), toneWav(SECOND_HERTZ, 600));
  }, 60_000);
  afterAll(() => under?.stop());
  beforeEach(async () => {
    if (!under) throw new Error('no switch');
    rig = new Rig(under);
    await rig.start();
  });
  afterEach(() => rig?.stop());
  return {
    get current() {
      if (!rig) throw new Error('no test is running');
      return rig;
    },
  };
}

export function mark(party: LegMark['party'], facts: Record<string, string> = {}): LegMark {
  return { callId: `call-${randomUUID()}` as CallId, party, facts };
}

export function heard(end: FarEnd, hertz: number): Promise<void> {
  return expect.poll(() => end.sound.share(hertz), { timeout: 8_000, interval: 50 }).toBeGreaterThan(0.7);
}

export function notHeard(end: FarEnd, hertz: number): Promise<void> {
  return expect.poll(() => end.sound.share(hertz), { timeout: 8_000, interval: 50 }).toBeLessThan(0.1);
}

const TONES = [
  CUSTOMER_HERTZ,
  AGENT_HERTZ,
  TARGET_HERTZ,
  SUPERVISOR_HERTZ,
  MUSIC_HERTZ,
  PROMPT_HERTZ,
  SECOND_HERTZ,
] as const;

/** Of all tones of the suite, an end hears these and none besides, now and a moment later. */
export async function hears(end: FarEnd, ...hertz: readonly number[]): Promise<void> {
  const heardNow = () => TONES.filter((tone) => end.sound.share(tone) > 0.15);
  await expect
    .poll(
      async () => {
        const before = heardNow();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return [before, heardNow()];
      },
      { timeout: 8_000, interval: 50 },
    )
    .toEqual([hertz, hertz].map((tones) => TONES.filter((tone) => tones.includes(tone))));
}
