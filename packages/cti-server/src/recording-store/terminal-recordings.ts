import { type AgentId, type CallSnapshot, CallweaveError, type Clock } from '@callweave/cti-core';
import type { Journal } from '../kernel/index.js';
import type { Database } from '../storage/database.js';
import { saveFindings } from '../storage/recording-findings.js';
import type { RecordingFiles } from './recording-files.js';

interface Expected {
  readonly recordingId: string;
  readonly callId: string;
  /** By the browser's clock, put right by the server's: epoch milliseconds. */
  readonly startedAt: number;
}

interface Taken extends Expected {
  readonly durationMs: number;
  readonly sha256: string;
  /** Of its file: `webm` … */
  readonly ending: string;
}

/** Clocks of browsers are put right to about a second; a minute is no doubt of anybody. */
const CLOCK_DOUBT_MS = 60_000;

/** Recordings that agents' browsers made of their calls (AGT-7): checked, and put where the others wait for the store. */
export class TerminalRecordings {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly journal: Pick<Journal, 'flush'>;
      readonly files: RecordingFiles;
      readonly clock: Clock;
      /** One waits for the store. */
      readonly taken: () => void;
    },
  ) {}

  /**
   * Whether such a recording may come in.
   * @throws {CallweaveError} `call.unknown`; `access.denied`: he took no part; `recording.exists`: it is here already;
   *   `request.invalid`: it did not begin during that call
   */
  async expect({
    recordingId,
    callId,
    startedAt,
    agentId,
  }: Expected & { agentId: AgentId | null }): Promise<void> {
    const call = await this.#call(callId);
    if (!call.legs.some((leg) => agentId !== null && leg.agentId === agentId && leg.answeredAt !== null))
      throw new CallweaveError('access.denied', 'This is the call of another agent.');
    const present = await this.parts.database
      .selectFrom('recordings')
      .select('recording_id')
      .where('recording_id', '=', recordingId)
      .executeTakeFirst();
    if (present !== undefined)
      throw new CallweaveError('recording.exists', 'The recording has come in already.');
    const latest = (call.endedAt ?? this.parts.clock.now()) + CLOCK_DOUBT_MS;
    if (startedAt < call.arrivedAt - CLOCK_DOUBT_MS || startedAt > latest)
      throw new CallweaveError('request.invalid', 'startedAt: the call was not at that time.');
  }

  /**
   * Takes a file that came in whole; from here on it is kept as those of the switch are. May be repeated.
   * @throws {CallweaveError} `recording.damaged`: another checksum than it was sent with
   */
  async take(
    file: string,
    { recordingId, callId, startedAt, durationMs, sha256, ending }: Taken,
  ): Promise<void> {
    const { database, files } = this.parts;
    const taken = await files.take(file, { recordingId, startedAt, sha256, ending });
    const call = await this.#call(callId);
    await database.transaction().execute(async (tx) => {
      await tx
        .insertInto('recordings')
        .values({
          recording_id: recordingId,
          call_id: callId,
          path: taken.path,
          state: 'stopped',
          kind: 'terminal',
          queue_id: null,
          started_at: startedAt,
          duration_ms: durationMs,
          bytes: taken.bytes,
          sha256: taken.sha256,
          reason: null,
          hold_reason: null,
          hold_by: null,
          hold_at: null,
          deleted_at: null,
          direction: null,
          caller: null,
          called: null,
          trunk: null,
          // Until the call is over, those who are known of now may hear it.
          agents: [...new Set(call.legs.flatMap(({ agentId }) => agentId ?? []))],
          disposition: null,
          notes: null,
        })
        .onConflict((conflict) => conflict.column('recording_id').doNothing())
        .execute();
      await saveFindings(tx, [call]);
    });
    this.parts.taken();
  }

  async #call(callId: string): Promise<CallSnapshot> {
    // Its row may be a moment behind the call.
    await this.parts.journal.flush();
    const row = await this.parts.database
      .selectFrom('calls')
      .select('snapshot')
      .where('call_id', '=', callId)
      .executeTakeFirst();
    if (row === undefined) throw new CallweaveError('call.unknown', `There is no call ${callId}.`);
    return row.snapshot as CallSnapshot;
  }
}
