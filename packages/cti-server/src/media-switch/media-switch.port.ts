import type { CallId, EpochMs, LegId, OfferId, RecordingId } from '@callweave/cti-core';

/**
 * What the domains want from a switch, in the domains' words. FreeSWITCH is an adapter of this port; one
 * contract suite holds every adapter and every switch behind it to the same behaviour.
 *
 * Orders say what to do and are accepted or refused; facts say what happened. Only a fact changes a call.
 */
export interface MediaSwitch {
  /**
   * Connects and keeps connecting until {@link stop}; resolves at once. `switch.up` follows when connected, with
   * every channel that is up, so that calls are taken over.
   */
  start(): void;
  /** Lets calls go on; resolves when the connection is closed. */
  stop(): Promise<void>;
  /** One listener, called once per fact, in order. */
  onFact(listener: (fact: SwitchFact) => void): void;
  /**
   * Carries an order out. Resolves when the switch has accepted it; what follows is told by facts.
   * @throws {CallweaveError} `switch.unavailable`, `switch.refused`, `switch.invalid-argument`, `request.timed-out`
   */
  execute(order: SwitchOrder): Promise<void>;
}

/** Ids that stand on each of our channels, so that a server that starts can take the call over. */
export interface LegMark {
  readonly callId: CallId;
  readonly party: 'customer' | 'agent' | 'supervisor' | 'external';
  /** Small facts a new server needs: queue id, entry time, agent id, offer id … */
  readonly facts: Readonly<Record<string, string>>;
}

/** Where a new leg goes. */
export type LegTarget =
  | { readonly kind: 'extension'; readonly extension: string }
  | { readonly kind: 'gateway'; readonly gateway: string; readonly number: string };

/** Sound to play: a prompt file by name, several as one sentence (of which a missing one is skipped), a tone (`tone_stream://` syntax), or silence. */
export type Sound =
  | { readonly kind: 'prompt'; readonly name: string }
  | { readonly kind: 'prompts'; readonly names: readonly string[] }
  | { readonly kind: 'tone'; readonly spec: string }
  | { readonly kind: 'silence'; readonly ms: number };

