import {
  type AgentId,
  type CallId,
  CallweaveError,
  groupingDecisionSchema,
  type RecordingId,
  routingDecisionSchema,
} from '@callweave/cti-core';
import { z } from 'zod';

export interface CallweaveClientOptions {
  /** HTTP address of the Callweave server, as `http://127.0.0.1:7080`. */
  readonly url: string;
  /** A key of the server's `access.serviceKeys`; it never leaves your back end. */
  readonly serviceKey: string;
  /** Deadline of one request; default 10,000. */
  readonly timeoutMs?: number;
}

const tokenSchema = z.object({ token: z.string(), expiresAt: z.number() });
/** A short-lived token for one agent; `expiresAt` in epoch milliseconds. */
export type Token = z.infer<typeof tokenSchema>;

const callRecordSchema = z.looseObject({
  callId: z.string(),
  direction: z.enum(['inbound', 'outbound', 'internal']),
  caller: z.string(),
  called: z.string(),
  queueId: z.string().nullable(),
  queueName: z.string().nullable(),
  agentId: z.string().nullable(),
  agentName: z.string().nullable(),
  arrivedAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  endedBy: z.enum(['customer', 'agent', 'external', 'system']).nullable(),
  waitMs: z.number().nullable(),
  talkMs: z.number().nullable(),
  recordingId: z.string().nullable(),
});
/** A call detail record; instants in epoch milliseconds, null while they have not come. */
export type CallRecord = z.infer<typeof callRecordSchema>;

const decisionRecordSchema = z.discriminatedUnion('kind', [
  z.looseObject({ at: z.number(), kind: z.literal('grouped'), decision: groupingDecisionSchema }),
  z.looseObject({ at: z.number(), kind: z.literal('routed'), decision: routingDecisionSchema }),
]);
/** One decision about a call: which rule chose its queue, or whom the ACD considered and why; `at` in epoch milliseconds. */
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

const foundRecordingSchema = z.looseObject({
  recordingId: z.string(),
  callId: z.string(),
  kind: z.enum(['call', 'voicemail', 'terminal']),
  state: z.string(),
  startedAt: z.number(),
  durationMs: z.number().nullable(),
  direction: z.string().nullable(),
  caller: z.string().nullable(),
  called: z.string().nullable(),
  queueId: z.string().nullable(),
  agents: z.array(z.string()),
  data: z.record(z.string(), z.string()),
  tags: z.array(z.string()),
  disposition: z.string().nullable(),
});
/** A recording that was found; `startedAt` in epoch milliseconds. */
export type FoundRecording = z.infer<typeof foundRecordingSchema>;

