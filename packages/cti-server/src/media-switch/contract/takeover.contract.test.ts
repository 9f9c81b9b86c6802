import { randomUUID } from 'node:crypto';
import type { LegId, RecordingId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { FactLog } from './fact-log.js';
import { mark, TRUNK_NUMBER, useRig } from './rig.js';
import { connect } from './switch-under-test.js';

/**
 * What a server finds on a switch that it did not start, and what is refused. Serves BRIDGE-1.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

describe('a server that starts while calls are up', () => {
  it('finds them with their marks, joined, held and recorded as they are', async () => {
    const { customer, agentLeg } = await rig.current.talking();
    const customerMark = mark('customer', {
      queueId: 'sales',
      data: encodeURIComponent('{"客户":"a;b,c=d"}'),
    });
    await rig.current.order({
      do: 'switch.mark',
      legId: customer.legId,
      mark: mark('customer', { old: 'x' }),
    });
    await rig.current.order({ do: 'switch.mark', legId: customer.legId, mark: customerMark });
    await rig.current.order({
      do: 'switch.start-recording',
      legId: customer.legId,
      recordingId: 'recording-3' as RecordingId,
      path: 'adopted.wav',
    });
    await rig.current.order({ do: 'switch.hold', legId: agentLeg });
    await rig.current.log.until('leg.held', { legId: agentLeg });

    const next = connect(rig.current.under);
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

  it('finds a message while it is left, and not when it has ended meanwhile', async () => {
    const { legId, end } = await rig.current.answered();
    const path = 'adopted-message.wav';
    await rig.current.order({
      do: 'switch.record-message',
      legId,
      recordingId: 'message-2' as RecordingId,
      path,
      limitMs: 30_000,
      silenceMs: 10_000,
      endKeys: '#',
    });
    await rig.current.log.until('recording.started', { path });
    await rig.current.mediaSwitch.stop();
    for (const [key, running] of [
      ['#', [path]],
      ['', []],
    ] as const) {
      const next = connect(rig.current.under);
      const nextLog = new FactLog();
      next.onFact(nextLog.take);
      next.start();
      const up = await nextLog.until('switch.up');
      expect(up.legs.find((leg) => leg.legId === legId)?.recordings).toEqual(running);
      if (key === '') await next.execute({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' });
      await next.stop();
      if (key === '') continue;
      // Nobody is connected who would hear of it.
      end.sound.press(key);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  });

  it('finds a caller whom nobody has taken yet', async () => {
    await rig.current.ends.customer(TRUNK_NUMBER);
    const { legId } = await rig.current.log.until('leg.arrived');
    const next = connect(rig.current.under);
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
    await expect(
      rig.current.order({ do: 'switch.hang-up', legId, cause: 'NORMAL_CLEARING' }),
    ).rejects.toMatchObject({
      code: 'switch.refused',
      details: { reply: expect.stringContaining('No such channel') },
    });
    await expect(rig.current.order({ do: 'switch.answer', legId })).rejects.toMatchObject({
      code: 'switch.refused',
    });
  });

  it('is refused before it is sent when a value holds a line break', async () => {
    const legId = `x\n\napi system reboot` as LegId;
    await expect(rig.current.order({ do: 'switch.answer', legId })).rejects.toMatchObject({
      code: 'switch.invalid-argument',
    });
    await expect(
      rig.current.createLeg({ kind: 'extension', extension: '1001' }, { callerName: 'Eve\r\nX-Evil: 1' }),
    ).rejects.toMatchObject({ code: 'switch.invalid-argument' });
  });
});
