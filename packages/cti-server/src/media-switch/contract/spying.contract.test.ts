import { randomUUID } from 'node:crypto';
import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import type { SpyMode } from '../media-switch.port.js';
import { AGENT_HERTZ, CUSTOMER_HERTZ, SUPERVISOR_HERTZ, TARGET_HERTZ } from './far-ends.js';
import { hears, PROMPT_HERTZ, useRig } from './rig.js';

/**
 * A supervisor who listens to an agent, whispers to him, talks with both, or takes the call over. Serves SUP-4.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

async function spy(legId: LegId, onLegId: LegId, mode: SpyMode): Promise<void> {
  const since = rig.current.log.mark;
  await rig.current.order({ do: 'switch.spy', legId, onLegId, mode });
  await rig.current.log.until('leg.spying', { legId, onLegId }, { since });
}

/** A customer and his agent, and a supervisor who spies on the agent. */
async function supervised(mode: SpyMode = 'listen') {
  const talk = await rig.current.talking();
  const supervisor = await rig.current.also('1009', SUPERVISOR_HERTZ, 'supervisor');
  await spy(supervisor.legId, talk.agentLeg, mode);
  return { ...talk, supervisor };
}

const HEARD: Readonly<
  Record<SpyMode, { readonly agent: readonly number[]; readonly customer: readonly number[] }>
> = {
  listen: { agent: [CUSTOMER_HERTZ], customer: [AGENT_HERTZ] },
  whisper: { agent: [CUSTOMER_HERTZ, SUPERVISOR_HERTZ], customer: [AGENT_HERTZ] },
  barge: { agent: [CUSTOMER_HERTZ, SUPERVISOR_HERTZ], customer: [AGENT_HERTZ, SUPERVISOR_HERTZ] },
};

