import type { LegId } from '@callweave/cti-core';
import type { PicturesOfLeg, SwitchCodecs } from './pictures.js';

/** One thing to tell the switch; those of an order are told one after the other. */
export type OrderStep =
  /** `api`; done when it answers `+OK`. */
  | {
      readonly is: 'api';
      readonly command: string;
      /** For a leg that may have ended by now: a refusal does not fail the order. */
      readonly ifPossible?: boolean;
    }
  /** `bgapi`, for what may block the switch's side of a connection; done when the job answers `+OK`. */
  | { readonly is: 'job'; readonly command: string }
  /** `bgapi originate`; done when it is under way, the job's answer is a fact. */
  | { readonly is: 'originate'; readonly command: string; readonly jobId: string }
  /** An application on a leg; done when it is queued there. */
  | {
      readonly is: 'app';
      readonly legId: LegId;
      readonly app: string;
      readonly arg: string;
      readonly appId: string;
      /** -1 for ever. */
      readonly loops?: number;
    }
  /** Told in one write, so that a server that dies leaves all of it done or nothing; done when each is. */
  | { readonly is: 'at-once'; readonly steps: readonly Extract<OrderStep, { is: 'api' | 'app' }>[] }
  /** An event for the application that runs on a leg; the switch accepts it whatever runs. */
  | { readonly is: 'event'; readonly legId: LegId; readonly headers: Readonly<Record<string, string>> };

export type ApiStep = Extract<OrderStep, { is: 'api' }>;

export interface OrderContext {
  readonly domain: string;
  readonly recordingsPath: string;
  readonly soundsPath: string;
  readonly holdMusic: string;
  readonly mediaTimeoutMs: number;
  readonly newId: () => string;
  /** What the switch offers, as it said when it was connected. */
  readonly codecs: () => SwitchCodecs;
  readonly picturesOfLeg: PicturesOfLeg;
  /** What is recorded on a leg now, as the order leaves it. */
  readonly recordingsOf: (legId: LegId) => readonly string[];
  readonly isAnswered: (legId: LegId) => boolean;
  /** Whom a leg is joined to. */
  readonly joinedTo: (legId: LegId) => LegId | null;
  /** Whether it holds the one whom it is joined to. */
  readonly holds: (legId: LegId) => boolean;
  /** The room it is in. */
  readonly roomOf: (legId: LegId) => string | null;
  /** The leg it spies on, or is about to. */
  readonly spiesOn: (legId: LegId) => LegId | null;
  /** Variables of the mark that a leg carries. */
  readonly markedWith: (legId: LegId) => ReadonlySet<string>;
}

/** Where `play_and_get_digits` leaves the keys. */
export const DIGITS_VARIABLE = 'callweave_digits';
/** What is being recorded on a channel, for a server that takes it over. */
export const RECORDINGS_VARIABLE = 'callweave_recordings';
/** The message that a leg leaves, or left last. */
export const MESSAGE_VARIABLE = 'callweave_message';
/** On a leg whose partner hears music instead of it, that partner: for a server that takes it over. */
export const HELD_VARIABLE = 'callweave_held';
/** On a leg that spies, the one it spies on: for a server that takes it over. */
export const SPIES_VARIABLE = 'callweave_spies_on';

/** On a leg that stands parked when its partner leaves it, instead of ending. */
export const STAYS = { park_after_bridge: 'true', hangup_after_bridge: 'false' } as const;

/** Sets variables of a leg; an empty value removes one. */
export function setVariables(
  legId: LegId,
  variables: Iterable<readonly [string, string]>,
  ifPossible = false,
): ApiStep {
  const list = [...variables].map(([name, value]) => `${name}=${value}`).join(';');
  return {
    is: 'api',
    command: `uuid_setvar_multi ${legId} ${list}`,
    ...(ifPossible ? { ifPossible } : {}),
  };
}
