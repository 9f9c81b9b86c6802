import type { TrunkSnapshot } from '@callweave/cti-core';

export interface TrunkView {
  readonly busy: number;
  /** Null where the settings do not say how many channels there are. */
  readonly idle: number | null;
  /** Of its channels, 0 to 1; of the day's peak where their number is not known; null while there is neither. */
  readonly share: number | null;
  /** Where the day's peak lies, 0 to 1; null where channels are not known. */
  readonly peakShare: number | null;
  /** `warm` from four fifths of the channels on, `hot` when none is left, or the gateway is down. */
  readonly heat: 'calm' | 'warm' | 'hot';
}

/** A gateway as it is drawn (SUP-1). */
export function trunkView({ up, channelsInUse: busy, channels, peak }: TrunkSnapshot): TrunkView {
  const whole = channels ?? peak?.inUse ?? 0;
  const share = whole > 0 ? Math.min(1, busy / whole) : null;
  const isFull = channels !== undefined && busy >= channels;
  const isNearlyFull = channels !== undefined && busy >= channels * 0.8;
  return {
    busy,
    idle: channels === undefined ? null : Math.max(0, channels - busy),
    share,
    peakShare: channels !== undefined && peak !== undefined ? Math.min(1, peak.inUse / channels) : null,
    heat: !up || isFull ? 'hot' : isNearlyFull ? 'warm' : 'calm',
  };
}
