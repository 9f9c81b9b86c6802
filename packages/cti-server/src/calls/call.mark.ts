import type {
  AgentId,
  CallDirection,
  CallId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
} from '@callweave/cti-core';
import type { UndrawnMark } from '../kernel/kernel.types.js';
import type { LegMark } from '../media-switch/media-switch.port.js';
import { type Call, legOf } from './call.js';
import { type CallWants, readWants, wantsText } from './call-wants.js';

/** Longest JSON of call data that is written on the channel; more is found again in the database only. */
const DATA_LIMIT = 1_000;

/** What a server that starts with an empty database still needs to serve this caller as before. */
export function customerMark(call: Call): LegMark {
  const facts: Record<string, string> = {
    direction: call.direction,
    phase: call.stage.phase,
    caller: call.caller,
    called: call.called,
    arrivedAt: String(call.arrivedAt),
  };
  const data = JSON.stringify(call.data);
  const wants = wantsText(call.wants);
  if (call.trunk !== null) facts.trunk = call.trunk;
  if (call.queueId !== null) facts.queueId = call.queueId;
  if (call.queuedAt !== null) facts.queuedAt = String(call.queuedAt);
  if (call.standsSince !== null) facts.standsSince = String(call.standsSince);
  if (call.answeredAt !== null) facts.answeredAt = String(call.answeredAt);
  if (call.agentId !== null) facts.agentId = call.agentId;
  if (call.keys !== '') facts.keys = call.keys;
  if (call.flowPlace !== null && call.stage.phase === 'ivr') facts.flow = call.flowPlace;
  if (data !== '{}' && data.length <= DATA_LIMIT) facts.data = encodeURIComponent(data);
  if (wants !== null) facts.wants = wants;
  if (call.video) facts.video = 'true';
  if (call.overflowedFrom.length > 0) facts.overflowedFrom = call.overflowedFrom.join(' ');
  if (call.recording) {
    facts.recordingId = call.recording.recordingId;
    facts.recordingPath = call.recording.path;
    facts.recordedBy = call.recording.by;
    if (call.recording.paused) facts.recordingPaused = 'true';
  }
  if (call.message && !call.message.done) {
    facts.messageId = call.message.recordingId;
    facts.messagePath = call.message.path;
  }
  return {
    callId: call.callId,
    party: partyOf(call),
    facts,
  };
}

/** Writes on the customer's channel what a new server would need. */
export class CustomerMarked implements UndrawnMark {
  readonly do = 'switch.mark';

  constructor(
    readonly legId: LegId,
    private readonly call: Call,
  ) {}

  drawMark(): LegMark {
    return customerMark(this.call);
  }
}

/** Who is only asked is no customer, so that nobody serves him when the caller is gone. */
function partyOf(call: Call): LegMark['party'] {
  if (legOf(call, call.customerLegId)?.party === 'agent') return 'agent';
  return call.consult?.is === 'about' ? 'external' : 'customer';
}

/** What stands on an agent's leg. */
export function agentMark(
  call: Call,
  seat: { readonly agentId: AgentId; readonly device: string; readonly extension: string },
  offerId: OfferId | null = null,
): LegMark {
  const facts: Record<string, string> = {
    agentId: seat.agentId,
    device: seat.device,
    extension: seat.extension,
    direction: call.direction,
    arrivedAt: String(call.arrivedAt),
  };
  if (offerId !== null) facts.offerId = offerId;
  return { callId: call.callId, party: 'agent', facts };
}

export interface MarkFacts {
  readonly callId: CallId;
  readonly direction: CallDirection;
  readonly caller: string | null;
  readonly called: string | null;
  readonly trunk: string | null;
  readonly arrivedAt: number | null;
  readonly queueId: QueueId | null;
  readonly queuedAt: number | null;
  readonly standsSince: number | null;
  readonly answeredAt: number | null;
  readonly agentId: AgentId | null;
  readonly offerId: OfferId | null;
  readonly extension: string | null;
  readonly device: string | null;
  readonly keys: string;
  readonly flow: string | null;
  readonly data: Record<string, string>;
  readonly wants: CallWants;
  readonly overflowedFrom: readonly QueueId[];
  readonly video: boolean;
  readonly recording: Call['recording'];
  readonly message: Call['message'];
}

/** Reads a mark back; what is missing or unreadable is left out, since the call matters more than its data. */
export function readMark(mark: LegMark): MarkFacts {
  const { facts } = mark;
  const text = (key: string) => facts[key] ?? null;
  const instant = (key: string) => {
    const value = Number(facts[key]);
    return facts[key] !== undefined && Number.isFinite(value) && value >= 0 ? value : null;
  };
  const messageId = text('messageId');
  const messagePath = text('messagePath');
  const recordingId = text('recordingId');
  const path = text('recordingPath');
  const direction = text('direction');
  return {
    callId: mark.callId,
    direction: direction === 'outbound' || direction === 'internal' ? direction : 'inbound',
    caller: text('caller'),
    called: text('called'),
    trunk: text('trunk'),
    arrivedAt: instant('arrivedAt'),
    queueId: text('queueId') as QueueId | null,
    queuedAt: instant('queuedAt'),
    standsSince: instant('standsSince'),
    answeredAt: instant('answeredAt'),
    agentId: text('agentId') as AgentId | null,
    offerId: text('offerId') as OfferId | null,
    extension: text('extension'),
    device: text('device'),
    keys: text('keys') ?? '',
    flow: text('flow'),
    data: readData(text('data')),
    wants: readWants(text('wants')),
    overflowedFrom: (text('overflowedFrom')?.split(' ') ?? []) as QueueId[],
    video: text('video') === 'true',
    recording:
      recordingId && path
        ? {
            recordingId: recordingId as RecordingId,
            path,
            paused: text('recordingPaused') === 'true',
            by: text('recordedBy') === 'demand' ? 'demand' : 'rule',
          }
        : null,
    message:
      messageId && messagePath
        ? { recordingId: messageId as RecordingId, path: messagePath, done: false }
        : null,
  };
}

function readData(text: string | null): Record<string, string> {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(decodeURIComponent(text));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
