import type { CallId, LegId } from '@callweave/cti-core';
import { describe, expect, it } from 'vitest';
import type { EslConnection } from './esl-connection.js';
import { FactTranslator } from './facts.js';
import type { OrderContext } from './order-steps.js';
import { originate } from './originate.js';
import { readCodecs, SOUND_ALONE, type SwitchCodecs } from './pictures.js';
import { Capture } from './testing/capture.js';

const BOTH: SwitchCodecs = { sound: ['PCMU', 'PCMA'], pictures: ['VP8', 'H264'] };
const CUSTOMER = 'customer' as LegId;

/** What FreeSWITCH says of itself; an unknown variable is answered as it answers it. */
const switchWith = (answers: Readonly<Record<string, string>>) =>
  ({ call: async (command: string) => answers[command] ?? '-ERR no reply\n' }) as unknown as EslConnection;

const CODECS = 'type,name,ikey\ncodec,G.711 ulaw,CORE_PCM_MODULE\ncodec,VP8 Video,CORE_VPX_MODULE\n';

describe('what a switch carries (VOX-4)', () => {
  it('is what its configuration offers, where its modules know it', async () => {
    const configured = {
      'global_getvar sound_codecs': 'OPUS,PCMU',
      'global_getvar picture_codecs': 'VP8,H264',
    };
    expect(await readCodecs(switchWith({ ...configured, 'show codec': CODECS }))).toEqual({
      sound: ['OPUS', 'PCMU'],
      pictures: ['VP8'],
    });
    const withAv = `${CODECS}codec,H264 Video,mod_av\n`;
    expect((await readCodecs(switchWith({ ...configured, 'show codec': withAv }))).pictures).toEqual([
      'VP8',
      'H264',
    ]);
  });

  it.each(['', '-ERR no reply\n', '-ERR permission denied\n'])(
    'is sound alone where its configuration says %j of pictures',
    async (reply) => {
      const answers = { 'global_getvar picture_codecs': reply, 'show codec': CODECS };
      expect(await readCodecs(switchWith(answers))).toEqual(SOUND_ALONE);
    },
  );

  it('is not called pictures because a codec begins alike', async () => {
    const answers = { 'global_getvar picture_codecs': 'H263', 'show codec': 'codec,H263+ Video,mod_av\n' };
    expect((await readCodecs(switchWith(answers))).pictures).toEqual([]);
  });
});

/** The adapter as the switch's events have taught it. */
function taught(codecs: SwitchCodecs) {
  const capture = new Capture('video-caller');
  const translator = new FactTranslator('/recordings');
  translator.reset({ legs: [], pictures: new Map(), codecs, registrations: [], gateways: '' });
  const arrival = capture.events[0]?.event['Unique-ID'] ?? '';
  capture.renamed.set(arrival, CUSTOMER);
  const facts = capture.events
    .slice(0, 2)
    .flatMap(({ event }) => capture.read(event).flatMap((message) => translator.take(message)));
  return { translator, facts };
}

describe('a caller with a camera, as FreeSWITCH told of one (VOX-4)', () => {
  it('arrives with pictures, and his leg is known to have VP8 when he is answered', () => {
    const { translator, facts } = taught(BOTH);
    expect(facts).toMatchObject([
      { fact: 'leg.arrived', legId: CUSTOMER, video: true },
      { fact: 'leg.answered', legId: CUSTOMER },
    ]);
    expect(translator.leg(CUSTOMER)?.pictures).toBe('VP8');
  });

  it('arrives with sound alone where the switch has no codec of his', () => {
    const [arrived] = taught({ ...BOTH, pictures: ['H264'] }).facts;
    expect(arrived).not.toHaveProperty('video');
  });
});

describe('what is dialled for a leg (VOX-4)', () => {
  const order = (video: { readonly like: LegId | null } | null) =>
    ({
      do: 'switch.create-leg',
      legId: 'agent' as LegId,
      target: { kind: 'extension', extension: '1001' },
      mark: { callId: 'call-1' as CallId, party: 'agent', facts: {} },
      callerNumber: '13800138000',
      callerName: 'Li',
      ringMs: 20_000,
      offerId: null,
      video,
    }) as const;
  const dialled = (
    video: Parameters<typeof order>[0],
    codecs: SwitchCodecs = BOTH,
    legs: Readonly<Record<string, { readonly answered: boolean; readonly pictures: string | null }>> = {},
  ) => {
    const context = {
      domain: 'callweave.local',
      mediaTimeoutMs: 20_000,
      newId: () => 'job-1',
      codecs: () => codecs,
      picturesOfLeg: (legId: LegId) => legs[legId],
    } as unknown as OrderContext;
    const step = originate(order(video), context);
    return (
      /absolute_codec_string=((?:\\,|[^,}])*)/.exec(step.is === 'originate' ? step.command : '')?.[1] ?? null
    );
  };

  it('has every codec of pictures where nobody is there yet whom it will face', () => {
    expect(dialled({ like: null })).toBe('PCMU\\,PCMA\\,VP8\\,H264');
    const ringing = { answered: false, pictures: null };
    expect(dialled({ like: CUSTOMER }, BOTH, { customer: ringing })).toBe('PCMU\\,PCMA\\,VP8\\,H264');
  });

  it('has that of the leg that it will face, as nothing is made anew between them', () => {
    const faced = (pictures: string | null) => ({ customer: { answered: true, pictures } });
    expect(dialled({ like: CUSTOMER }, BOTH, faced('H264'))).toBe('PCMU\\,PCMA\\,H264');
    expect(dialled({ like: CUSTOMER }, BOTH, faced(null))).toBeNull();
  });

  it('is left to the profile, which has sound alone, unless pictures are asked', () => {
    expect(dialled(null)).toBeNull();
    expect(dialled({ like: null }, SOUND_ALONE)).toBeNull();
  });

  it('does not end for want of pictures: a camera may be off, and whoever it is still talks', () => {
    const context = {
      domain: 'callweave.local',
      mediaTimeoutMs: 20_000,
      newId: () => 'job-1',
      codecs: () => BOTH,
      picturesOfLeg: () => undefined,
    } as unknown as OrderContext;
    expect(originate(order({ like: null }), context)).toMatchObject({
      command: expect.stringContaining('media_timeout=20000,'),
    });
    expect(originate(order({ like: null }), context)).toMatchObject({
      command: expect.stringContaining('media_timeout_video=0'),
    });
  });
});
