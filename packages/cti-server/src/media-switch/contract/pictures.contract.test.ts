import type { LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import { AGENT_HERTZ, CUSTOMER_HERTZ } from './far-ends.js';
import { type PictureCodec, PictureEnd } from './picture-end.js';
import { heard, mark, TRUNK_NUMBER, useRig } from './rig.js';

/**
 * Calls with pictures (VOX-4). A switch carries them or says that it does not, at its start and of each caller; where it does not,
 * their section is refused, and the sound goes on. Held against every switch behind the port (see switch-under-test.ts).
 */

const rig = useRig();

const switchCarriesPictures = async () => (await rig.current.log.until('switch.up')).video === true;

/** A caller with a camera, who was answered; whether his pictures are carried says `carried`. */
async function caller(codec: PictureCodec) {
  const { ends, log } = rig.current;
  const pictures = await PictureEnd.open(codec, 'customer');
  const end = await ends.customer(TRUNK_NUMBER, 'customer-shows', { pictures: { end: pictures, codec } });
  const { legId, video } = await log.until('leg.arrived');
  await rig.current.order({ do: 'switch.mark', legId, mark: mark('customer') });
  await rig.current.order({ do: 'switch.answer', legId });
  await log.until('leg.answered', { legId });
  await expect.poll(() => end.sip.pictures).not.toBeNull();
  return { legId, end, pictures, carried: video === true };
}

/** An agent's phone that was rung and has answered. */
async function agent(
  phone: 'phone-answers' | 'phone-shows',
  video: { readonly like: LegId } | null,
  codec?: PictureCodec,
) {
  const pictures = codec && (await PictureEnd.open(codec, 'agent'));
  const end = await rig.current.ends.agent('1001', phone, 100, AGENT_HERTZ, pictures);
  const legId = await rig.current.createLeg({ kind: 'extension', extension: '1001' }, { video });
  await rig.current.log.until('leg.answered', { legId });
  return { legId, end, pictures };
}

describe.each(['VP8', 'H264'] as const)('a caller who shows himself in %s (VOX-4)', (codec) => {
  it('is answered with pictures where the switch said that it carries them, and with sound alone where not', async () => {
    const { end, carried } = await caller(codec);
    expect((end.sip.pictures?.port ?? 0) > 0).toBe(carried);
    const carries = await switchCarriesPictures();
    // What browsers have is there wherever anything is.
    if (codec === 'VP8') expect(carried).toBe(carries);
    else expect(carries || !carried).toBe(true);
  });

  it('and his agent see each other as they are, or hear each other without', async () => {
    const customer = await caller(codec);
    if (!customer.carried) {
      const { legId, end } = await agent('phone-answers', { like: customer.legId });
      expect(end.sip.pictures).toBeNull();
      await rig.current.join(customer.legId, legId);
      await heard(end, CUSTOMER_HERTZ);
      return heard(customer.end, AGENT_HERTZ);
    }
    const { legId, end, pictures } = await agent('phone-shows', { like: customer.legId }, codec);
    expect(end.sip.pictures?.codec).toBe(codec);
    await rig.current.join(customer.legId, legId);
    await expect.poll(() => pictures?.seen.has('customer'), { timeout: 8_000 }).toBe(true);
    await expect.poll(() => customer.pictures.seen.has('agent'), { timeout: 8_000 }).toBe(true);
    await heard(end, CUSTOMER_HERTZ);
    await heard(customer.end, AGENT_HERTZ);
  });
});

it('a leg of which none are asked is offered none, whoever calls (VOX-4)', async () => {
  await caller('VP8');
  const { end } = await agent('phone-answers', null);
  expect(end.sip.pictures).toBeNull();
});
