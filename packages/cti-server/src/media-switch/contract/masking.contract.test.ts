import { join } from 'node:path';
import type { LegId, RecordingId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ, TARGET_HERTZ } from './far-ends.js';
import { hears, useRig } from './rig.js';
import { readStereo, type Stereo } from './wav.js';

/**
 * Recordings that go on while a call changes, and are silent where they must be. Serves REC-1, REC-3.
 * Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();
const PART_MS = 1_500;

async function record(legId: LegId, path: string): Promise<void> {
  await rig.current.order({
    do: 'switch.start-recording',
    legId,
    recordingId: 'recording-1' as RecordingId,
    path,
  });
  await rig.current.log.until('recording.started', { legId, path });
}

async function stop(legId: LegId, path: string): Promise<Stereo> {
  await rig.current.order({ do: 'switch.stop-recording', legId, path });
  await rig.current.log.until('recording.stopped', { legId, path });
  return readStereo(join(rig.current.under.folder, 'recordings', path));
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('a recording', () => {
  it('is silent in both lanes while it is masked, and as long as the time that passed', async () => {
    const { customer, phone } = await rig.current.talking();
    await hears(phone, CUSTOMER_HERTZ);
    const { legId } = customer;
    const path = '2026-01-05/masked.wav';
    await record(legId, path);
    await pass(PART_MS);
    await rig.current.order({ do: 'switch.mask-recording', legId, path, masked: true });
    await pass(PART_MS);
    await rig.current.order({ do: 'switch.mask-recording', legId, path, masked: false });
    await pass(PART_MS);
    const { left, right, ms } = await stop(legId, path);
    expect(ms).toBeGreaterThan(2.7 * PART_MS);
    for (const [lane, hertz] of [
      [left, CUSTOMER_HERTZ],
      [right, AGENT_HERTZ],
    ] as const) {
      expect(lane.part(0.05, 0.25).share(hertz)).toBeGreaterThan(0.7);
      expect(lane.part(0.42, 0.58).loudness).toBeLessThan(20);
      expect(lane.part(0.75, 0.95).share(hertz)).toBeGreaterThan(0.7);
    }
  });

  it("keeps its leg's voice left and whoever it hears right, from partner to partner and in a room", async () => {
    const { customer, agentLeg, phone, target } = await rig.current.consulting();
    const path = '2026-01-05/moved.wav';
    await record(customer.legId, path);
    await rig.current.join(customer.legId, target.legId);
    await pass(PART_MS);
    await rig.current.confer('call-recorded', customer.legId, agentLeg, target.legId);
    await hears(phone, CUSTOMER_HERTZ, TARGET_HERTZ);
    await pass(PART_MS);
    const { left, right } = await stop(customer.legId, path);
    expect(left.share(CUSTOMER_HERTZ)).toBeGreaterThan(0.7);
    expect(left.share(TARGET_HERTZ) + left.share(AGENT_HERTZ)).toBeLessThan(0.05);
    expect(right.share(CUSTOMER_HERTZ)).toBeLessThan(0.05);
    expect(right.part(0.15, 0.3).share(TARGET_HERTZ)).toBeGreaterThan(0.7);
    expect(right.part(0.8, 0.95).share(TARGET_HERTZ)).toBeGreaterThan(0.3);
    expect(right.part(0.8, 0.95).share(AGENT_HERTZ)).toBeGreaterThan(0.3);
  });

  it('cannot be masked when it does not run', async () => {
    const { legId } = await rig.current.answered();
    await expect(
      rig.current.order({ do: 'switch.mask-recording', legId, path: 'nothing.wav', masked: true }),
    ).rejects.toMatchObject({ code: 'switch.refused' });
  });
});
