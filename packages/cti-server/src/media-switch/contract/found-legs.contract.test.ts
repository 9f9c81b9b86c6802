import { randomUUID } from 'node:crypto';
import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import type { FoundLeg, MediaSwitch } from '../media-switch.port.js';
import { FactLog } from './fact-log.js';
import { AGENT_HERTZ, CUSTOMER_HERTZ, SUPERVISOR_HERTZ, TARGET_HERTZ } from './far-ends.js';
import { hears, mark, TRUNK_NUMBER, useRig } from './rig.js';
import { connect } from './switch-under-test.js';

/**
 * What a server that starts finds while calls are moved about, and that it can go on from there. Serves BRIDGE-1, AGT-8.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

interface Next {
  readonly mediaSwitch: MediaSwitch;
  readonly log: FactLog;
  found(legId: LegId): FoundLeg | undefined;
}

/** A second server on the same switch, in place of the first. */
async function takenOver(then: (next: Next) => Promise<void>): Promise<void> {
  const mediaSwitch = connect(rig.current.under);
  const log = new FactLog();
  mediaSwitch.onFact(log.take);
  mediaSwitch.start();
  try {
    const up = await log.until('switch.up');
    await then({ mediaSwitch, log, found: (legId) => up.legs.find((leg) => leg.legId === legId) });
  } finally {
    await mediaSwitch.stop();
  }
}

describe('a server that starts', () => {
  it('finds a consultation: the customer alone, the agent with the other', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    await takenOver(async ({ mediaSwitch, log, found }) => {
      expect(found(customer.legId)).toMatchObject({ joinedTo: null, held: false, room: null, spiesOn: null });
      expect(found(agentLeg)).toMatchObject({ joinedTo: target.legId, held: false });
      expect(found(target.legId)).toMatchObject({ joinedTo: agentLeg, held: false });
      await mediaSwitch.execute({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
      await log.until('leg.parted', { legId: target.legId });
      await hears(phone, CUSTOMER_HERTZ);
      await hears(customer.end, AGENT_HERTZ);
    });
  });

  it('finds that two were parted out of a hold', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await rig.current.part(agentLeg, customer.legId);
    await takenOver(async ({ found }) => {
      expect(found(customer.legId)).toMatchObject({ joinedTo: null, held: false });
      expect(found(agentLeg)).toMatchObject({ joinedTo: null, held: false });
    });
    await rig.current.join(customer.legId, agentLeg);
    await takenOver(async ({ found }) => {
      expect(found(agentLeg)).toMatchObject({ joinedTo: customer.legId, held: false });
    });
  });

  it('finds a hold that the customer left, and none with the next one', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    await rig.current.join(customer.legId, agentLeg);
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await takenOver(async ({ found }) => expect(found(agentLeg)).toMatchObject({ held: true }));
    await rig.current.order({ do: 'switch.hang-up', legId: customer.legId, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.parted', { legId: agentLeg });
    const target = await rig.current.also('1002', TARGET_HERTZ);
    await rig.current.join(target.legId, agentLeg);
    await takenOver(async ({ found }) =>
      expect(found(agentLeg)).toMatchObject({ joinedTo: target.legId, held: false }),
    );
  });

  it('finds a room and who is in it, mutes and parts them', async () => {
    const { customer, phone, agentLeg, target } = await rig.current.consulting();
    const room = `call-${randomUUID()}`;
    await rig.current.confer(room, customer.legId, agentLeg, target.legId);
    await takenOver(async ({ mediaSwitch, log, found }) => {
      for (const legId of [customer.legId, agentLeg, target.legId])
        expect(found(legId)).toMatchObject({ room, joinedTo: null, held: false, spiesOn: null });
      expect(found(customer.legId)).toMatchObject({ called: TRUNK_NUMBER, caller: '13800138000' });
      await mediaSwitch.execute({ do: 'switch.mute', legId: target.legId, muted: true });
      await hears(customer.end, AGENT_HERTZ);
      await mediaSwitch.execute({ do: 'switch.part', legId: target.legId });
      await log.until('leg.left-room', { legId: target.legId, room });
      await mediaSwitch.execute({ do: 'switch.join', legId: customer.legId, otherLegId: agentLeg });
      await log.until('legs.joined');
      await hears(phone, CUSTOMER_HERTZ);
    });
    await takenOver(async ({ found }) => {
      expect(found(customer.legId)).toMatchObject({ room: null, joinedTo: agentLeg, called: TRUNK_NUMBER });
      expect(found(target.legId)).toMatchObject({ room: null, joinedTo: null });
    });
  });

  it('finds a supervisor who spies, and ends it or lets him take over', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    const supervisor = await rig.current.also('1009', SUPERVISOR_HERTZ, 'supervisor');
    await rig.current.order({
      do: 'switch.spy',
      legId: supervisor.legId,
      onLegId: agentLeg,
      mode: 'listen',
    });
    await rig.current.log.until('leg.spying');
    await takenOver(async ({ mediaSwitch, log, found }) => {
      expect(found(supervisor.legId)).toMatchObject({
        spiesOn: agentLeg,
        joinedTo: null,
        mark: { party: 'supervisor' },
      });
      expect(found(agentLeg)).toMatchObject({ spiesOn: null, joinedTo: customer.legId });
      await mediaSwitch.execute({ do: 'switch.set-spy-mode', legId: supervisor.legId, mode: 'barge' });
      await hears(customer.end, AGENT_HERTZ, SUPERVISOR_HERTZ);
      await mediaSwitch.execute({
        do: 'switch.join',
        legId: customer.legId,
        otherLegId: supervisor.legId,
      });
      await log.until('leg.parted', { legId: agentLeg });
      await hears(customer.end, SUPERVISOR_HERTZ);
    });
    await takenOver(async ({ found }) =>
      expect(found(supervisor.legId)).toMatchObject({ spiesOn: null, joinedTo: customer.legId }),
    );
  });

  it('finds one who spied on a leg that is gone, as one who waits', async () => {
    const { agentLeg } = await rig.current.talking();
    const supervisor = await rig.current.also('1009', SUPERVISOR_HERTZ, 'supervisor');
    await rig.current.order({
      do: 'switch.spy',
      legId: supervisor.legId,
      onLegId: agentLeg,
      mode: 'listen',
    });
    await rig.current.log.until('leg.spying');
    await takenOver(async ({ mediaSwitch, log }) => {
      await mediaSwitch.execute({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
      await log.until('spy.ended', { legId: supervisor.legId });
    });
    await takenOver(async ({ found }) =>
      expect(found(supervisor.legId)).toMatchObject({ spiesOn: null, joinedTo: null }),
    );
  });

  it('finds a parked caller with the mark that says so', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    await rig.current.part(agentLeg, customer.legId);
    const parked = mark('customer', { slot: '71' });
    await rig.current.order({ do: 'switch.mark', legId: customer.legId, mark: parked });
    await rig.current.order({ do: 'switch.hang-up', legId: agentLeg, cause: 'NORMAL_CLEARING' });
    await rig.current.log.until('leg.ended', { legId: agentLeg });
    await takenOver(async ({ found }) => {
      expect(found(customer.legId)).toMatchObject({ mark: parked, joinedTo: null, called: TRUNK_NUMBER });
      expect(found(agentLeg)).toBeUndefined();
    });
  });
});