export type SwitchOrder =
  /** Puts our ids on a parked channel. */
  | { readonly do: 'switch.mark'; readonly legId: LegId; readonly mark: LegMark }
  | { readonly do: 'switch.answer'; readonly legId: LegId }
  /** Music that plays is broken off for it, and goes on afterwards. */
  | { readonly do: 'switch.play'; readonly legId: LegId; readonly sound: Sound; readonly tag: string }
  /** Endless music until the leg is joined, stopped or ended; where it plays already, it plays on. */
  | { readonly do: 'switch.play-music'; readonly legId: LegId }
  | { readonly do: 'switch.stop-playing'; readonly legId: LegId }
  | {
      readonly do: 'switch.collect';
      readonly legId: LegId;
      readonly tag: string;
      readonly prompt: Sound;
      readonly minDigits: number;
      readonly maxDigits: number;
      readonly terminators: string;
      /** Wait for the first digit after the prompt's end. */
      readonly timeoutMs: number;
      readonly betweenDigitsMs: number;
    }
  | {
      /** Creates a leg with the given id and rings it; `leg.ringing`, then `leg.answered` or `leg.failed`. */
      readonly do: 'switch.create-leg';
      readonly legId: LegId;
      readonly target: LegTarget;
      readonly mark: LegMark;
      readonly callerNumber: string;
      readonly callerName: string;
      readonly ringMs: number;
      /** Sent to the softphone as SIP headers `X-Callweave-…`: `Call-Id` and, on offers, `Offer-Id`. */
      readonly offerId: OfferId | null;
      /** The phone is asked to pick up by itself: SIP header `Call-Info: <…>;answer-after=0`, which IP phones know. */
      readonly autoAnswer?: boolean;
      /**
       * Pictures are offered beside the sound, where the switch carries any: of the kind that the leg has which this one will
       * face, so that they can be passed on as they come.
       */
      readonly video?: { readonly like: LegId | null } | null;
    }
  /** Asks a phone that rings, and knows how, to pick up: the event `talk` (RFC 3265, as IP phones have it). */
  | { readonly do: 'switch.answer-phone'; readonly legId: LegId }
  /**
   * Two answered legs hear each other. A partner or room that one of them had is left: `leg.parted` of that partner, which stands
   * parked and ends with nobody from then on.
   */
  | { readonly do: 'switch.join'; readonly legId: LegId; readonly otherLegId: LegId }
  /**
   * Takes a leg from its partner, or out of its room; it stands parked, and so does the partner: `leg.parted` of each, or
   * `leg.left-room`. From now on neither ends with the other.
   */
  | { readonly do: 'switch.part'; readonly legId: LegId }
  /**
   * Brings an answered leg into a room, where all hear all; the first makes it: `leg.conferred`. Its partner is parted from it; if it
   * spied it spies no more, and no `spy.ended` says so.
   */
  | { readonly do: 'switch.confer'; readonly legId: LegId; readonly room: string }
  /** In a room: the others do not hear this leg, or do again. */
  | { readonly do: 'switch.mute'; readonly legId: LegId; readonly muted: boolean }
  /**
   * Lets an answered leg into what another leg says and hears: `leg.spying`, and `spy.ended` when the other leg is gone. Which
   * of the two others hear it says `mode`. It follows the other leg from partner to partner.
   */
  | { readonly do: 'switch.spy'; readonly legId: LegId; readonly onLegId: LegId; readonly mode: SpyMode }
  /** Of a leg that spies. */
  | { readonly do: 'switch.set-spy-mode'; readonly legId: LegId; readonly mode: SpyMode }
  | { readonly do: 'switch.hold'; readonly legId: LegId }
  | { readonly do: 'switch.retrieve'; readonly legId: LegId }
  | { readonly do: 'switch.send-digits'; readonly legId: LegId; readonly digits: string }
  | {
      readonly do: 'switch.start-recording';
      readonly legId: LegId;
      readonly recordingId: RecordingId;
      /** Path below the recordings folder; stereo WAV: left what the leg says, right what it hears. */
      readonly path: string;
    }
  | {
      /**
       * Records what an answered leg says, behind what was ordered for it before: until `limitMs` (a second longer at most), so long
       * a silence, or a key. `recording.started`, then `recording.stopped`. A switch that cannot write the file may end the leg.
       */
      readonly do: 'switch.record-message';
      readonly legId: LegId;
      readonly recordingId: RecordingId;
      /** Path below the recordings folder, in a folder that is there; mono WAV. */
      readonly path: string;
      readonly limitMs: number;
      readonly silenceMs: number;
      /** Keys that end it; none when empty. */
      readonly endKeys: string;
    }
  | { readonly do: 'switch.stop-recording'; readonly legId: LegId; readonly path: string }
  /** What is said while masked is silence in the file, which goes on, so that times stay true. */
  | {
      readonly do: 'switch.mask-recording';
      readonly legId: LegId;
      readonly path: string;
      readonly masked: boolean;
    }
  | { readonly do: 'switch.hang-up'; readonly legId: LegId; readonly cause: HangUpCause };

/** `listen`: nobody hears the spying leg; `whisper`: the leg it spies on does; `barge`: that one and its partners do. */
export type SpyMode = 'listen' | 'whisper' | 'barge';

/** Q.850 names, as FreeSWITCH spells them. */
export type HangUpCause =
  | 'NORMAL_CLEARING'
  | 'USER_BUSY'
  | 'CALL_REJECTED'
  | 'ORIGINATOR_CANCEL'
  | 'NO_USER_RESPONSE'
  | 'NORMAL_TEMPORARY_FAILURE';

export type LegFailure = 'no-answer' | 'busy' | 'rejected' | 'unreachable' | 'cancelled' | 'failed';

