import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ, SUPERVISOR_HERTZ, TARGET_HERTZ } from './far-ends.js';
import { hears, useRig } from './rig.js';
import { MUSIC_HERTZ } from './switch-under-test.js';

/**
 * Three and more who hear each other. Serves BRIDGE-1, AGT-3.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

/** A customer, his agent and a third in a room, out of a consultation. */
async function conference() {
  const room = `call-${randomUUID()}`;
  const began = rig.current.log.mark;
  const { customer, phone, agentLeg, target } = await rig.current.consulting();
  await rig.current.confer(room, customer.legId, agentLeg, target.legId);
  return { room, began, customer, phone, agentLeg, target };
}

describe('a room', () => {
  it('lets all hear all, without what they heard before', async () => {
    const { customer, phone, target } = await conference();
    await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ);
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it('is entered by all at once, out of a hold too', async () => {
    const room = `call-${randomUUID()}`;
    const { customer, phone, agentLeg } = await rig.current.talking();
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await Promise.all(
      [customer.legId, agentLeg, target.legId].map((legId) => rig.current.confer(room, legId)),
    );
    await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ);
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it('is entered by one, and the one he talked with waits', async () => {
    const room = `call-${randomUUID()}`;
    const { customer, phone, agentLeg } = await rig.current.talking();
    const since = rig.current.log.mark;
    await rig.current.confer(room, agentLeg);
    await rig.current.log.until('leg.parted', { legId: customer.legId }, { since });
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    await hears(customer.end, MUSIC_HERTZ);
    await hears(phone);
  });

  it('does not hear one who is muted, who goes on hearing, until he is heard again', async () => {
    const { customer, phone, agentLeg, target } = await conference();
    await rig.current.order({ do: 'switch.mute', legId: agentLeg, muted: true });
    await hears(customer.end, TARGET_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ);
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await rig.current.order({ do: 'switch.mute', legId: agentLeg, muted: false });
    await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ);
  });

  it('goes on when one hangs up; the two who stay talk plainly then', async () => {
    const { customer, phone, agentLeg, target } = await conference();
    await rig.current.order({ do: 'switch.hang-up', legId: target.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: target.legId });
    await hears(customer.end, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ);
    const since = rig.current.log.mark;
    await rig.current.join(customer.legId, agentLeg);
    await hears(customer.end, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await hears(customer.end, MUSIC_HERTZ);
    await rig.current.order({ do: 'switch.retrieve', legId: agentLeg });
    await hears(customer.end, AGENT_HERTZ);
    expect(rig.current.log.namesOf(customer.legId, since)).toEqual(['legs.joined']);
  });

  it('hears one again who left it muted and talks with one of them', async () => {
    const { customer, agentLeg, target } = await conference();
    await rig.current.order({ do: 'switch.mute', legId: agentLeg, muted: true });
    await hears(customer.end, TARGET_HERTZ);
    await rig.current.order({ do: 'switch.hang-up', legId: target.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: target.legId });
    await rig.current.join(customer.legId, agentLeg);
    await hears(customer.end, AGENT_HERTZ);
  });

  it('is left by one who is parted: he waits, the others go on', async () => {
    const { room, customer, phone, target } = await conference();
    await hears(target.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
    await rig.current.order({ do: 'switch.part', legId: target.legId });
    await rig.current.log.until('leg.left-room', { legId: target.legId, room });
    await rig.current.order({ do: 'switch.play-music', legId: target.legId });
    await hears(target.phone, MUSIC_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ);
  });

  it('takes a fourth', async () => {
    const { room, customer } = await conference();
    const fourth = await rig.current.also('1003', SUPERVISOR_HERTZ);
    await rig.current.confer(room, fourth.legId);
    await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ, SUPERVISOR_HERTZ);
    await hears(fourth.phone, CUSTOMER_HERTZ, AGENT_HERTZ, TARGET_HERTZ);
  });

  it('is told of each leg once, and of a leg that ends there no more than that', async () => {
    const { began, customer, agentLeg, target } = await conference();
    for (const legId of [customer.legId, agentLeg, target.legId])
      expect(rig.current.log.namesOf(legId, began).filter((fact) => fact === 'leg.conferred')).toHaveLength(
        1,
      );
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: agentLeg });
    expect(rig.current.log.facts.slice(since).map(({ fact }) => fact)).toEqual(['leg.ended']);
  });

  it('is needed for muting', async () => {
    const { agentLeg } = await rig.current.talking();
    await expect(
      rig.current.order({ do: 'switch.mute', legId: agentLeg, muted: true }),
    ).rejects.toMatchObject({ code: 'switch.refused' });
  });
});
