import { type AgentId, type CallId, CallweaveError, type Clock } from '@callweave/cti-core';
import type { AgentSessionState } from '../agent-session.types.js';
import type { HttpDoor } from '../http/http-door.js';
import type { TerminalRecorder } from './terminal-recorder.js';
import type { LegStreams, TerminalRecording } from './terminal-recording.types.js';

interface TerminalLinkParts {
  readonly door: HttpDoor;
  readonly clock: Clock;
  readonly streamsOf: (callId: CallId) => LegStreams | null;
  readonly changed: (recordings: readonly TerminalRecording[]) => void;
  readonly stored: (recording: TerminalRecording) => void;
  readonly failed: (error: CallweaveError) => void;
}

/** Says, before anything else is loaded, that an earlier page has left something. */
const FLAG = 'callweave.terminal-recordings.';

/** Joins terminal recordings with the calls; what makes them is loaded when somebody records. */
export class TerminalLink {
  readonly #parts: TerminalLinkParts;
  #recorder: Promise<TerminalRecorder> | null = null;
  #made: TerminalRecorder | null = null;
  /** Calls that an earlier page was recording: it goes on when their sound is back. */
  readonly #interrupted = new Set<CallId>();
  #looked: AgentId | null = null;
  #latest: readonly TerminalRecording[] = [];

  constructor(parts: TerminalLinkParts) {
    this.#parts = parts;
  }

  /** @throws {CallweaveError} `call.not-active`: it has no sound here; `device.unsupported`, `storage.failed` */
  async start(callId: CallId, { agent, clockOffsetMs }: AgentSessionState): Promise<void> {
    if (agent === null || this.#parts.streamsOf(callId) === null)
      throw new CallweaveError('call.not-active', 'The call has no sound in this browser.');
    const recorder = await this.#load();
    remember(agent.agentId, true);
    const startedAt = this.#parts.clock.now() + clockOffsetMs;
    await recorder.start({ callId, agentId: agent.agentId, startedAt }, () => this.#parts.streamsOf(callId));
  }

  async stop(callId: CallId): Promise<void> {
    this.#interrupted.delete(callId);
    await (await this.#recorder)?.stop(callId);
  }

  async retry(recordingId: string): Promise<void> {
    await (await this.#load()).retry(recordingId);
  }

  async discard(recordingId: string): Promise<void> {
    await (await this.#load()).discard(recordingId);
  }

  /** The picture has changed: what an earlier page left is sent, calls that are over are recorded no longer. */
  settle(state: AgentSessionState): void {
    const { agent, calls, connection } = state;
    if (agent !== null && connection === 'open' && this.#looked !== agent.agentId) {
      this.#looked = agent.agentId;
      if (this.#made !== null || isRemembered(agent.agentId)) this.#pickUp(agent.agentId);
    }
    for (const { callId, state: at } of state.terminalRecordings) {
      if (at !== 'recording') continue;
      const call = calls.find((one) => one.callId === callId);
      if (call === undefined || call.local !== 'connected') void this.stop(callId);
    }
    this.#made?.follow();
    for (const { callId, local, phase } of calls) {
      if (phase === 'ended') this.#interrupted.delete(callId);
      else if (local === 'connected' && this.#interrupted.delete(callId))
        this.start(callId, state).catch(this.#parts.failed);
    }
  }

  async end(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = null;
    this.#made = null;
    this.#looked = null;
    this.#interrupted.clear();
    await (await recorder)?.close();
  }

  #pickUp(agentId: AgentId): void {
    this.#load()
      .then((recorder) => recorder.sendLeftovers(agentId))
      .then((interrupted) => {
        for (const callId of interrupted) this.#interrupted.add(callId);
        // Their sound may be back already.
        this.#parts.changed(this.#latest);
      })
      .catch(this.#parts.failed);
  }

  #load(): Promise<TerminalRecorder> {
    this.#recorder ??= import('./terminal-recorder.js').then(({ TerminalRecorder: Recorder }) => {
      this.#made = new Recorder({
        door: this.#parts.door,
        clock: this.#parts.clock,
        changed: (recordings) => {
          this.#latest = recordings;
          if (recordings.length === 0 && this.#looked !== null) remember(this.#looked, false);
          this.#parts.changed(recordings);
        },
        stored: this.#parts.stored,
      });
      return this.#made;
    });
    return this.#recorder;
  }
}

function remember(agentId: AgentId, something: boolean): void {
  try {
    if (something) localStorage.setItem(FLAG + agentId, '1');
    else localStorage.removeItem(FLAG + agentId);
  } catch {
    // A page without storage keeps no recordings beyond itself.
  }
}

function isRemembered(agentId: AgentId): boolean {
  try {
    return localStorage.getItem(FLAG + agentId) !== null;
  } catch {
    return false;
  }
}
