import type { LegId } from '@callweave/cti-core';
import type { EslConnection } from './esl-connection.js';
import type { EslEvent } from './esl-event.js';

/** Codecs by the names that SDP has for them, best first. */
export interface SwitchCodecs {
  readonly sound: readonly string[];
  /** Passed on from leg to leg as they come, never made anew; none where the switch carries no pictures. */
  readonly pictures: readonly string[];
}

/** Of a switch that says nothing else; see `vars.xml`. */
export const SOUND_ALONE: SwitchCodecs = { sound: ['PCMU', 'PCMA'], pictures: [] };

/**
 * What the switch's configuration offers, and of pictures what its modules know.
 * @throws {CallweaveError} as the commands do
 */
export async function readCodecs(commands: EslConnection): Promise<SwitchCodecs> {
  const sound = listOf(await commands.call('global_getvar sound_codecs'));
  const wanted = listOf(await commands.call('global_getvar picture_codecs'));
  // Without the module a codec is not in the answer to an offer, whatever the configuration says.
  const known = wanted.length === 0 ? '' : (await commands.call('show codec')).toUpperCase();
  return {
    sound: sound.length === 0 ? SOUND_ALONE.sound : sound,
    pictures: wanted.filter((codec) => new RegExp(`^CODEC,${codec}[ ,]`, 'm').test(known)),
  };
}

function listOf(reply: string): string[] {
  const words = reply.trim().split(',');
  return words.every((one) => /^[A-Za-z][\w.@-]*$/.test(one)) ? words.map((one) => one.toUpperCase()) : [];
}

/** Whether a caller offered pictures that the switch carries; they are agreed when he is answered. */
export function offersPictures(event: EslEvent, { pictures }: SwitchCodecs): boolean {
  const offer = event.getHeader('variable_switch_r_sdp') ?? '';
  return offer
    .split(/^(?=m=)/m)
    .filter((section) => /^m=video [1-9]/.test(section))
    .some((section) => pictures.some((codec) => new RegExp(`^a=rtpmap:\\d+ ${codec}/`, 'im').test(section)));
}

/** The codec of the pictures that a leg and the switch agreed on; null when there are none. */
export function picturesOf(event: EslEvent): string | null {
  return event.getHeader('variable_rtp_use_video_codec_name')?.toUpperCase() ?? null;
}

/** What is known of a leg that is up. */
export type PicturesOfLeg = (
  legId: LegId,
) => { readonly answered: boolean; readonly pictures: string | null } | undefined;

/**
 * The codecs for a leg with pictures, or null for one with sound alone. It is offered what the leg that it will face has, as
 * nothing is made anew in between, and nothing when that one has none.
 */
export function codecsFor(
  video: { readonly like: LegId | null } | null | undefined,
  { sound, pictures }: SwitchCodecs,
  picturesOfLeg: PicturesOfLeg,
): readonly string[] | null {
  if (!video || pictures.length === 0) return null;
  const faced = video.like === null ? undefined : picturesOfLeg(video.like);
  const offered = faced?.answered ? pictures.filter((codec) => codec === faced.pictures) : pictures;
  return offered.length === 0 ? null : [...sound, ...offered];
}
