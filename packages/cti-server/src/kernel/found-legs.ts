import type { LegId } from '@callweave/cti-core';
import type { FoundLeg } from '../media-switch/media-switch.port.js';

/** Legs that are up when the switch is connected. */
export type Found = ReadonlyMap<LegId, FoundLeg>;

/** How long a leg that was found ringing may go on. */
export const RING_AGAIN_MS = 60_000;
