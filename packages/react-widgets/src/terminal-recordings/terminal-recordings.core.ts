import type { CallId } from '@callweave/cti-core';
import type { AgentSessionState, TerminalRecording } from '@callweave/web-sdk';

/** Recordings of this browser, and what may be done with them. */
export interface TerminalRecordingsView {
  /** The call that can be recorded here now; null while none has sound, or one is recorded. */
  readonly startable: CallId | null;
  /** What is recorded, sent, waits or was refused, oldest first. */
  readonly recordings: readonly TerminalRecording[];
}

/** The browser's own recordings, computed from the session's picture (AGT-7). */
export function terminalRecordingsView({
  activeCall: call,
  terminalRecordings,
  softphone,
}: AgentSessionState): TerminalRecordingsView {
  const hasSound = softphone.status !== 'off' && call?.local === 'connected' && call.phase !== 'ended';
  const isRecorded = terminalRecordings.some(
    (one) => one.state === 'recording' && one.callId === call?.callId,
  );
  return { startable: hasSound && !isRecorded ? call.callId : null, recordings: terminalRecordings };
}

/** How much the server has, from 0 to 1. */
export function sentShare({ bytes, sentBytes }: TerminalRecording): number {
  return bytes === 0 ? 0 : Math.min(1, sentBytes / bytes);
}
