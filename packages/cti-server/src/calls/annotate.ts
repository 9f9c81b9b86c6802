import { type AgentId, type CallId, CallweaveError, type CommandParams } from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import type { Call } from './call.js';
import { announceCall, callOf, saveCall, snapshotOf } from './call.store.js';
import type { WrittenDown } from './written-down.js';

/** More than that nobody reads; and every event of the call carries them. */
const MOST_NOTES = 50;

export type AnnotationCommandName = 'call.set-disposition' | 'call.set-tags' | 'call.add-note';

/**
 * An agent who takes, or took, part writes down how it went (AGT-4): also in after-call work, as long as the call is
 * readable.
 * @throws {CallweaveError} `call.unknown`, `request.invalid`, `call.too-many`
 */
export function annotate(
  step: Step,
  agentId: AgentId,
  command: AnnotationCommandName,
  params: CommandParams<AnnotationCommandName>,
): void {
  const call = callOf(step, params.callId as CallId);
  if (!snapshotOf(step, call, agentId).can.annotate)
    throw new CallweaveError('call.unknown', 'No such call of this agent', {
      details: { callId: call.callId },
    });
  const written = { ...call.written, ...change(step, call, agentId, command, params) };
  announceCall(step, 'call.data-changed', saveCall(step, { ...call, written }));
}

function change(
  step: Step,
  call: Call,
  agentId: AgentId,
  command: AnnotationCommandName,
  params: CommandParams<AnnotationCommandName>,
): Partial<WrittenDown> {
  switch (command) {
    case 'call.set-disposition':
      return { disposition: offered(step, call, (params as CommandParams<typeof command>).code) };
    case 'call.set-tags':
      return { tags: [...new Set((params as CommandParams<typeof command>).tags)] };
    case 'call.add-note': {
      const { notes } = call.written;
      if (notes.length >= MOST_NOTES) {
        throw new CallweaveError('call.too-many', `A call has ${MOST_NOTES} notes at most`, {
          details: { limit: MOST_NOTES },
        });
      }
      return {
        notes: [...notes, { at: step.at, agentId, text: (params as CommandParams<typeof command>).text }],
      };
    }
  }
}

/** A queue that names codes takes no others. */
function offered(step: Step, { queueId }: Call, code: string | null): string | null {
  const codes = queueId === null ? undefined : step.world.queues.get(queueId)?.dispositions;
  if (code === null || !codes || codes.length === 0 || codes.some((one) => one.code === code)) return code;
  throw new CallweaveError('request.invalid', `The queue has no disposition ${code}`, {
    details: { issues: [{ path: ['code'], message: codes.map((one) => one.code).join(', ') }] },
  });
}
