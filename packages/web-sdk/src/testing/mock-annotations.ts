import type { CallId, CallSnapshot, RecordingId } from '@callweave/cti-core';
import type { MockDesk } from './mock-desk.js';

type RecordingOrder = 'start' | 'stop' | 'pause' | 'resume';

const NEEDS = {
  start: 'record',
  stop: 'stopRecording',
  pause: 'pauseRecording',
  resume: 'resumeRecording',
} as const satisfies Record<RecordingOrder, keyof CallSnapshot['can']>;

const BECOMES = { start: 'running', stop: undefined, pause: 'paused', resume: 'running' } as const;

export function orderRecording(desk: MockDesk, callId: CallId, order: RecordingOrder): CallSnapshot {
  const { recording: _, ...call } = desk.allowed(callId, NEEDS[order]);
  const recordingId = call.recordingId ?? (desk.newId('recording') as RecordingId);
  const recording = BECOMES[order];
  return changed(desk, { ...call, recordingId, ...(recording === undefined ? {} : { recording }) });
}

export function setDisposition(desk: MockDesk, callId: CallId, code: string | null): CallSnapshot {
  const { disposition: _, ...call } = desk.allowed(callId, 'annotate');
  return changed(desk, code === null ? call : { ...call, disposition: code });
}

export function setTags(desk: MockDesk, callId: CallId, tags: readonly string[]): CallSnapshot {
  return changed(desk, { ...desk.allowed(callId, 'annotate'), tags: [...tags] });
}

export function addNote(desk: MockDesk, callId: CallId, text: string): CallSnapshot {
  const call = desk.allowed(callId, 'annotate');
  const note = { at: desk.clock.now(), agentId: desk.agent.agentId, text };
  return changed(desk, { ...call, notes: [...(call.notes ?? []), note] });
}

function changed(desk: MockDesk, facts: Parameters<MockDesk['put']>[0]): CallSnapshot {
  const call = desk.put(facts);
  desk.tell('call.changed', { call });
  return call;
}