/** A channel that was up when the server connected. */
export interface FoundLeg {
  readonly legId: LegId;
  readonly mark: LegMark | null;
  readonly direction: 'inbound' | 'outbound';
  readonly caller: string;
  readonly callerName: string | null;
  readonly called: string;
  readonly trunk: string | null;
  /** As in `leg.arrived`. */
  readonly video: boolean;
  readonly createdAt: EpochMs;
  readonly answeredAt: EpochMs | null;
  readonly joinedTo: LegId | null;
  /** Why the leg it was last joined to ended, as a Q.850 name; null when none has. */
  readonly partedCause: string | null;
  readonly held: boolean;
  /** The room it is in. */
  readonly room: string | null;
  /** The leg it spies on. */
  readonly spiesOn: LegId | null;
  /** Paths below the recordings folder that are being recorded now. */
  readonly recordings: readonly string[];
}

/** `at` is the adapter's clock when the fact was read. */
export type SwitchFact = { readonly at: EpochMs } & (
  | {
      readonly fact: 'switch.up';
      readonly legs: readonly FoundLeg[];
      readonly extensions: readonly string[];
      readonly gateways: readonly GatewayState[];
      /** It carries pictures between those legs that have them; left out where it does not. */
      readonly video?: boolean;
      readonly restarted: boolean;
    }
  | { readonly fact: 'switch.down'; readonly reason: string }
  | {
      /** A call came in and is parked, waiting for orders. */
      readonly fact: 'leg.arrived';
      readonly legId: LegId;
      readonly caller: string;
      readonly callerName: string | null;
      readonly called: string;
      readonly trunk: string | null;
      /** It offered pictures that the switch carries. */
      readonly video?: boolean;
    }
  | { readonly fact: 'leg.ringing'; readonly legId: LegId }
  | { readonly fact: 'leg.answered'; readonly legId: LegId }
  | {
      readonly fact: 'leg.failed';
      readonly legId: LegId;
      readonly failure: LegFailure;
      readonly cause: string;
    }
  | { readonly fact: 'legs.joined'; readonly legId: LegId; readonly otherLegId: LegId }
  /** A leg whose partner left and which is parked again. */
  | { readonly fact: 'leg.parted'; readonly legId: LegId }
  | { readonly fact: 'leg.conferred'; readonly legId: LegId; readonly room: string }
  /** It left its room and stands parked. */
  | { readonly fact: 'leg.left-room'; readonly legId: LegId; readonly room: string }
  | { readonly fact: 'leg.spying'; readonly legId: LegId; readonly onLegId: LegId }
  /** The leg that it spied on is gone; it stands parked. */
  | { readonly fact: 'spy.ended'; readonly legId: LegId }
  | { readonly fact: 'leg.held'; readonly legId: LegId }
  | { readonly fact: 'leg.retrieved'; readonly legId: LegId }
  | { readonly fact: 'play.ended'; readonly legId: LegId; readonly tag: string }
  | {
      readonly fact: 'digits.collected';
      readonly legId: LegId;
      readonly tag: string;
      readonly digits: string;
      readonly outcome: 'collected' | 'timed-out';
    }
  /** A key was pressed at a leg, whatever is played to it; keys that `switch.collect` takes are told as well. */
  | { readonly fact: 'leg.digit'; readonly legId: LegId; readonly digit: string }
  | { readonly fact: 'recording.started'; readonly legId: LegId; readonly path: string }
  | {
      readonly fact: 'recording.stopped';
      readonly legId: LegId;
      readonly path: string;
      readonly durationMs: number;
    }
  | {
      readonly fact: 'leg.ended';
      readonly legId: LegId;
      readonly cause: string;
      /** Who sent the BYE: the far end, or the switch on our order. */
      readonly by: 'far-end' | 'switch';
    }
  | { readonly fact: 'extension.registered'; readonly extension: string }
  /** The same phone or page is still there. */
  | { readonly fact: 'extension.refreshed'; readonly extension: string }
  | { readonly fact: 'extension.unregistered'; readonly extension: string }
  | { readonly fact: 'gateway.changed'; readonly gateway: GatewayState }
);

export interface GatewayState {
  readonly name: string;
  readonly up: boolean;
  readonly channelsInUse: number;
}