/** What recordings are searched by (REC-2); all that is named has to hold. Instants in epoch milliseconds. */
export interface RecordingSearch {
  /** All of one call, also those that were deleted. */
  readonly callId?: string;
  readonly agentId?: string;
  readonly extension?: string;
  readonly queueId?: string;
  readonly from?: number;
  readonly to?: number;
  /** Whole, `138*` by its beginning, `*1234` by its end. */
  readonly number?: string;
  readonly minMs?: number;
  readonly maxMs?: number;
  readonly tag?: string;
  readonly disposition?: string;
  readonly text?: string;
  /** Call data, as `{ orderId: '4711' }`. */
  readonly data?: Readonly<Record<string, string>>;
  /** At most 200; default 50. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

const auditRecordSchema = z.looseObject({
  auditId: z.string(),
  at: z.number(),
  account: z.string(),
  role: z.string().nullable(),
  action: z.string(),
  subject: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
  outcome: z.string(),
});
/**
 * Who did what to others or to the settings (ADM-9); `at` in epoch milliseconds, `outcome` `ok` or the code of the error it was refused with,
 * `role` null where nobody was let in.
 */
export type AuditRecord = z.infer<typeof auditRecordSchema>;
const auditPageSchema = z.object({ entries: z.array(auditRecordSchema), after: z.string().nullable() });

/** Which entries of the audit log; instants in epoch milliseconds, both inclusive. */
export interface AuditRequest {
  readonly from?: number;
  readonly to?: number;
  /** An account. */
  readonly actor?: string;
  /** Exact, as `settings.put`, or all that begin with it when it ends in a dot, as `supervision.`. */
  readonly action?: string;
  /** Default 100, at most 500. */
  readonly limit?: number;
  /** `after` of the page before. */
  readonly after?: string;
}

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** What a CRM's or ERP's back end asks of the Callweave server (API-9). Every promise rejects with {@link CallweaveError} only. */
export interface CallweaveClient {
  /** A token for the browser of an agent whom your own system has signed in. */
  createToken(request: { agentId: AgentId | string }): Promise<Token>;
  /** Call detail records, newest first; at most 500. */
  listCalls(request?: { limit?: number }): Promise<CallRecord[]>;
  /** How a call was distributed, oldest decision first (ACD-8). Rejects with `call.unknown` for a call without a record. */
  explainCall(callId: CallId | string): Promise<DecisionRecord[]>;
  /** Recordings, newest first, page by page (REC-2). */
  findRecordings(search?: RecordingSearch): Promise<{ recordings: FoundRecording[]; next: string | null }>;
  /** Records a call that talks, or leaves out of its recording what must not be kept (REC-1). */
  controlRecording(callId: CallId | string, order: 'start' | 'stop' | 'pause' | 'resume'): Promise<void>;
  /** The audit log, newest first; `after` of the answer asks for the next page, and is null on the last (ADM-9). */
  listAudit(request?: AuditRequest): Promise<{ entries: AuditRecord[]; after: string | null }>;
  /**
   * A recording as the server sends it (`audio/wav`), whole or by `range` (as `bytes=0-1023`); pipe its body on.
   * Status 200, 206, or 416 when the range lies outside.
   */
  openRecording(recordingId: RecordingId | string, options?: { range?: string }): Promise<Response>;
}

/** Makes a client; nothing is sent until it is asked something. */
export function createCallweaveClient(options: CallweaveClientOptions): CallweaveClient {
  const base = new URL(options.url);
  const timeoutMs = options.timeoutMs ?? 10_000;

  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${options.serviceKey}`);
    let reply: Response;
    try {
      reply = await fetch(new URL(path, base), { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    } catch (cause) {
      const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
      throw timedOut
        ? new CallweaveError(
            'request.timed-out',
            `The Callweave server at ${base.origin} did not answer in ${timeoutMs} ms.`,
            { cause },
          )
        : new CallweaveError(
            'connection.refused',
            `The Callweave server at ${base.origin} cannot be reached.`,
            { cause },
          );
    }
    if (reply.ok || reply.status === 416) return reply;
    const told = errorSchema.safeParse(await reply.json().catch(() => null));
    throw told.success
      ? CallweaveError.fromWire(told.data.error)
      : new CallweaveError(
          'server.failed',
          `${base.origin} answered ${reply.status} without an error of ours; is it a Callweave server?`,
        );
  };

  const read = async <Shape extends z.ZodType>(
    shape: Shape,
    path: string,
    init?: RequestInit,
  ): Promise<z.infer<Shape>> => {
    const answer = shape.safeParse(await (await send(path, init)).json().catch(() => null));
    if (answer.success) return answer.data;
    throw new CallweaveError('connection.incompatible', `The server's answer to ${path} is not understood.`, {
      cause: answer.error,
    });
  };

  return {
    createToken: ({ agentId }) =>
      read(tokenSchema, '/api/v1/tokens', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ agentId }),
      }),
    async listCalls({ limit = 100 } = {}) {
      return (await read(z.object({ calls: z.array(callRecordSchema) }), `/api/v1/calls?limit=${limit}`))
        .calls;
    },
    async explainCall(callId) {
      const path = `/api/v1/calls/${encodeURIComponent(callId)}/decisions`;
      return (await read(z.object({ decisions: z.array(decisionRecordSchema) }), path)).decisions;
    },
    findRecordings({ data = {}, ...search } = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(search)) query.set(name, String(value));
      for (const [name, value] of Object.entries(data)) query.set(`data.${name}`, value);
      const shape = z.object({ recordings: z.array(foundRecordingSchema), next: z.string().nullable() });
      return read(shape, `/api/v1/recordings?${query}`);
    },
    async controlRecording(callId, order) {
      await send(`/api/v1/calls/${encodeURIComponent(callId)}/recording`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ do: order }),
      });
    },
    listAudit(request = {}) {
      const asked = new URLSearchParams();
      for (const [name, value] of Object.entries(request))
        if (value !== undefined) asked.set(name, `${value}`);
      return read(auditPageSchema, `/api/v1/audit?${asked}`);
    },
    openRecording(recordingId, { range } = {}) {
      const path = `/api/v1/recordings/${encodeURIComponent(recordingId)}`;
      return send(path, range === undefined ? {} : { headers: { range } });
    },
  };
}
