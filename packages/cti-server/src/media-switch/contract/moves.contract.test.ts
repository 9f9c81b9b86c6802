import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ, SUPERVISOR_HERTZ, TARGET_HERTZ } from './far-ends.js';
import { hears, mark, PROMPT_HERTZ, useRig } from './rig.js';
import { MUSIC_HERTZ } from './switch-under-test.js';

/**
 * Legs that go from one to another, as in transfers, consultations and parked calls. Serves BRIDGE-1, AGT-2.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

describe('two who are parted', () => {
  it('wait each for themselves, with the sound that is ordered for each', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await hears(phone, CUSTOMER_HERTZ);
    await rig.current.part(agentLeg, customer.legId);
    await hears(phone);
    await hears(customer.end);
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    await rig.current.order({
      do: 'switch.play',
      legId: agentLeg,
      sound: { kind: 'tone', spec: `%(9000,0,${PROMPT_HERTZ})` },
      tag: 'ringback',
    });
    await hears(customer.end, MUSIC_HERTZ);
    await hears(phone, PROMPT_HERTZ);
  });

  it('are joined again, however often', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    for (let turn = 0; turn < 5; turn += 1) {
      await rig.current.part(
        turn % 2 === 0 ? agentLeg : customer.legId,
        turn % 2 === 0 ? customer.legId : agentLeg,
      );
      await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
      await rig.current.join(customer.legId, agentLeg);
    }
    await hears(customer.end, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ);
  });

  it('the moment they are joined: the one is hung up, and the other goes on', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    const since = rig.current.log.mark;
    // Each as soon as the one before is accepted, as a program that parks a caller in the moment he comes back to an agent.
    await rig.current.order({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
    await rig.current.order({ do: 'switch.part', legId: agentLeg });
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: agentLeg }, { since });
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    await hears(customer.end, MUSIC_HERTZ);
    expect(rig.current.log.namesOf(customer.legId, since)).not.toContain('leg.ended');
  });

  it('do not end with one another from then on', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    await rig.current.join(customer.legId, agentLeg);
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId: customer.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: agentLeg }, { since });
    await rig.current.order({ do: 'switch.play-music', legId: agentLeg });
    await hears(phone, MUSIC_HERTZ);
    expect(rig.current.log.namesOf(agentLeg, since)).toEqual(['leg.parted']);
  });

  it.each([
    ['the one who holds', 0],
    ['the one who is held', 0],
    ['the one who holds', 1_000],
    ['the one who is held', 1_000],
  ])('of whom one holds hear no more of the hold: %s is parted %i ms later', async (who, pauseMs) => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const [leg, other]: [LegId, LegId] =
      who === 'the one who holds' ? [agentLeg, customer.legId] : [customer.legId, agentLeg];
    await rig.current.part(leg, other);
    await hears(customer.end);
    await rig.current.join(customer.legId, agentLeg);
    await hears(customer.end, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await hears(customer.end, MUSIC_HERTZ);
    await rig.current.order({ do: 'switch.retrieve', legId: agentLeg });
    await hears(customer.end, AGENT_HERTZ);
  });
});

describe('a consultation', () => {
  it('lets the agent talk with somebody else while the customer hears music', async () => {
    const { customer, phone, target } = await rig.current.consulting();
    await hears(phone, TARGET_HERTZ);
    await hears(target.phone, AGENT_HERTZ);
    await hears(customer.end, MUSIC_HERTZ);
  });

  it('ends with the customer and the other joined; the agent is left and may go', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    const since = rig.current.log.mark;
    await rig.current.join(customer.legId, target.legId);
    await rig.current.log.until('leg.parted', { legId: agentLeg }, { since });
    await hears(customer.end, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ);
    await hears(phone);
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: agentLeg });
    await hears(customer.end, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ);
  });

  it('goes to and fro between the two', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    const began = rig.current.log.mark;
    for (let turn = 0; turn < 9; turn += 1) {
      const [next, left] = turn % 2 === 0 ? [customer.legId, target.legId] : [target.legId, customer.legId];
      const since = rig.current.log.mark;
      await rig.current.join(next, agentLeg);
      await rig.current.log.until('leg.parted', { legId: left }, { since });
      await rig.current.order({ do: 'switch.play-music', legId: left });
    }
    await hears(phone, CUSTOMER_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
    await hears(target.phone, MUSIC_HERTZ);
    expect(new Set(rig.current.log.namesOf(agentLeg, began))).toEqual(new Set(['legs.joined']));
  });

  it('may be with somebody who comes out of another call, whose partner is left as well', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    const other = await rig.current.also('1003', SUPERVISOR_HERTZ);
    await rig.current.join(customer.legId, other.legId);
    const since = rig.current.log.mark;
    await rig.current.join(customer.legId, agentLeg);
    for (const legId of [other.legId, target.legId])
      await rig.current.log.until('leg.parted', { legId }, { since });
    await hears(phone, CUSTOMER_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
    await hears(other.phone);
    await hears(target.phone);
  });

  it('leaves the agent his leg when the other hangs up, to take the customer back', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId: target.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: agentLeg }, { since });
    await rig.current.join(customer.legId, agentLeg);
    await hears(phone, CUSTOMER_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
  });

  it.each([0, 1_000])('that begins out of a hold, %i ms later, ends the hold', async (pauseMs) => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const since = rig.current.log.mark;
    await rig.current.join(target.legId, agentLeg);
    await rig.current.log.until('leg.parted', { legId: customer.legId }, { since });
    await hears(phone, TARGET_HERTZ);
    await hears(target.phone, AGENT_HERTZ);
    await hears(customer.end);
  });

  it('that is on hold itself ends with the customer and the other joined', async () => {
    const { customer, agentLeg, target } = await rig.current.consulting();
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await hears(target.phone, MUSIC_HERTZ);
    const since = rig.current.log.mark;
    await rig.current.join(customer.legId, target.legId);
    await rig.current.log.until('leg.parted', { legId: agentLeg }, { since });
    await hears(customer.end, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ);
  });
});

describe('a caller who is handed on', () => {
  it('hears music until another agent takes him', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await hears(customer.end, MUSIC_HERTZ);
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.join(customer.legId, target.legId);
    await hears(customer.end, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ);
  });

  it('is joined to a number outside, and either may end it', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    const { gateway } = rig.current.under;
    const outside = await rig.current.ends.phone('phone-answers', {
      port: gateway.port,
      hertz: TARGET_HERTZ,
    });
    await rig.current.part(agentLeg, customer.legId);
    const legId = await rig.current.createLeg(
      { kind: 'gateway', gateway: gateway.name, number: '13900139000' },
      { mark: mark('external'), offerId: null },
    );
    await rig.current.log.until('leg.answered', { legId });
    await rig.current.join(customer.legId, legId);
    await hears(customer.end, TARGET_HERTZ);
    await hears(outside, CUSTOMER_HERTZ);
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: customer.legId }, { since });
  });

  it('is parked, and picked up by whoever comes', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: agentLeg });
    expect(await phone.sip.ended).toBe(0);
    await hears(customer.end, MUSIC_HERTZ);
    const whoever = await rig.current.also('1003', TARGET_HERTZ);
    await rig.current.join(customer.legId, whoever.legId);
    await hears(customer.end, TARGET_HERTZ);
    await hears(whoever.phone, CUSTOMER_HERTZ);
  });
});
