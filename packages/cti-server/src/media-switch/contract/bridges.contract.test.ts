import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ } from './far-ends.js';
import { heard, notHeard, useRig } from './rig.js';
import { MUSIC_HERTZ } from './switch-under-test.js';

/**
 * Two legs together: joined, parted, held. Serves BRIDGE-1.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

describe('two legs', () => {
  it('hear each other when they are joined', async () => {
    const { customer, phone } = await rig.current.talking();
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });

  it('are joined out of the music', async () => {
    const customer = await rig.current.answered();
    await rig.current.order({ do: 'switch.play-music', legId: customer.legId });
    const phone = await rig.current.ends.agent('1001', 'phone-answers');
    const agentLeg = await rig.current.agentLeg('1001');
    await rig.current.join(customer.legId, agentLeg);
    await heard(phone, CUSTOMER_HERTZ);
    await notHeard(customer.end, MUSIC_HERTZ);
  });

  it('part when the agent leaves: the customer waits again and can be joined anew', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: customer.legId }, { since });
    await rig.current.log.until('leg.ended', { legId: agentLeg }, { since });
    const other = await rig.current.ends.agent('1002', 'phone-answers');
    const otherLeg = await rig.current.agentLeg('1002');
    await rig.current.join(customer.legId, otherLeg);
    await heard(other, CUSTOMER_HERTZ);
  });

  it("part when the agent's phone hangs up", async () => {
    const customer = await rig.current.answered();
    await rig.current.ends.agent('1001', 'phone-hangs-up');
    const agentLeg = await rig.current.agentLeg('1001');
    await rig.current.join(customer.legId, agentLeg);
    expect(await rig.current.log.until('leg.ended', { legId: agentLeg })).toMatchObject({ by: 'far-end' });
    await rig.current.log.until('leg.parted', { legId: customer.legId });
  });

  it('end together when the customer hangs up', async () => {
    const customer = await rig.current.answered('customer-hangs-up');
    await rig.current.ends.agent('1001', 'phone-answers', 0);
    const agentLeg = await rig.current.agentLeg('1001');
    await rig.current.join(customer.legId, agentLeg);
    expect(await rig.current.log.until('leg.ended', { legId: customer.legId })).toMatchObject({
      by: 'far-end',
    });
    expect(await rig.current.log.until('leg.ended', { legId: agentLeg })).toMatchObject({ by: 'switch' });
  });
});

describe('hold', () => {
  it('gives the customer music and the agent silence, and takes both back', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await heard(phone, CUSTOMER_HERTZ);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await rig.current.log.until('leg.held', { legId: agentLeg });
    await heard(customer.end, MUSIC_HERTZ);
    await notHeard(phone, CUSTOMER_HERTZ);
    await rig.current.order({ do: 'switch.retrieve', legId: agentLeg });
    await rig.current.log.until('leg.retrieved', { legId: agentLeg });
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });
});

describe('hold, by somebody in a hurry', () => {
  it('is over when it is taken back at once', async () => {
    const { customer, phone, agentLeg } = await rig.current.talking();
    await Promise.all([
      rig.current
        .order({ do: 'switch.hold', legId: agentLeg })
        .then(() => rig.current.order({ do: 'switch.retrieve', legId: agentLeg })),
      rig.current.log.until('leg.retrieved', { legId: agentLeg }),
    ]);
    await heard(customer.end, AGENT_HERTZ);
    await heard(phone, CUSTOMER_HERTZ);
  });

  it('keeps the customer when the agent is hung up at once', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: customer.legId });
    await notHeard(customer.end, MUSIC_HERTZ);
  });

  it.each([0, 1_000])("keeps the customer when the agent's phone hangs up %i ms later", async (pauseMs) => {
    const customer = await rig.current.answered();
    await rig.current.ends.agent('1001', 'phone-hangs-up', pauseMs);
    const agentLeg = await rig.current.agentLeg('1001');
    await rig.current.join(customer.legId, agentLeg);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await rig.current.log.until('leg.ended', { legId: agentLeg });
    await rig.current.log.until('leg.parted', { legId: customer.legId });
    await notHeard(customer.end, MUSIC_HERTZ);
  });
});