describe('a supervisor', () => {
  it.each(['listen', 'whisper', 'barge'] as const)('hears both; %s says who hears him', async (mode) => {
    const { customer, phone, supervisor } = await supervised(mode);
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
    await hears(phone, ...HEARD[mode].agent);
    await hears(customer.end, ...HEARD[mode].customer);
  });

  it('goes from one way to another', async () => {
    const { customer, phone, supervisor } = await supervised();
    for (const mode of ['whisper', 'barge', 'listen', 'barge', 'whisper', 'listen'] as const) {
      await rig.current.order({ do: 'switch.set-spy-mode', legId: supervisor.legId, mode });
      await hears(phone, ...HEARD[mode].agent);
      await hears(customer.end, ...HEARD[mode].customer);
    }
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it('changes nothing with the keys of his phone', async () => {
    const { customer, phone, supervisor } = await supervised();
    supervisor.phone.sound.press('3');
    await new Promise((resolve) => setTimeout(resolve, 500));
    await hears(phone, CUSTOMER_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
  });

  it('leaves unnoticed', async () => {
    const { customer, phone, agentLeg, supervisor } = await supervised('barge');
    const since = rig.current.log.mark;
    await rig.current.order({ do: 'switch.hang-up', legId: supervisor.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: supervisor.legId });
    await hears(phone, CUSTOMER_HERTZ);
    await hears(customer.end, AGENT_HERTZ);
    expect(rig.current.log.namesOf(supervisor.legId, since)).toEqual(['leg.ended']);
    expect(rig.current.log.namesOf(agentLeg, since)).toEqual([]);
  });

  it('follows the agent from partner to partner', async () => {
    const { customer, phone, agentLeg, supervisor } = await supervised('whisper');
    await rig.current.part(agentLeg, customer.legId);
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.join(target.legId, agentLeg);
    await hears(supervisor.phone, AGENT_HERTZ, TARGET_HERTZ);
    await hears(phone, TARGET_HERTZ, SUPERVISOR_HERTZ);
    await hears(target.phone, AGENT_HERTZ);
    await hears(customer.end);
    await rig.current.confer(`call-${randomUUID()}`, agentLeg);
    await rig.current.join(customer.legId, agentLeg);
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ, SUPERVISOR_HERTZ);
  });

  it('hears a whole room', async () => {
    const { customer, agentLeg, supervisor } = await supervised();
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.confer(`call-${randomUUID()}`, customer.legId, agentLeg, target.legId);
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ, TARGET_HERTZ);
    await rig.current.order({ do: 'switch.set-spy-mode', legId: supervisor.legId, mode: 'barge' });
    await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ, SUPERVISOR_HERTZ);
    await hears(target.phone, CUSTOMER_HERTZ, AGENT_HERTZ, SUPERVISOR_HERTZ);
  });

  it('is beside another', async () => {
    const { phone, agentLeg, supervisor } = await supervised();
    const second = await rig.current.also('1008', TARGET_HERTZ, 'supervisor');
    await spy(second.legId, agentLeg, 'whisper');
    await hears(second.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await rig.current.order({ do: 'switch.hang-up', legId: supervisor.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: supervisor.legId });
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await hears(second.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it('is told when the agent is gone, and waits for orders', async () => {
    const { agentLeg, supervisor } = await supervised();
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('spy.ended', { legId: supervisor.legId });
    await rig.current.order({
      do: 'switch.play',
      legId: supervisor.legId,
      sound: { kind: 'tone', spec: `%(9000,0,${PROMPT_HERTZ})` },
      tag: 'over',
    });
    await hears(supervisor.phone, PROMPT_HERTZ);
  });

  it('is told so when the agent was gone before', async () => {
    const supervisor = await rig.current.also('1009', SUPERVISOR_HERTZ, 'supervisor');
    await rig.current.order({
      do: 'switch.spy',
      legId: supervisor.legId,
      onLegId: randomUUID() as LegId,
      mode: 'listen',
    });
    await rig.current.log.until('spy.ended', { legId: supervisor.legId });
    expect(rig.current.log.namesOf(supervisor.legId)).not.toContain('leg.spying');
    const { agentLeg } = await rig.current.talking();
    await spy(supervisor.legId, agentLeg, 'listen');
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it('stops when he is parted', async () => {
    const { customer, agentLeg, supervisor } = await supervised('barge');
    await rig.current.order({ do: 'switch.part', legId: supervisor.legId });
    await rig.current.log.until('spy.ended', { legId: supervisor.legId });
    await hears(customer.end, AGENT_HERTZ);
    await hears(supervisor.phone);
    await spy(supervisor.legId, agentLeg, 'listen');
    await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ);
  });

  it.each(['listen', 'barge'] as const)(
    'takes the call over out of %s, and the agent is left',
    async (mode) => {
      const { customer, phone, agentLeg, supervisor } = await supervised(mode);
      const since = rig.current.log.mark;
      await rig.current.join(customer.legId, supervisor.legId);
      await rig.current.log.until('leg.parted', { legId: agentLeg }, { since });
      await hears(customer.end, SUPERVISOR_HERTZ);
      await hears(supervisor.phone, CUSTOMER_HERTZ);
      await hears(phone);
      await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
      await rig.current.log.until('leg.ended', { legId: agentLeg });
      await hears(customer.end, SUPERVISOR_HERTZ);
      expect(rig.current.log.namesOf(supervisor.legId, since)).toEqual(['legs.joined']);
    },
  );

  it.each(['listen', 'whisper', 'barge'] as const)(
    'takes a place in the conference out of %s, and the agent whose it was leaves',
    async (mode) => {
      const room = `call-${randomUUID()}`;
      const { customer, phone, agentLeg, supervisor } = await supervised(mode);
      const target = await rig.current.also('1002', TARGET_HERTZ);
      await rig.current.confer(room, customer.legId, agentLeg, target.legId);
      await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ, TARGET_HERTZ);
      const since = rig.current.log.mark;
      await rig.current.confer(room, supervisor.legId);
      await hears(customer.end, AGENT_HERTZ, TARGET_HERTZ, SUPERVISOR_HERTZ);
      await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ, SUPERVISOR_HERTZ);
      await hears(supervisor.phone, CUSTOMER_HERTZ, AGENT_HERTZ, TARGET_HERTZ);
      await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
      await rig.current.log.until('leg.ended', { legId: agentLeg });
      await hears(customer.end, TARGET_HERTZ, SUPERVISOR_HERTZ);
      await hears(target.phone, CUSTOMER_HERTZ, SUPERVISOR_HERTZ);
      await hears(supervisor.phone, CUSTOMER_HERTZ, TARGET_HERTZ);
      // He is a member like any other: nothing is said of spying any more, and he can be muted.
      expect(rig.current.log.namesOf(supervisor.legId, since)).toEqual(['leg.conferred']);
      await rig.current.order({ do: 'switch.mute', legId: supervisor.legId, muted: true });
      await hears(customer.end, TARGET_HERTZ);
      await hears(supervisor.phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    },
  );

  it('cannot be told how to spy when he does not', async () => {
    const supervisor = await rig.current.also('1009', SUPERVISOR_HERTZ, 'supervisor');
    await expect(
      rig.current.order({ do: 'switch.set-spy-mode', legId: supervisor.legId, mode: 'barge' }),
    ).rejects.toMatchObject({ code: 'switch.refused' });
  });
});
