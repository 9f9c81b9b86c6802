import type { AudioSource, MediaPort } from '../endpoint.js';

/** A sound that plays once, or on and on; frames come from `read`. */
export interface Sound extends AudioSource {
  /** Length in milliseconds; null when it is endless. */
  readonly durationMs: number | null;
  /** True once the last frame was read. */
  readonly ended: boolean;
}

/** Opens a file or a `tone_stream://`, `silence_stream://`, `local_stream://` spec; null when there is no such sound. */
export type OpenSound = (spec: string) => Promise<Sound | null>;

/** A recording that runs. */
export interface Recording {
  /** Writes silence instead of sound until unmasked. */
  mask(masked: boolean): void;
  /** Closes the file; resolves with its length in samples (per channel) and bytes. */
  stop(): Promise<{ readonly samples: number; readonly bytes: number }>;
}

export interface RecordingOptions {
  readonly path: string;
  /** Where both directions can be seen. */
  readonly sound: Pick<MediaPort, 'tap'>;
  /** Left what the party says, right what it hears; otherwise mixed. */
  readonly stereo: boolean;
  readonly append: boolean;
}

/** Rejects when the file cannot be written. */
export type StartRecording = (options: RecordingOptions) => Promise<Recording>;

export interface Registration {
  readonly user: string;
  readonly domain: string;
  readonly callId: string;
  /** Contact URI as `sip:1001@127.0.0.1:7500`. */
  readonly contact: string;
  readonly expiresAtEpoch: number;
  readonly networkIp: string;
  readonly networkPort: number;
  readonly transport: 'udp' | 'ws';
  readonly userAgent: string | null;
}

export interface GatewayStatus {
  readonly name: string;
  /** `sip:host:port`. */
  readonly proxy: string;
  readonly username: string;
  readonly realm: string;
  readonly up: boolean;
  readonly state: string;
  readonly pingAtEpoch: number;
  readonly pingEveryS: number;
  readonly upSinceEpoch: number | null;
}

/** What the SIP side knows of phones and trunks. */
export interface SipDirectory {
  registrations(): readonly Registration[];
  gateways(): readonly GatewayStatus[];
}
