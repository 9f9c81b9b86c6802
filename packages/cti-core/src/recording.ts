/** One recording as `GET /api/v1/recordings` tells it (REC-2); instants in epoch milliseconds. */
export interface FoundRecording {
  readonly recordingId: string;
  readonly callId: string;
  /** `terminal`: an agent's browser recorded it and sent it in (AGT-7). */
  readonly kind: 'call' | 'voicemail' | 'terminal';
  /** It can be heard when `stored`. */
  readonly state: string;
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly bytes: number | null;
  readonly direction: string | null;
  readonly caller: string | null;
  readonly called: string | null;
  readonly queueId: string | null;
  readonly agents: readonly string[];
  readonly data: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly disposition: string | null;
  /** Why nobody may delete it. */
  readonly heldFor: string | null;
}

/** What whoever asks may do with recordings beside hearing them, by his role. */
export interface RecordingRights {
  readonly download: boolean;
  readonly remove: boolean;
  readonly hold: boolean;
}

/** One page of a search, newest first. */
export interface RecordingPage {
  readonly recordings: readonly FoundRecording[];
  /** The `after` of the next page; null at the end. */
  readonly next: string | null;
  readonly can: RecordingRights;
}

/** What recordings are searched by; all that is named has to hold (REC-2). */
export interface RecordingQuery {
  /** That one alone, when it fits the rest. */
  readonly recordingId?: string | undefined;
  /** All of one call, also those that were deleted. */
  readonly callId?: string | undefined;
  /** Took part in the call. */
  readonly agentId?: string | undefined;
  readonly extension?: string | undefined;
  readonly queueId?: string | undefined;
  readonly trunk?: string | undefined;
  readonly kind?: FoundRecording['kind'] | undefined;
  readonly direction?: 'inbound' | 'outbound' | 'internal' | undefined;
  /** Began at this instant or later, before that one: epoch milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Of either side: whole, `138*` by its beginning, or `*1234` by its end. */
  readonly number?: string | undefined;
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  readonly tag?: string | undefined;
  readonly disposition?: string | undefined;
  /** Call data as written: customer, order … */
  readonly data?: Readonly<Record<string, string>> | undefined;
  /** Somewhere in the notes; two letters at least. */
  readonly text?: string | undefined;
  /** Of one page; 1 to 200, default 50. */
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** How loud a recording is along its time, lane by lane, for a player to draw. */
export interface Waveform {
  readonly durationMs: number;
  /** Peak of each stretch, from 0 (silence) to 1; one list a channel: the customer, then the agent. */
  readonly channels: readonly (readonly number[])[];
}

/** What somebody noted at a time of a recording. */
export interface RecordingMark {
  readonly id: string;
  /** From the recording's beginning. */
  readonly atMs: number;
  readonly text: string;
  /** The account. */
  readonly by: string;
  /** Null when the account has gone. */
  readonly byName: string | null;
  readonly createdAt: number;
  /** Whoever asks may take it away. */
  readonly canRemove: boolean;
}
